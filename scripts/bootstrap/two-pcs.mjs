import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { environmentWithNode24, node24 } from './node24.mjs'
import { BootstrapProblem, say, step } from './problem.mjs'

/**
 * Two PCs of one small station on a platform of their own, in .demo-two: made once, joined, and in agreement.
 * @param {string} project
 * @returns {Promise<{platform: string, replicas: string[], toggle: () => void, stop: () => Promise<void>}>} `platform` runs until `stop`; `toggle` takes it
 *   away, or brings it back, and says so
 * @throws {BootstrapProblem}
 */
export async function startTwoPcs(project) {
  const dir = join(project, '.demo-two')
  await mkdir(dir, { recursive: true })
  const child = spawn(node24(project).executable, ['scripts/two-pcs.ts', dir], {
    cwd: project,
    env: environmentWithNode24(project),
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const lines = createInterface({ input: child.stdout })
  const ready = await step('Starting a platform and two PCs that exchange through it, in .demo-two', () =>
    Promise.race([once(lines, 'line'), once(child, 'close').then(() => null)]),
  )
  if (ready === null)
    throw new BootstrapProblem(
      'The two PCs could not be set up; what went wrong is above. Move .demo-two away with `mv .demo-two .demo-two-old` and try again.',
    )
  const { platform, replicas } = JSON.parse(ready[0])
  lines.on('line', (line) =>
    say(JSON.parse(line).running ? '- The platform is back.' : '- The platform is away: nothing can be exchanged.'),
  )
  return {
    platform,
    replicas,
    toggle: () => child.stdin.write('\n'),
    async stop() {
      if (child.exitCode !== null) return
      const gone = once(child, 'close')
      child.stdin.end()
      await gone
    },
  }
}
