// Everything about the source that can be known without running it: format, lint, types, import rules, rules of the house.
// Prints one line per check, and what is wrong below it. `--json FILE` (or BEATBOOK_CHECK_REPORT) writes [{name, ok, detail}].
// `check.ts lint types` runs only those; the parts are format, lint, types, imports, house.
import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { checkHouseRules } from './lint/house-rules.ts'
import { importProblems } from './lint/import-report.ts'

type Outcome = { name: string; ok: boolean; detail: string }

const project = join(import.meta.dirname, '..')

function run(command: string, args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(command, args, { cwd: project, maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) =>
      resolve({ code: error ? (typeof error.code === 'number' ? error.code : 1) : 0, stdout, stderr }),
    )
  })
}

/** A tool of node_modules, on the Node that runs this. */
async function tool(name: string, file: string, args: string[]): Promise<Outcome> {
  const { code, stdout, stderr } = await run(process.execPath, [join(project, 'node_modules', file), ...args])
  return { name, ok: code === 0, detail: code === 0 ? '' : `${stdout}${stderr}`.trim() }
}

/** Source files that are in the repository or would be at the next commit, relative to the project. */
async function sourceFiles(): Promise<string[]> {
  const { code, stdout } = await run('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'])
  if (code !== 0) return []
  const deleted = new Set((await run('git', ['ls-files', '-z', '--deleted'])).stdout.split('\0'))
  return stdout.split('\0').filter((path) => /\.tsx?$/.test(path) && !deleted.has(path))
}

async function imports(files: readonly string[]): Promise<Outcome> {
  const folders = [
    'src-contract',
    'src-domain',
    'src-core',
    'src-main',
    'src-preload',
    'src-renderer',
    'src-network',
    'src-updates',
    'db',
    'cli',
    'demo',
    'platform',
  ]
  const present = folders.filter((folder) => files.some((file) => file.startsWith(`${folder}/`)))
  const depcruise = join(project, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs')
  const options = ['--config', '.dependency-cruiser.cjs', '--output-type', 'json']
  const { stdout, stderr } = await run(process.execPath, [depcruise, ...options, ...present])
  const problems = importProblems(stdout, present)
  if (problems === null)
    return { name: 'import rules', ok: false, detail: stderr.trim() || 'the report is not readable' }
  return { name: 'import rules', ok: problems.length === 0, detail: problems.join('\n') }
}

async function house(files: readonly string[]): Promise<Outcome[]> {
  return (await checkHouseRules(project, files)).map(({ rule, looked, found }) => ({
    name: rule.name,
    ok: looked > 0 && found.length === 0,
    detail:
      looked === 0
        ? 'no file was looked at'
        : found.map((each) => `${each.file}:${each.line} ${each.message}`).join('\n'),
  }))
}

const parts: Readonly<Record<string, (files: readonly string[]) => Promise<Outcome | Outcome[]>>> = {
  format: () => tool('format', 'prettier/bin/prettier.cjs', ['--check', '--log-level', 'warn', '.']),
  lint: () => tool('lint', 'oxlint/bin/oxlint', ['--deny-warnings']),
  types: () => tool('types', 'typescript/bin/tsc', ['-p', 'tsconfig.json', '--noEmit']),
  imports,
  house,
}

const { values, positionals } = parseArgs({ options: { json: { type: 'string' } }, allowPositionals: true })
const chosen = positionals.length > 0 ? positionals : Object.keys(parts)
const unknown = chosen.find((name) => !Object.hasOwn(parts, name))
if (unknown !== undefined) {
  console.error(`There is no check "${unknown}"; use any of: ${Object.keys(parts).join(', ')}.`)
  process.exit(2)
}

const files = await sourceFiles()
const outcomes: Outcome[] = []
// Types take as long as all others together, on one processor: they run beside them.
const [besides, behind] = [chosen.filter((name) => name === 'types'), chosen.filter((name) => name !== 'types')]
await Promise.all([besides, behind].map(inOrder))
const report = values.json ?? process.env['BEATBOOK_CHECK_REPORT']
if (report) await writeFile(report, `${JSON.stringify(outcomes, null, 2)}\n`)
process.exitCode = outcomes.every((outcome) => outcome.ok) ? 0 : 1

async function inOrder(names: readonly string[]): Promise<void> {
  for (const name of names)
    for (const outcome of [(await parts[name]?.(files)) ?? []].flat()) {
      outcomes.push(outcome)
      console.log(`${outcome.ok ? 'ok  ' : 'FAIL'} ${outcome.name}`)
      if (outcome.detail) console.log(outcome.detail.replace(/^/gm, '     '))
    }
}
