import { type ChildProcess, spawn } from 'node:child_process'

let server: Promise<{ name: string; process: ChildProcess }> | undefined

/**
 * The display to open windows on: the one that is there, else an own Xvfb with the screen of a station PC (1366x768), which ends
 * with this process or with `closeDisplay`.
 * @returns the value of DISPLAY; undefined on systems without X
 */
export async function display(): Promise<string | undefined> {
  if (process.platform !== 'linux') return undefined
  if (process.env['DISPLAY']) return process.env['DISPLAY']
  server ??= startServer()
  return (await server).name
}

export async function closeDisplay(): Promise<void> {
  const running = await server
  server = undefined
  running?.process.kill()
}

function startServer(): Promise<{ name: string; process: ChildProcess }> {
  return new Promise((resolve, reject) => {
    // `-displayfd` lets the server choose a free number and say so when it is ready.
    // Without a screen saver: after ten minutes it would count as a locked screen, and lock the app.
    const screen = ['-screen', '0', '1366x768x24', '-s', '0']
    const child = spawn('Xvfb', ['-displayfd', '3', ...screen, '-nolisten', 'tcp', '-noreset'], {
      stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    })
    process.once('exit', () => child.kill())
    child.once('error', () => reject(new Error('There is no display and no Xvfb. On Debian: apt-get install xvfb')))
    child.once('exit', (code) => reject(new Error(`Xvfb ended with ${code}`)))
    child.stdio[3]?.once('data', (number: Buffer) => resolve({ name: `:${number.toString().trim()}`, process: child }))
  })
}
