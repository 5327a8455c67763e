// IT's tool for signed updates; docs/runbook/releases.md goes through it step by step.
import { readFile, writeFile } from 'node:fs/promises'
import { Misuse, needed, readArguments, wholeNumber, type Arguments } from '../../cli/arguments.ts'
import { migrations } from '../../db/migrations/index.ts'
import type { Ring } from '../../src-updates/documents.ts'
import { changeStatus, countersign, inspect, makeBundle, publish, rotateTrust, signDraft } from './commands.ts'
import { draftRelease } from './draft.ts'
import { firstBuild } from './first-build.ts'
import { nextTrust } from './next-trust.ts'
import { askPassphrase, passphraseIn, type Passphrase } from './passphrase.ts'
import { Refusal } from './refusal.ts'

const usage = `Usage: npm run release -- COMMAND   (--dry-run shows what would be signed and writes nothing)
  first-build --root PEM --officers N=PEM,N=PEM,N=PEM --online NAME=PEM --platform P --arch A --channel C --seq N --out FILE
        [--feed-url URL] [--feed-authority PEM]
  build --package FILE --feed DIR --seq N --platform P --arch A --channel C --notes-zh FILE --notes-en FILE --out DRAFT
        [--schema FROM-TO] [--rollback-from N,N] [--valid-days 180]
  sign --draft DRAFT --p12 KEY --out ENVELOPE
  countersign --envelope ENVELOPE --p12 KEY --out ENVELOPE
  publish --release ENVELOPE --package FILE --feed DIR --build BUILD --p12 ONLINE [--stations A,B] [--percent N] [--trust FILE,FILE] [--days 7]
  status  --feed DIR --build BUILD --p12 ONLINE [--stations A,B] [--percent N] [--days 7] [--resume]
  pause   --feed DIR --build BUILD --p12 ONLINE
  recall  --seq N --feed DIR --build BUILD --p12 ONLINE
  next-trust --last TRUST|BUILD --out DOCUMENT [--without PEM,PEM] [--officers N=PEM,N=PEM] [--online NAME=PEM]
  rotate-trust --document TRUST | --envelope ENVELOPE  --p12 KEY --out ENVELOPE
  bundle  --feed DIR --build BUILD --out DIR
  inspect ENVELOPE
The passphrase of a key is asked for; --passphrase-file F takes the first line of a file instead.
Exit code: 0 done, 1 refused (one sentence says why), 2 misuse.`

const options = [
  ...[
    'package',
    'feed',
    'seq',
    'platform',
    'arch',
    'channel',
    'schema',
    'notes-zh',
    'notes-en',
    'out',
    'rollback-from',
  ],
  ...['valid-days', 'draft', 'p12', 'passphrase-file', 'envelope', 'release', 'build', 'stations', 'percent', 'trust'],
  ...[
    'days',
    'document',
    'at',
    'project',
    'root',
    'officers',
    'online',
    'feed-url',
    'feed-authority',
    'last',
    'without',
  ],
]

const list = (text: string | undefined): string[] => (text ?? '').split(',').filter((item) => item !== '')

const target = (args: Arguments) => ({
  platform: needed(args, 'platform'),
  arch: needed(args, 'arch'),
  channel: needed(args, 'channel'),
})

function sequence(args: Arguments): number {
  needed(args, 'seq')
  return wholeNumber(args, 'seq', 0, Number.MAX_SAFE_INTEGER)
}

function ringsOf(args: Arguments): Ring[] {
  const percent = args.options.has('percent') ? wholeNumber(args, 'percent', 0, 100, 0) : 0
  return [{ name: 'main', stations: list(args.options.get('stations')), percent }]
}

/**
 * @param say takes each line that is printed
 * @param ask for the passphrase of a key where no file has it
 */
export async function release(
  argv: readonly string[],
  say: (line: string) => void,
  ask: Passphrase = askPassphrase,
): Promise<void> {
  const [command, ...rest] = argv
  const args = readArguments(rest, options, ['dry-run', 'resume'])
  const at = new Date(args.options.get('at') ?? Date.now())
  if (Number.isNaN(at.getTime())) throw new Misuse('--at takes an instant such as 2026-11-22T08:00:00Z.')
  const common = { at, dryRun: args.options.has('dry-run'), say }
  const passphraseFile = args.options.get('passphrase-file')
  const passphrase = passphraseFile === undefined ? ask : passphraseIn(passphraseFile)
  const key = () => ({ p12: needed(args, 'p12'), passphrase })
  const feed = () => ({
    ...common,
    ...key(),
    feed: needed(args, 'feed'),
    build: needed(args, 'build'),
    days: wholeNumber(args, 'days', 7, 14),
  })
  const hasRings = args.options.has('stations') || args.options.has('percent')
  switch (command) {
    case 'first-build':
      return firstBuild({
        ...common,
        root: needed(args, 'root'),
        officers: list(needed(args, 'officers')),
        online: needed(args, 'online'),
        scope: { product: 'beatbook', ...target(args) },
        seq: sequence(args),
        feed: args.options.get('feed-url') ?? '',
        feedAuthority: args.options.get('feed-authority') ?? '',
        out: needed(args, 'out'),
      })
    case 'build':
      return build(args, at, say)
    case 'sign':
      return signDraft({ ...common, ...key(), draft: needed(args, 'draft'), out: needed(args, 'out') })
    case 'countersign':
      return countersign({ ...common, ...key(), envelope: needed(args, 'envelope'), out: needed(args, 'out') })
    case 'next-trust': {
      const { options: given } = args
      return nextTrust({
        ...common,
        last: needed(args, 'last'),
        without: list(given.get('without')),
        officers: list(given.get('officers')),
        online: list(given.get('online')),
        out: needed(args, 'out'),
      })
    }
    case 'rotate-trust': {
      const { options: given } = args
      const source = { document: given.get('document'), envelope: given.get('envelope') }
      return rotateTrust({ ...common, ...key(), ...source, out: needed(args, 'out') })
    }
    case 'publish': {
      const files = { release: needed(args, 'release'), package: needed(args, 'package') }
      return publish({ ...feed(), ...files, trust: list(args.options.get('trust')), rings: ringsOf(args) })
    }
    case 'status': {
      const change = {
        ...(hasRings ? { rings: ringsOf(args) } : {}),
        ...(args.options.has('resume') ? { paused: false } : {}),
      }
      return changeStatus({ ...feed(), change })
    }
    case 'pause':
      return changeStatus({ ...feed(), change: { paused: true } })
    case 'recall':
      return changeStatus({ ...feed(), change: { recall: [sequence(args)] } })
    case 'bundle':
      return makeBundle({
        ...common,
        feed: needed(args, 'feed'),
        build: needed(args, 'build'),
        out: needed(args, 'out'),
      })
    case 'inspect':
      return inspect({ say, envelope: args.words[0] ?? needed(args, 'envelope') })
    default:
      throw new Misuse(usage)
  }
}

/** What a program of this working tree can take over: every step of the database that it knows. */
function stepsOfThisTree(): string {
  const steps = migrations.map(({ id }) => Number(id.slice(0, 4)))
  return `${Math.min(...steps)}-${Math.max(...steps)}`
}

async function build(args: Arguments, at: Date, say: (line: string) => void): Promise<void> {
  const [from, to, ...more] = (args.options.get('schema') ?? stepsOfThisTree()).split('-').map(Number)
  if (from === undefined || to === undefined || more.length > 0)
    throw new Misuse('--schema takes two steps, as in 10-160.')
  const notes = async (name: string): Promise<string> => (await readFile(needed(args, name), 'utf8')).trim()
  const draft = await draftRelease({
    project: args.options.get('project') ?? process.cwd(),
    package: needed(args, 'package'),
    feed: needed(args, 'feed'),
    seq: sequence(args),
    ...target(args),
    schema: { from, to },
    rollbackFrom: list(args.options.get('rollback-from')).map(Number),
    notes: { 'zh-CN': await notes('notes-zh'), en: await notes('notes-en') },
    at,
    days: wholeNumber(args, 'valid-days', 180, 400),
  })
  say(draft.trimEnd())
  if (args.options.has('dry-run')) return say('dry run     nothing was written')
  await writeFile(needed(args, 'out'), draft)
  say(`written     ${needed(args, 'out')}`)
}

/** A name that was mistyped is the commonest mistake at a ceremony. */
export function unreadable(error: unknown): Misuse | null {
  if (!(error instanceof Error) || !('code' in error) || !('path' in error)) return null
  const isName = ['ENOENT', 'EACCES', 'EISDIR', 'ENOTDIR'].includes(String(error.code))
  return isName ? new Misuse(`${String(error.path)} cannot be read or written; is the name right?`) : null
}

if (import.meta.main) {
  try {
    await release(process.argv.slice(2), (line) => process.stdout.write(`${line}\n`))
  } catch (error) {
    const said = unreadable(error) ?? error
    const isExpected = said instanceof Refusal || said instanceof Misuse
    if (!isExpected) throw error
    process.stderr.write(`${said.message}\n`)
    process.exitCode = said instanceof Misuse ? 2 : 1
  }
}
