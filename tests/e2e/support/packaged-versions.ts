import { execFile } from 'node:child_process'
import { chmod, copyFile, cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createHash } from 'node:crypto'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { packagedFolder } from '../../../scripts/package/packaged-folder.ts'
import { findElectronRuntime } from '../../../scripts/electron-runtime/find.mjs'
import { projectFolder } from './launch.ts'

const run = promisify(execFile)
/** What electron-builder itself packs with. */
const asar = createRequire(import.meta.url)('@electron/asar') as {
  extractAll(archive: string, folder: string): void
  createPackageWithOptions(folder: string, archive: string, options: { unpack: string }): Promise<void>
}

export type TestVersion = {
  readonly version: string
  /** Further steps of the database, after the build's own. */
  readonly steps: readonly { readonly id: string; readonly up: readonly string[] }[]
  /** Dies as soon as somebody has logged in, with the database migrated. */
  readonly dies: boolean
  /** Content of resources/updates.json. */
  readonly updates: unknown
}

/** One packaged folder with the development Electron, from which versions are made that differ in little. */
export class PackagedVersions {
  readonly #room: string
  readonly #base: string

  private constructor(room: string, base: string) {
    this.#room = room
    this.#base = base
  }

  static async make(room: string): Promise<PackagedVersions> {
    const { executable, version, addon } = await findElectronRuntime({ allowInstall: false })
    const runtime = { kind: 'fallback', executable, version, addon: addon ?? '' } as const
    const out = join(room, 'package')
    const base = await packagedFolder({ project: projectFolder, out, arch: 'x64', version: '1.0.0', runtime })
    asar.extractAll(join(base, 'resources/app.asar'), join(room, 'source'))
    return new PackagedVersions(room, base)
  }

  /** A whole packaged application of that version, at `target`. What is the same in all of them lies on the disc once. */
  async put(target: string, made: TestVersion): Promise<void> {
    await mkdir(join(target, '..'), { recursive: true })
    await run('cp', ['-al', this.#base, target])
    const resources = join(target, 'resources')
    await rm(join(resources, 'app.asar'))
    await rm(join(resources, 'app.asar.unpacked'), { recursive: true })
    const source = join(this.#room, `source-${made.version}`)
    await cp(join(this.#room, 'source'), source, { recursive: true })
    await change(join(source, 'package.json'), '"version": "1.0.0"', `"version": "${made.version}"`)
    const steps = made.steps.map((step) => `,\n${JSON.stringify(step)}`).join('')
    if (steps !== '')
      await change(join(source, 'out/main/core.js'), /(var migrations = \[\n[^]*?)(\n\];)/, `$1${steps}$2`)
    if (made.dies)
      await change(
        join(source, 'out/main/main.js'),
        /if \(session\.open\) tellHealthy\([^;]+;/,
        'if (session.open) process.exit(3);',
      )
    await asar.createPackageWithOptions(source, join(resources, 'app.asar'), { unpack: '**/*.node' })
    await rm(source, { recursive: true })
    const archive = createHash('sha256').update(await readFile(join(resources, 'app.asar')))
    // Linked, not copied: what is written here must not be written into the base.
    await rm(join(resources, 'app.asar.sha256'))
    await writeFile(join(resources, 'app.asar.sha256'), `${archive.digest('hex')}  app.asar\n`)
    const settings = join(resources, 'resources/updates.json')
    await rm(settings, { force: true })
    await writeFile(settings, JSON.stringify(made.updates))
  }

  /** The package that a feed publishes: an archive with the program at its top. */
  async archive(file: string, made: TestVersion): Promise<void> {
    const folder = join(this.#room, `version-${made.version}`)
    await this.put(folder, made)
    await run('tar', ['-cf', file, '-C', folder, '.'])
    await rm(folder, { recursive: true })
  }
}

/** An installation by versions, as IT puts it on a PC: the launcher beside `current` and `versions/`. */
export async function installLauncher(root: string, seq: number, station: string): Promise<string> {
  const launcher = join(root, 'beatbook')
  await mkdir(root, { recursive: true })
  await copyFile(join(projectFolder, 'build/launcher/beatbook.sh'), launcher)
  await copyFile(join(projectFolder, 'build/launcher/install-update.sh'), join(root, 'install-update'))
  for (const name of ['beatbook', 'install-update']) await chmod(join(root, name), 0o755)
  await writeFile(join(root, 'current'), `${seq}\n`)
  await writeFile(join(root, 'station'), `${station}\n`)
  return launcher
}

async function change(path: string, from: string | RegExp, to: string): Promise<void> {
  const text = await readFile(path, 'utf8')
  const changed = text.replace(from, to)
  if (changed === text) throw new Error(`${path} is not as this test expects it`)
  await writeFile(path, changed)
}
