import { execFile, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** A PC with Windows as Wine makes one, for programs that this project compiles. */
export type WindowsPc = {
  /** Path of a file on its drive C:. */
  readonly drive: (...names: string[]) => string
  /** Path of a file in the user's %APPDATA%. */
  readonly roaming: (...names: string[]) => string
  /** @param program path on drive C: such as `Program Files/Beatbook/beatbook.exe` */
  readonly start: (program: string, args: readonly string[]) => Promise<{ code: number | null; err: string }>
  /** What the registry has under a key: value names and their values; null where there is no such key. */
  readonly registry: (key: string) => Map<string, string> | null
  /** From now on its Windows says that it is this one: `win7`, `win10`. */
  readonly becomes: (windows: string) => void
  readonly close: () => Promise<void>
}

/** @throws where Wine is missing: what cannot be checked must not look like it was */
export async function windowsPc(): Promise<WindowsPc> {
  const wine = firstThatRuns(['wine64', 'wine', '/usr/lib/wine/wine64'])
  const prefix = await mkdtemp(join(tmpdir(), 'beatbook-wine-'))
  const env = {
    PATH: process.env['PATH'],
    HOME: prefix,
    // Names of files in Chinese.
    LC_ALL: 'C.UTF-8',
    WINEPREFIX: prefix,
    WINEDEBUG: '-all',
    WINEARCH: 'win64',
    // Neither .NET nor a browser: nothing here needs them, and both would be asked for in a window.
    WINEDLLOVERRIDES: 'mscoree,mshtml=',
  }
  const winePath = (path: string): string => `C:\\${path.replaceAll('/', '\\')}`
  const server = firstThatRuns(['wineserver', '/usr/lib/wine/wineserver'])
  // Stays until it is ended: starting it anew for each program takes seconds.
  spawnSync(server, ['--persistent'], { env, stdio: 'ignore' })
  spawnSync(wine, ['wineboot', '--init'], { env, stdio: 'ignore' })
  const becomes = (windows: string): void => {
    const args = ['reg', 'add', 'HKCU\\Software\\Wine', '/v', 'Version', '/d', windows, '/f']
    spawnSync(wine, args, { env, stdio: 'ignore' })
  }
  becomes('win10')
  const drive = (...names: string[]): string => join(prefix, 'drive_c', ...names)
  return {
    drive,
    roaming: (...names) => drive('users', userInfo().username, 'AppData', 'Roaming', ...names),
    async start(program, args) {
      const child = spawn(wine, [winePath(program), ...args], {
        env,
        stdio: ['ignore', 'ignore', 'pipe'],
        timeout: 60_000,
      })
      let err = ''
      child.stderr.on('data', (bytes: Buffer) => (err += bytes.toString('utf8')))
      // Its error output stays open as long as a program that it started.
      const [code] = (await once(child, 'exit')) as [number | null]
      return { code, err: err.trim() }
    },
    registry(key) {
      const { status, stdout } = spawnSync(wine, ['reg', 'query', key], { env, encoding: 'utf8' })
      if (status !== 0) return null
      const values = [...stdout.matchAll(/^ +(\S+) +REG_\w+ +(.*?)\r?$/gm)]
      return new Map(values.map(([, name = '', value = '']) => [name, value]))
    },
    becomes,
    async close() {
      // Ends what runs on this PC, and nothing else.
      await run(server, ['--kill', '--wait'], { env })
      await rm(prefix, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 })
    },
  }
}

function firstThatRuns(names: readonly string[]): string {
  const found = names.find((name) => spawnSync(name, ['--version']).status === 0)
  if (found === undefined)
    throw new Error('Wine is missing, so the Windows programs cannot be run here (Debian: wine64, wine).')
  return found
}
