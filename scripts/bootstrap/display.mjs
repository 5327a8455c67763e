import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { BootstrapProblem } from './problem.mjs'

/** @returns {boolean} whether a window can be shown here without a virtual display */
export function hasDisplay(env = process.env) {
  return process.platform !== 'linux' || Boolean(env['DISPLAY'] || env['WAYLAND_DISPLAY'])
}

/**
 * The flags without which Electron does not start here.
 * @param {{virtual: boolean}} options `virtual`: under Xvfb, where there is no graphics card
 * @returns {string[]} none on a usual desktop
 */
export function electronFlags({ virtual }) {
  if (process.platform !== 'linux') return []
  const root = process.getuid?.() === 0
  return [...(root || !sandboxWorks() ? ['--no-sandbox'] : []), ...(root || virtual ? ['--disable-gpu'] : [])]
}

/** Chromium's sandbox needs user namespaces, which some containers and distributions forbid. */
function sandboxWorks() {
  return spawnSync('unshare', ['-Ur', 'true'], { stdio: 'ignore' }).status === 0
}

/**
 * Starts a virtual display the size of an old station PC's screen, on a number that the server itself finds free.
 * @returns {Promise<{display: string, stop: () => Promise<void>}>} `display` for instance ":99"
 * @throws {BootstrapProblem} when Xvfb is missing or does not come up
 */
export async function startVirtualDisplay() {
  // Without a screen saver: after ten minutes it would count as a locked screen.
  const args = ['-displayfd', '3', '-screen', '0', '1366x768x24', '-nolisten', 'tcp', '-noreset', '-s', '0']
  const server = spawn('Xvfb', args, { stdio: ['ignore', 'ignore', 'pipe', 'pipe'], detached: true })
  let complaint = ''
  server.stderr.setEncoding('utf8').on('data', (text) => (complaint = (complaint + text).slice(-2000)))
  const number = await new Promise((resolve, reject) => {
    server.once('error', reject)
    server.once('exit', () => reject(new Error(complaint)))
    server.stdio[3].setEncoding('utf8').once('data', (text) => resolve(text.trim()))
  }).catch((error) => {
    throw new BootstrapProblem(
      'There is no display here and the virtual one did not start; run `sudo apt-get install xvfb` and try again.',
      error.message,
    )
  })
  const kill = () => server.kill('SIGTERM')
  process.once('exit', kill)
  return {
    display: `:${number}`,
    async stop() {
      process.off('exit', kill)
      if (server.exitCode !== null || server.signalCode !== null) return
      const gone = once(server, 'exit')
      kill()
      await gone
    },
  }
}
