// npm run faults -- --schedules N [--simulated] [--seed S] [--from K] [--jobs J] [--state FILE] [--json] [--story]: two PCs and the platform
// under faults, as real processes or simulated in threads. A seed that fails is printed with what is wrong; --from and --schedules 1 run it
// again: the same acts and faults, and simulated also the same order of everything. --minutes M: one real schedule that goes on for so long.
// --properties N [--seed S]: N simulated schedules of steps that are made up one by one, and the shortest that there is of one that fails;
// --told TEXT: that one again, in the words in which it was printed.
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { inOrder } from './in-order.ts'
import { openRealCampaign } from './real-campaign.ts'
import { runSimulated, type Failed } from './simulated-campaign.ts'
import { simulate } from './simulated-schedule.ts'
import { checkStories, toldBy } from './story-property.ts'
import { readStory, storyText } from './story.ts'
import { add, isGood, nothing, unlessBroken, type Outcome, type Tally } from './tally.ts'

const { values } = parseArgs({
  options: {
    schedules: { type: 'string', default: '100' },
    seed: { type: 'string', default: '1' },
    from: { type: 'string', default: '0' },
    /** Of one real schedule, instead of many short ones. */
    minutes: { type: 'string' },
    simulated: { type: 'boolean', default: false },
    /** Where the campaign stands is kept here, so that it can be interrupted and goes on with the next start. */
    state: { type: 'string' },
    /** So many schedules side by side; 1 real one, and as many simulated ones as there are processors, where it is not said. */
    jobs: { type: 'string' },
    json: { type: 'boolean', default: false },
    properties: { type: 'string' },
    told: { type: 'string' },
    /** Tells what happens, step by step. */
    story: { type: 'boolean', default: false },
  },
})

type State = { seed: string; next: number; tally: Tally; failed: string[] }

const wanted = Number(values.schedules)
const from = Number(values.from)
const jobs = Number(values.jobs ?? (values.simulated ? availableParallelism() : 1))
const minutes = values.minutes === undefined ? null : Number(values.minutes)
const whole = (value: number, least: number): boolean => Number.isSafeInteger(value) && value >= least
const properties =
  values.properties === undefined ? null : { runs: Number(values.properties), seed: Number(values.seed) }
const right =
  whole(wanted, 1) && whole(from, 0) && whole(jobs, 1) && (minutes ?? 1) > 0 && whole(properties?.runs ?? 1, 1)
if (!right || !whole(properties?.seed ?? 1, 0)) {
  process.stderr.write(
    'npm run faults -- --schedules N [--simulated] [--seed S] [--from K] [--jobs J] [--minutes M] [--state FILE] [--json] [--story]\n' +
      'npm run faults -- --properties N [--seed NUMBER] [--json]\n' +
      'npm run faults -- --told TEXT\n',
  )
  process.exit(2)
}
if (values.told !== undefined) process.exit(await tellAgain(values.told))
if (properties !== null) process.exit(await tryProperties(properties))
const state = readState()
const to = minutes === null ? from + wanted : from + 1
const teller = values.story ? (text: string) => void process.stderr.write(`${text}\n`) : undefined
const real = values.simulated ? null : await openRealCampaign(minutes === null ? jobs : 1)
// A story is told by one alone.
if (real === null && teller === undefined)
  await runSimulated({
    ...{ seed: values.seed, from: state.next, to, jobs, perBlock: 20 },
    done({ tally, failed }, next) {
      take(tally, failed)
      state.next = next
      keep(state)
    },
  })
else
  await inOrder(
    { from: state.next, to, jobs: minutes === null && teller === undefined ? jobs : 1 },
    (n) => one(`${values.seed}/${n}`),
    ({ tally, seed, complaints }, n) => {
      take(tally, complaints.length > 0 ? [{ seed, complaints }] : [])
      state.next = n + 1
      keep(state)
    },
  )
keep(state)
await real?.close()
const printed = { ...(minutes === null ? {} : { minutes }), ...state.tally, failed: state.failed.slice(0, 20) }
print(printed)
process.exit(isGood(state.tally) && state.failed.length === 0 ? 0 : 1)

function print(outcome: object): void {
  if (values.json) process.stdout.write(`${JSON.stringify(outcome)}\n`)
  else
    for (const [name, value] of Object.entries(outcome)) process.stdout.write(`${name.padEnd(14)} ${String(value)}\n`)
}

/** @returns what the command ends with */
async function tryProperties(asked: { runs: number; seed: number }): Promise<number> {
  const { runs, tally, failure } = await checkStories(asked)
  if (failure !== null) process.stderr.write(`${failure.text}\n`)
  print({ stories: runs, ...tally, failed: failure === null ? [] : [storyText(failure.story)] })
  return failure === null ? 0 : 1
}

async function tellAgain(text: string): Promise<number> {
  const { lines, complaints } = await toldBy(readStory(text))
  process.stderr.write(`${lines.join('\n')}\n`)
  return complaints.length === 0 ? 0 : 1
}

function one(seed: string): Promise<Outcome> {
  const ms = minutes === null ? undefined : minutes * 60_000
  return unlessBroken(seed, () => (real === null ? simulate(seed, teller) : real.run(seed, teller, ms)))
}

function take(tally: Tally, failed: readonly Failed[]): void {
  add(state.tally, tally)
  for (const { seed, complaints } of failed) {
    state.failed.push(seed)
    process.stderr.write(`seed ${seed}\n${complaints.map((text) => `  ${text}\n`).join('')}`)
  }
}

function readState(): State {
  const fresh = { seed: values.seed, next: from, tally: nothing(), failed: [] }
  if (values.state === undefined || !existsSync(values.state)) return fresh
  const kept = JSON.parse(readFileSync(values.state, 'utf8')) as State
  if (kept.seed !== values.seed) throw new Error(`${values.state} is of another campaign: seed ${kept.seed}`)
  return kept
}

function keep(now: State): void {
  if (values.state === undefined) return
  writeFileSync(`${values.state}.new`, JSON.stringify(now))
  renameSync(`${values.state}.new`, values.state)
}
