// Mutation testing of the assessment's rules: changes them one place at a time and lists the changes that no test notices.
// `node scripts/mutants.ts [GLOB ...]`, e.g. 'src-domain/scoring/score.ts'. Takes tens of minutes, so `npm test` does not run it; what survives is
// explained in docs/features/assessment-mutants.md.
//
// Stryker is not among the project's packages (it brings two hundred): this copies the pure folders into a work folder outside of the
// project, installs it there from the registry that npm is configured for, and runs the unit tests beside the rules. Property tests are
// left out: they run a hundred times longer, and what only they notice should have an example too.
import { execFile } from 'node:child_process'
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const project = join(import.meta.dirname, '..')
const work = join(tmpdir(), 'beatbook-mutants')
const stryker = '10.1.1'
const shared = ['vitest', 'vite', 'fast-check', 'typescript', '@types/node', 'opencc-js'] as const
const copied = ['src-domain', 'tests/support/score-inputs.ts', 'tests/vectors', 'resources/catalogs', 'tsconfig.json']
const rules = 'src-domain/{scoring,audit-sample,evaluations}'

type Place = { line: number; column: number }
type Mutant = {
  mutatorName: string
  replacement?: string
  status: string
  location: { start: Place; end: Place }
}
type Report = { files: Record<string, { source: string; mutants: Mutant[] }> }

const version = (name: string): string =>
  (createRequire(import.meta.url)(join(project, 'node_modules', name, 'package.json')) as { version: string }).version

async function prepare(mutate: readonly string[]): Promise<void> {
  await mkdir(work, { recursive: true })
  for (const path of copied) {
    await rm(join(work, path), { recursive: true, force: true })
    await cp(join(project, path), join(work, path), { recursive: true })
  }
  const dependencies = {
    '@stryker-mutator/core': stryker,
    '@stryker-mutator/vitest-runner': stryker,
    ...Object.fromEntries(shared.map((name) => [name, version(name)])),
  }
  const tests = `{ testTimeout: 60_000, include: ['${rules}/*.test.ts'], exclude: ['**/*.property.test.ts'] }`
  const settings = {
    testRunner: 'vitest',
    plugins: ['@stryker-mutator/vitest-runner'],
    vitest: { configFile: 'vitest.config.ts' },
    mutate,
    concurrency: 1,
    coverageAnalysis: 'perTest',
    reporters: ['json', 'progress-append-only'],
    timeoutMS: 30_000,
  }
  const files = {
    'package.json': JSON.stringify({ name: 'mutants', private: true, type: 'module', dependencies }),
    'vitest.config.ts': `import { defineConfig } from 'vitest/config'\nexport default defineConfig({ test: ${tests} })\n`,
    'stryker.config.json': JSON.stringify(settings),
  }
  for (const [name, text] of Object.entries(files)) await writeFile(join(work, name), text)
}

function run(file: string, args: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = execFile(file, [...args], { cwd: work, maxBuffer: 64 * 1024 * 1024 }, (error) =>
      error ? reject(error) : resolve(),
    )
    child.stdout?.pipe(process.stderr)
    child.stderr?.pipe(process.stderr)
  })
}

/** The text of a mutant's place in its file. */
function original(source: string, { start, end }: Mutant['location']): string {
  const lines = source.split('\n').slice(start.line - 1, end.line)
  const last = lines.length - 1
  lines[last] = (lines[last] ?? '').slice(0, end.column - 1)
  lines[0] = (lines[0] ?? '').slice(start.column - 1)
  return lines.join(' ').replace(/\s+/g, ' ')
}

await prepare(process.argv.length > 2 ? process.argv.slice(2) : [`${rules}/*.ts`, '!**/*.test.ts'])
await run('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'])
await run(process.execPath, ['node_modules/@stryker-mutator/core/bin/stryker.js', 'run'])

const report = JSON.parse(await readFile(join(work, 'reports/mutation/mutation.json'), 'utf8')) as Report
const counts = new Map<string, number>()
for (const [file, { source, mutants }] of Object.entries(report.files))
  for (const mutant of mutants) {
    counts.set(mutant.status, (counts.get(mutant.status) ?? 0) + 1)
    if (mutant.status !== 'Survived' && mutant.status !== 'NoCoverage') continue
    const { line, column } = mutant.location.start
    const change = `${original(source, mutant.location)}  ->  ${(mutant.replacement ?? '').replace(/\s+/g, ' ')}`
    process.stdout.write(`${file}:${line}:${column} ${mutant.mutatorName}: ${change}\n`)
  }
process.stdout.write(`${[...counts].map(([status, count]) => `${status} ${count}`).join(', ')}\n`)
