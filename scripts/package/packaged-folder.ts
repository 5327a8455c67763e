import { execFile } from 'node:child_process'
import { copyFile, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { Refusal } from '../release/refusal.ts'

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
  readonly platform?: 'linux' | 'win32'
  /** What the folder is made of; in it, so that a folder that was signed in the meantime can be told from another one. */
  readonly commit?: string
}

/**
 * The app as electron-builder packages it, without an installer around it. Nothing is fetched with the fallback, which is for Linux.
 * @throws Refusal with electron-builder's last words
 * @returns the absolute path of the folder, its program named `beatbook` or `beatbook.exe`
 */
export async function packagedFolder(options: PackageOptions): Promise<string> {
  const { project, out, arch, version, runtime, platform = 'linux', commit } = options
  const changes = {
    'directories.output': out,
    'extraMetadata.version': version,
    'extraMetadata.beatbookBuild.runtime': runtime.kind,
    ...(commit === undefined ? {} : { 'extraMetadata.beatbookBuild.commit': commit }),
    ...(runtime.kind === 'fallback'
      ? { electronDist: dirname(runtime.executable), electronVersion: runtime.version }
      : {}),
  }
  const tool = join(project, 'node_modules', 'electron-builder', 'cli.js')
  const [target, name] = platform === 'linux' ? ['--linux', 'linux'] : ['--win', 'win']
  const args = [target, 'dir', `--${arch}`, ...Object.entries(changes).map(([key, value]) => `-c.${key}=${value}`)]
  const env = { ...process.env, PACK_PLATFORM: platform }
  await run(process.execPath, [tool, ...args], { cwd: project, env, maxBuffer: 2 ** 24 }).catch((error: unknown) => {
    const said = lastWords(error)
    throw new Refusal(`electron-builder made no package. It said last:\n${said}${wayOut(said)}`)
  })
  const folder = join(out, arch === 'x64' ? `${name}-unpacked` : `${name}-${arch}-unpacked`)
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

/** Electron is fetched from GitHub, which a private network often does not reach. */
function wayOut(said: string): string {
  const isNetwork = /ENOTFOUND|ECONN|ETIMEDOUT|EAI_AGAIN|CERT/.test(said)
  return isNetwork
    ? '\nElectron could not be fetched. ELECTRON_MIRROR names another place (docs/runbook/packages.md).'
    : ''
}

function lastWords(error: unknown): string {
  const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string }
  const lines = `${stdout}\n${stderr}`.split('\n').filter((line) => /[a-z]/i.test(line) && !/^\s+at /.test(line))
  return lines.length === 0 ? String(error) : lines.slice(-6).join('\n')
}
