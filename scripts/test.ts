// `npm test`, after the bootstrap: runs every stage one after another, counts, and closes with "N passed, N failed".
import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { checkTally, shareOf, vitestTally, type Tally } from './test-tally.ts'

const project = join(dirname(fileURLToPath(import.meta.url)), '..')

/** The stages in order; all but the first are vitest projects. `check` is format, lint, types and import rules. */
const stages = ['check', 'unit', 'integration', 'fault', 'e2e'] as const
type Stage = (typeof stages)[number]

const chosen = process.argv.slice(2)
const unknown = chosen.find((name) => !stages.some((stage) => stage === name))
if (unknown !== undefined) {
  console.error(`There is no stage "${unknown}"; use any of: ${stages.join(', ')}.`)
  process.exit(2)
}

const results: { stage: Stage; tally: Tally; seconds: number }[] = []
for (const stage of stages.filter((name) => chosen.length === 0 || chosen.includes(name))) {
  console.log(`\n=== ${stage} ===`)
  const started = performance.now()
  const tally = await runStage(stage)
  results.push({ stage, tally, seconds: (performance.now() - started) / 1000 })
}

console.log('\n=== summary ===')
for (const { stage, tally, seconds } of results)
  console.log(
    `${stage.padEnd(12)} ${shareOf(tally)}, ${seconds.toFixed(1)} s${tally.trouble ? `: ${tally.trouble}` : ''}`,
  )
for (const failure of results.flatMap(({ tally }) => tally.failures)) console.log(`failed: ${failure}`)
const passed = results.reduce((sum, { tally }) => sum + tally.passed, 0)
const failed = results.reduce((sum, { tally }) => sum + tally.failed, 0)
console.log(`\n${passed} passed, ${failed} failed`)
process.exitCode = failed === 0 && passed > 0 ? 0 : 1

async function runStage(stage: Stage): Promise<Tally> {
  const room = await mkdtemp(join(tmpdir(), 'beatbook-test-'))
  const report = join(room, 'report.json')
  try {
    const code = await run(commandOf(stage, report), environmentOf(stage, report))
    const text = await readFile(report, 'utf8').catch(() => null)
    return stage === 'check' ? checkTally(text, code) : vitestTally(text, code)
  } finally {
    await rm(room, { recursive: true, force: true })
  }
}

function commandOf(stage: Stage, report: string): string[] {
  if (stage === 'check') return [join(project, 'scripts', 'check.ts')]
  const vitest = join(project, 'node_modules', 'vitest', 'vitest.mjs')
  return [vitest, 'run', '--project', stage, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
}

/** The development runtime's SQLite addon is for windows only: plain Node has the packaged one. */
function environmentOf(stage: Stage, report: string): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = { ...process.env, BEATBOOK_CHECK_REPORT: report }
  if (stage !== 'e2e') delete env['BEATBOOK_SQLITE_ADDON']
  return env
}

function run(args: string[], env: NodeJS.ProcessEnv): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, { cwd: project, env, stdio: ['ignore', 'inherit', 'inherit'] })
    const forward = (signal: NodeJS.Signals): boolean => child.kill(signal)
    process.on('SIGTERM', forward)
    child.on('error', () => resolve(-1))
    child.on('close', (code) => {
      process.off('SIGTERM', forward)
      resolve(code ?? -1)
    })
  })
}
