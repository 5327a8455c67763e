// npm run bench -- NAME --json [--people N] [--rows N] [--into N] [--entries N] [--dir D] [--seed S] [--defects FILE]: one JSON object on stdout; everything for people goes to stderr.
import { machine, type BenchOptions, type BenchResult } from './bench.ts'

const benches: Record<string, () => Promise<{ run(options: BenchOptions): Promise<BenchResult> }>> = {
  startup: () => import('./startup.bench.ts'),
  lookup: () => import('./lookup.bench.ts'),
  file: () => import('./file.bench.ts'),
  'search-ui': () => import('./search-ui.bench.ts'),
  store: () => import('./store.bench.ts'),
  roundtrip: () => import('./roundtrip.bench.ts'),
  import: () => import('./import.bench.ts'),
  entry: () => import('./entry.bench.ts'),
  list: () => import('./list.bench.ts'),
  linkage: () => import('./linkage.bench.ts'),
  linking: () => import('./linking.bench.ts'),
  conflicts: () => import('./conflicts.bench.ts'),
  verify: () => import('./verify.bench.ts'),
  scoring: () => import('./scoring.bench.ts'),
  report: () => import('./report.bench.ts'),
  distribution: () => import('./distribution.bench.ts'),
  feed: () => import('./feed.bench.ts'),
  package: () => import('./package.bench.ts'),
  bootstrap: async () => ({ run: (await import('./sync-large.bench.ts')).runBootstrap }),
  pull: async () => {
    if (into === undefined) return { run: (await import('./sync.bench.ts')).runPull }
    const { runPullInto } = await import('./sync-large.bench.ts')
    return { run: (options) => runPullInto({ ...options, into }) }
  },
  push: async () => ({ run: (await import('./sync.bench.ts')).runPush }),
  visible: async () => ({ run: (await import('./sync.bench.ts')).runVisible }),
  many: () => import('./many.bench.ts'),
}

const words = process.argv.slice(2)
const [name = ''] = words
const load = benches[name]
const people = Number(option('people') ?? 30_000)
const rows = Number(option('rows') ?? 50_000)
const into = option('into') === undefined ? undefined : Number(option('into'))
const entries = option('entries') === undefined ? undefined : Number(option('entries'))
if (
  !load ||
  !inRange(people, 300_000) ||
  !inRange(rows, 2_100_000) ||
  (into !== undefined && !inRange(into, 2_100_000)) ||
  (entries !== undefined && !inRange(entries, 500_000))
) {
  process.stderr.write(
    `Usage: npm run bench -- ${Object.keys(benches).join('|')} --json [--people 1-300000] [--rows 1-2100000] [--into ROWS] [--entries 1-500000] [--dir DEMO] [--seed S] [--defects FILE]\n`,
  )
  process.exit(2)
}
const bench = await load()
const measured = await bench.run({
  people,
  rows,
  entries,
  dir: option('dir'),
  seed: option('seed'),
  defects: option('defects'),
  say: (text) => process.stderr.write(`${text}\n`),
})
const printed = { ...measured, machine: machine() }
if (words.includes('--json')) process.stdout.write(`${JSON.stringify(printed)}\n`)
else process.stdout.write(table(measured))
process.exit(0)

function inRange(value: number, most: number): boolean {
  return Number.isSafeInteger(value) && value >= 1 && value <= most
}

function option(wanted: string): string | undefined {
  const at = words.indexOf(`--${wanted}`)
  return at < 0 ? undefined : words[at + 1]
}

function table(one: BenchResult): string {
  const { name: title, size, n, p50, p95, max, unit, reference, ratio, detail } = one
  const lines = [
    `${title} (${size})`,
    `  n ${n}   p50 ${p50} ${unit}   p95 ${p95} ${unit}   max ${max} ${unit}`,
    `  ${reference.name}: p50 ${reference.p50} ${unit}   p95 ${reference.p95} ${unit}   ratio ${ratio}`,
    ...Object.entries(detail ?? {}).map(([key, value]) => `  ${key}: ${value}`),
  ]
  if (one.quality) lines.push(JSON.stringify(one.quality, null, 2))
  return `${lines.join('\n')}\n`
}
