import { spawn } from 'node:child_process'
import { constants } from 'node:os'

/** How much of a tool's output is kept to explain a failure, in characters. */
const TAIL = 20_000

/** Tools and programs that are running: they end with us, also when another step fails meanwhile. */
const running = new Set()
let handedOver = false
process.once('exit', () => {
  for (const child of running) child.kill('SIGTERM')
})
for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
])
  process.on(signal, () => {
    if (!handedOver) process.exit(code)
  })

/**
 * Runs a tool without showing its output.
 * @param {string} command
 * @param {string[]} args
 * @param {{cwd?: string, env?: NodeJS.ProcessEnv, shell?: boolean, stop?: AbortSignal}} [options] `stop` ends the tool
 * @returns {Promise<{code: number, output: string}>} the exit code (-1 when the tool could not be started or was
 *   ended by a signal) and the end of what it printed
 */
export function run(command, args, options = {}) {
  return new Promise((resolve) => {
    let output = ''
    const keep = (chunk) => {
      output = (output + chunk).slice(-TAIL)
    }
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: options.env ?? process.env,
      shell: options.shell ?? false,
      signal: options.stop,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    running.add(child)
    child.stdout.setEncoding('utf8').on('data', keep)
    child.stderr.setEncoding('utf8').on('data', keep)
    child.on('error', (error) => finish(-1, error.message))
    child.on('close', (code) => finish(code ?? -1))
    function finish(code, text = '') {
      running.delete(child)
      resolve({ code, output: output + text })
    }
  })
}

/**
 * Runs a program that owns the terminal: it inherits stdin, stdout and stderr, and the signals that this process gets.
 * @param {string} command
 * @param {string[]} args
 * @param {{cwd?: string, env?: NodeJS.ProcessEnv, shell?: boolean, stdout?: 'inherit' | 'ignore'}} [options]
 * @returns {Promise<number>} its exit code; 128 + signal number when a signal ended it
 */
export function handOver(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: options.env ?? process.env,
      shell: options.shell ?? false,
      stdio: ['inherit', options.stdout ?? 'inherit', 'inherit'],
    })
    running.add(child)
    // A terminal sends Ctrl-C to the whole foreground group itself: passing it on would deliver it twice.
    const fromTerminal = process.stdin.isTTY === true
    handedOver = true
    const forward = (signal) => {
      if (!(fromTerminal && signal === 'SIGINT')) child.kill(signal)
    }
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']
    for (const signal of signals) process.on(signal, forward)
    const settle = () => {
      handedOver = false
      running.delete(child)
      for (const signal of signals) process.off(signal, forward)
    }
    child.on('error', (error) => {
      settle()
      reject(error)
    })
    child.on('close', (code, signal) => {
      settle()
      resolve(code ?? 128 + (constants.signals[signal ?? 'SIGTERM'] ?? 15))
    })
  })
}

/**
 * The environment for npm itself. `npm start` tells its children about the script it runs and where its project is,
 * and a nested npm would take that for its own options; what the person configured stays.
 * @param {NodeJS.ProcessEnv} env
 * @returns {NodeJS.ProcessEnv}
 */
export function environmentForNpm(env) {
  const outer = /^npm_(lifecycle_|package_|command$|node_execpath$|config_(local_prefix|prefix|global_prefix)$)/i
  return Object.fromEntries(Object.entries(env).filter(([name]) => !outer.test(name) && name !== 'INIT_CWD'))
}

/**
 * How to call npm: through the file that already runs us where there is one, because `npm.cmd` needs a shell.
 * @param {string[]} args
 * @param {{cwd: string}} options
 */
export function runNpm(args, options) {
  const own = process.env['npm_execpath'] ?? ''
  const env = { ...environmentForNpm(process.env), npm_config_ignore_scripts: 'true' }
  if (/npm-cli\.c?js$/.test(own)) return run(process.execPath, [own, ...args], { ...options, env })
  return run('npm', args, { ...options, env, shell: process.platform === 'win32' })
}
