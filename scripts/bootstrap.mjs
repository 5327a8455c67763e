// The one way in: `node scripts/bootstrap.mjs TASK [arguments]`. Runs before anything is installed, on Node's built-ins
// alone, installs what the task needs, and then does the task on Node 24. What it installs and why: docs/runbook/
// development-runtime.md
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { BootstrapProblem, say } from './bootstrap/problem.mjs'
import { tasks } from './bootstrap/tasks.mjs'

const project = join(dirname(fileURLToPath(import.meta.url)), '..')
const [name = '', ...args] = process.argv.slice(2)
const task = tasks.get(name)

if (task) {
  try {
    process.exitCode = await task({ project, args })
  } catch (error) {
    if (!(error instanceof BootstrapProblem)) throw error
    say(`\n${error.message}`)
    if (error.detail) say(`\n${error.detail.split('\n').slice(0, 40).join('\n')}`)
    process.exit(1)
  }
} else {
  say(`There is no task "${name}"; use one of: ${[...tasks.keys()].join(', ')}.`)
  process.exitCode = 2
}
