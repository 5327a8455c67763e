import { execFile } from 'node:child_process'
import { copyFile, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** The Electron that a package is made around. */
export type PackageRuntime =
  | { readonly kind: 'official' }
  /** The development Electron (docs/adr/0002): for tests only, and marked so inside the package. */
  | { readonly kind: 'fallback'; readonly executable: string; readonly version: string; readonly addon: string }

export type PackageOptions = {
  readonly project: string
  /** Where the folder is made; a new or empty one. */
  readonly out: string
  readonly arch: 'x64' | 'arm64'
  readonly version: string
  readonly runtime: PackageRuntime
}

/**
 * The app as electron-builder packages it for Linux, without an installer around it. Nothing is fetched with the fallback.
 * @returns the absolute path of the folder, its program named `beatbook`
 */
export async function packagedFolder({ project, out, arch, version, runtime }: PackageOptions): Promise<string> {
  const changes = {
    'directories.output': out,
    'extraMetadata.version': version,
    'extraMetadata.beatbookBuild.runtime': runtime.kind,
    ...(runtime.kind === 'fallback'
      ? { electronDist: dirname(runtime.executable), electronVersion: runtime.version }
      : {}),
  }
  const tool = join(project, 'node_modules', 'electron-builder', 'cli.js')
  const args = ['--linux', 'dir', `--${arch}`, ...Object.entries(changes).map(([key, value]) => `-c.${key}=${value}`)]
  await run(process.execPath, [tool, ...args], { cwd: project, maxBuffer: 2 ** 24 })
  const folder = join(out, arch === 'x64' ? 'linux-unpacked' : `linux-${arch}-unpacked`)
  if (runtime.kind === 'fallback') {
    const resources = join(folder, 'resources')
    // The loader with which the development Electron opens a folder.
    await rm(join(resources, 'app'), { recursive: true, force: true })
    await copyFile(
      runtime.addon,
      join(resources, `app.asar.unpacked/node_modules/better-sqlite3/prebuilds/linux-${arch}.node`),
    )
  }
  return folder
}
