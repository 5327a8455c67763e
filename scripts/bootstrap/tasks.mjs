import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { findElectronRuntime, runtimeEnvironment } from '../electron-runtime/find.mjs'
import { ensureBuilt } from './build.mjs'
import { electronFlags, hasDisplay, startVirtualDisplay } from './display.mjs'
import { ensureDebianPackages, ensureRuntime, ensureTools } from './ensure.mjs'
import { environmentWithNode24, node24 } from './node24.mjs'
import { BootstrapProblem } from './problem.mjs'
import { handOver } from './run.mjs'
import { start } from './start.mjs'

/**
 * What `npm start`, `npm test` and the others do. Each gets the project's folder and the person's arguments, and
 * returns the exit code.
 * @type {Map<string, (call: {project: string, args: string[]}) => Promise<number>>}
 */
export const tasks = new Map([
  ['start', start],
  ['test', test],
  ['build', build],
  ['cli', ({ project, args }) => onNode24(project, ['cli/main.ts', ...args])],
  ['platform', ({ project, args }) => onNode24(project, ['platform/main.ts', ...args])],
  ['package', packages],
  ['release', ({ project, args }) => onNode24(project, ['scripts/release/main.ts', ...args])],
  ['bench', bench],
  ['faults', ({ project, args }) => onNode24(project, ['tests/faults/campaign/main.ts', ...args])],
  ['check', ({ project, args }) => onNode24(project, ['scripts/check.ts', ...args])],
  ['exec', exec],
])

async function onNode24(project, args) {
  await ensureTools(project)
  return handOver(node24(project).executable, args, { cwd: project, env: environmentWithNode24(project) })
}

/** Packages are made of what is built now. */
async function packages({ project, args }) {
  await build({ project })
  return onNode24(project, ['scripts/package/main.ts', ...args])
}

async function build({ project }) {
  await ensureTools(project)
  const runtime = await findElectronRuntime({ allowInstall: false }).catch(() => null)
  await ensureBuilt(project, { electronVersion: runtime?.version ?? '' })
  return 0
}

async function test({ project, args }) {
  return inWindowEnvironment(
    project,
    // Each test file has a display of its own: nobody touches a shared one, and after ten minutes its windows would lock themselves.
    { purposes: ['window', 'display', 'tests'], virtual: process.platform === 'linux', screen: false },
    (env) => handOver(node24(project).executable, ['scripts/test.ts', ...args], { cwd: project, env }),
  )
}

async function bench({ project, args }) {
  const virtual = !hasDisplay()
  return inWindowEnvironment(project, { purposes: ['window', ...(virtual ? ['display'] : [])], virtual }, (env) =>
    handOver(node24(project).executable, ['tests/perf/run.ts', ...args], { cwd: project, env }),
  )
}

/** Everything that opens windows by itself: installed, built, with a display and the runtime in the environment. */
async function inWindowEnvironment(project, { purposes, virtual, screen = virtual }, work) {
  await ensureTools(project)
  await ensureDebianPackages(purposes)
  const runtime = await ensureRuntime()
  await ensureBuilt(project, { electronVersion: runtime.version })
  const started = screen ? await startVirtualDisplay() : null
  try {
    return await work({
      ...environmentWithNode24(project),
      ...runtimeEnvironment(runtime),
      BEATBOOK_ELECTRON_FLAGS: electronFlags({ virtual }).join(' '),
      ...(virtual ? { DISPLAY: started?.display ?? '', WAYLAND_DISPLAY: '' } : {}),
    })
  } finally {
    await started?.stop()
  }
}

async function exec({ project, args: [tool, ...args] }) {
  await ensureTools(project)
  const windows = process.platform === 'win32'
  const file = join(project, 'node_modules', '.bin', windows ? `${tool}.cmd` : `${tool}`)
  if (!tool || !existsSync(file))
    throw new BootstrapProblem(
      `There is no tool "${tool ?? ''}" among the project's packages; \`ls node_modules/.bin\` lists them.`,
    )
  return handOver(file, args, { env: environmentWithNode24(project), shell: windows })
}
