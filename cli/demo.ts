import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { resolveDefects } from '../demo/defects.ts'
import { writeHandImports } from '../demo/exports.ts'
import { withOddRecords } from '../demo/in-use.ts'
import { writeReturnTemplate } from '../demo/return-template.ts'
import { defaultEntries, mostEntries } from '../demo/ledger/ledger.ts'
import { generateStation, type DemoStation } from '../demo/station.ts'
import { writeTruth } from '../demo/truth-file.ts'
import type { Result } from '../src-contract/errors.ts'
import { failure, success } from '../src-contract/errors.ts'
import { localDateOf } from '../src-core/clock.ts'
import { Core } from '../src-core/core.ts'
import { loadDuty, type LoadedDuty } from '../src-core/features/duty/load.service.ts'
import { loadEntries } from '../src-core/features/ledger/load-entries.service.ts'
import { linkLoaded } from '../src-core/features/linkage/link-all.service.ts'
import { loadRecords } from '../src-core/features/sources/load.service.ts'
import { Misuse, needed, wholeNumber, type Arguments } from './arguments.ts'
import { makeEvaluation } from './demo-evaluation.ts'
import { putInUse } from './demo-in-use.ts'
import { tellProgress } from './demo-progress.ts'
import { escrowPair } from './escrow.ts'
import { call } from './session.ts'

/** A demo station: replica with its accounts and records, users file, truth file, and export files to import by hand. */
export async function makeDemo(args: Arguments): Promise<Result<unknown>> {
  const dir = resolve(needed(args, 'dir'))
  const people = wholeNumber(args, 'people', 30_000, 300_000)
  const entries = wholeNumber(args, 'entries', defaultEntries, mostEntries, 0)
  const beats = args.options.has('beats') ? wholeNumber(args, 'beats', 1, 60) : undefined
  const seed = args.options.get('seed') ?? '1'
  // Linking takes longer than loading: a bench of the linking itself begins without.
  const unlinked = args.options.has('unlinked')
  // For whoever looks at it for the first time; benches and tests begin with less.
  const inUse = args.options.has('in-use')
  const defects = readDefects(args.options.get('defects'))
  const station = generateStation({ people, seed, beats, ...(defects ? { defects } : {}) })
  const replica = join(dir, 'replica')
  mkdirSync(replica, { recursive: true })
  const escrow = escrowPair()
  const core = new Core({ dir: replica, machineSecret: { kind: 'none' } })
  try {
    const created = await setUpStation(core, station, escrow.certificates)
    if (!created.ok) return created
    writeEscrow(dir, escrow)
    const users = station.users.map(({ user, role, passphrase }) => ({ user, role, passphrase }))
    writeFileSync(join(dir, 'demo-users.json'), `${JSON.stringify(users, null, 2)}\n`, { mode: 0o600 })
    const it = station.users.find(({ role }) => role === 'it')
    const loggedIn = await call(core, 'accounts.logIn', { login: it?.user ?? '', passphrase: it?.passphrase ?? '' })
    if (!loggedIn.ok) return loggedIn
    const started = performance.now()
    const records = await load(core, station, dir, inUse)
    const seconds = (performance.now() - started) / 1000
    const linked = unlinked ? null : await link(core)
    const duty = putOnDuty(core, station)
    // Who asks for a number of entries gets that number.
    const served = !args.options.has('entries')
    const ledger = fillLedger(core, station, { entries, served })
    const exports = await writeHandImports(station, join(dir, 'exports'))
    mkdirSync(join(dir, 'templates'), { recursive: true })
    const form = join(dir, 'templates', '基层基础工作月报表.xlsx')
    await writeReturnTemplate(
      form,
      station.beats.map((beat) => beat.id),
    )
    const evaluation = await makeEvaluation(core, station, dir)
    const used = inUse ? await putInUse(core, station, form) : null
    return success({
      dir,
      station: station.station,
      people,
      seed,
      records,
      seconds: Math.round(seconds * 10) / 10,
      recordsPerSecond: Math.round(records / seconds),
      linked,
      duty,
      ledger,
      evaluation,
      inUse: used,
      users: join(dir, 'demo-users.json'),
      truth: join(dir, 'truth.jsonl'),
      exports: exports.map(({ system, path, rows }) => ({ system, path, rows })),
      defects: station.defects,
    })
  } finally {
    await core.close()
  }
}

function setUpStation(core: Core, station: DemoStation, escrowCertificates: [string, string]) {
  const { state, problem } = core.gate.state()
  if (state !== 'new') return Promise.resolve(failure(problem ?? 'store/exists'))
  return call(core, 'accounts.setUp', {
    station: station.station,
    escrowCertificates,
    accounts: station.users.map(({ user, beats, ...account }) => ({ login: user, beats: [...beats], ...account })),
  })
}

/** One pass writes the replica and the truth beside it. */
async function load(core: Core, station: DemoStation, dir: string, inUse: boolean): Promise<number> {
  const open = core.gate.session
  if (!open) throw new Error('the demo station is not open')
  const truth = writeTruth(join(dir, 'truth.jsonl'))
  const rows = station.rows()
  function* records() {
    for (const { record, truth: row } of rows) {
      void truth.add(row)
      yield record
    }
  }
  const loaded = await loadRecords(open.db, inUse ? withOddRecords(records(), station.options.seed) : records(), {
    now: core.gate.now(),
    progress: tellProgress('loading'),
  })
  await truth.close()
  return loaded.records
}

const linkingSteps: Readonly<Record<string, string>> = {
  profiles: 'step 1 of 3',
  table: 'step 2 of 3',
  files: 'step 3 of 3',
}

/** As at a station that has worked for a while: its records stand together in files. */
async function link(core: Core): Promise<{ records: number; perSecond: number }> {
  const open = core.gate.session
  if (!open) throw new Error('the demo station is not open')
  const started = performance.now()
  const tell = tellProgress('linking')
  const records = await linkLoaded(open.db, {
    now: core.gate.now(),
    progress: ({ phase, done, total }) => tell({ phase: linkingSteps[phase] ?? phase, done, total }),
  })
  return { records, perSecond: Math.round((records * 1000) / (performance.now() - started)) }
}

/** Colleagues, assignments, roster, areas and plans: what stands under the books. */
function putOnDuty(core: Core, station: DemoStation): LoadedDuty {
  const open = core.gate.session
  if (!open) throw new Error('the demo station is not open')
  return loadDuty(open.db, station.duty(), { now: core.gate.now(), reason: '演示数据' })
}

/** Entries of all books up to today's date, so that something is due and something waits. */
function fillLedger(
  core: Core,
  station: DemoStation,
  wanted: { entries: number; served: boolean },
): { entries: number; perSecond: number } {
  const open = core.gate.session
  if (!open) throw new Error('the demo station is not open')
  const started = performance.now()
  const today = localDateOf(Date.parse(core.gate.now()))
  const tell = tellProgress('filling the books')
  const written = loadEntries(open.db, station.ledger({ today, ...wanted }), {
    progress: (done) => tell({ phase: 'entries', done, total: wanted.entries }),
  })
  return { entries: written, perSecond: Math.round((written * 1000) / (performance.now() - started)) }
}

function readDefects(file: string | undefined) {
  if (file === undefined) return undefined
  if (!existsSync(file)) throw new Misuse(`The defects file ${file} does not exist.`)
  let json: unknown
  try {
    json = JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    throw new Misuse(`The defects file ${file} is not JSON.`)
  }
  const defects = resolveDefects(json)
  if (!defects.ok) throw new Misuse(`The defects file ${file} cannot be used: ${defects.problem}.`)
  return defects.defects
}

/** The escrow keys of a real organisation lie in two safes; the demo's lie beside it, so that recovery can be tried. */
function writeEscrow(dir: string, escrow: ReturnType<typeof escrowPair>): void {
  const folder = join(dir, 'escrow')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  escrow.holders.forEach((holder, index) => {
    writeFileSync(join(folder, `holder-${index + 1}.crt.pem`), escrow.certificates[index] ?? '')
    writeFileSync(join(folder, `holder-${index + 1}.key.pem`), holder.pem, { mode: 0o600 })
  })
  writeFileSync(join(folder, 'passphrases.txt'), escrow.holders.map(({ passphrase }) => passphrase).join('\n'), {
    mode: 0o600,
  })
}
