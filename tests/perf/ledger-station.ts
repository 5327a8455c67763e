import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { escrowPair } from '../../cli/escrow.ts'
import type { DemoRecord, DemoStation, DemoUser } from '../../demo/demo.types.ts'
import type { DemoBook } from '../../demo/ledger/ledger.ts'
import { generateStation } from '../../demo/station.ts'
import type { InputOf, MethodName, OutputOf } from '../../src-contract/contract.ts'
import type { Result } from '../../src-contract/errors.ts'
import type { FileId } from '../../src-contract/ids.ts'
import { localDateOf } from '../../src-core/clock.ts'
import { Core } from '../../src-core/core.ts'
import { loadDuty } from '../../src-core/features/duty/load.service.ts'
import { loadEntries } from '../../src-core/features/ledger/load-entries.service.ts'
import { loadRecords } from '../../src-core/features/sources/load.service.ts'
import type { ReadDb, WriteDb } from '../../src-core/store/sql.ts'
import { uuidv7 } from '../../src-core/uuid.ts'
import { fileResidents, type Holder } from './many-residents.ts'

export type LedgerStation = {
  readonly db: WriteDb
  /** Calls as the clerk, through the dispatcher; throws on any failure. */
  must<N extends MethodName>(method: N, input: InputOf<N>): Promise<OutputOf<N>>
  readonly entries: number
  readonly officer: string
  readonly today: string
  /** The replica folder, and who can log in. */
  readonly dir: string
  readonly users: readonly DemoUser[]
  /** Hands a file in, as the shell does. */
  shelve(path: string): FileId
  /** Ends core and leaves the folder, for the app to be started on it. */
  release(): Promise<void>
  close(): Promise<void>
}

/** Entries with lives of their own; more of them are residents, who have none yet. */
const mostLived = 30_000

function officerOf(db: ReadDb): string {
  const officer = db
    .prepare<[], { account_id: string }>(`SELECT account_id FROM accounts WHERE role = 'officer' AND login = 'minjing'`)
    .one()
  return officer?.account_id ?? ''
}

function* incidentsOf(station: DemoStation): Generator<DemoRecord> {
  for (const record of station.records()) if (record.system === 'JCJ') yield record
}

function holdersOf(db: ReadDb): Holder[] {
  return db
    .prepare<[], Holder>(
      `SELECT account_id AS officer, min(beat) AS beat FROM beat_assignments WHERE removed_at IS NULL AND to_date IS NULL
         GROUP BY account_id ORDER BY beat`,
    )
    .all()
}

/** A station in a folder of its own with a ledger of a given size and no source records; the clerk is logged in. */
export async function ledgerStation(
  entries: number,
  say: (text: string) => void,
  only?: DemoBook,
  /** Of a whole station with its officers and incidents: residents are of all of them, of all days of a year. */
  whole?: { readonly people: number },
  /** A folder in which the station is kept for the next run; it is built there when there is none of this size. */
  keptIn?: string,
): Promise<LedgerStation> {
  const dir = keptIn ?? mkdtempSync(join(tmpdir(), 'beatbook-bench-'))
  mkdirSync(dir, { recursive: true })
  const built = join(dir, 'bench-station.json')
  const isThere = existsSync(built) && readFileSync(built, 'utf8') === String(entries)
  if (!isThere && readdirSync(dir).length > 0) throw new Error('the folder holds something else')
  const core = new Core({ dir, machineSecret: { kind: 'none' } })
  // All books with their whole lives first; a ledger is large because of its registers.
  const lived = only === undefined ? Math.min(entries, mostLived) : entries
  // About as many people as a station with so many entries has.
  const station = generateStation({ people: whole?.people ?? Math.min(300_000, Math.max(5_000, lived)), seed: '1' })
  const must = async <N extends MethodName>(method: N, input: InputOf<N>): Promise<OutputOf<N>> => {
    const request = { method, input, operationId: uuidv7(Date.now()) }
    const answer = (await core.dispatcher.dispatch(request)) as Result<OutputOf<N>>
    if (!answer.ok) throw new Error(`${method}: ${answer.error.code} ${JSON.stringify(answer.error.params)}`)
    return answer.value
  }
  const logIn = async (role: string): Promise<void> => {
    await core.gate.close()
    const user = station.users.find((one) => one.role === role)
    await must('accounts.logIn', { login: user?.user ?? '', passphrase: user?.passphrase ?? '' })
  }
  const today = localDateOf(Date.now())
  const build = async (): Promise<void> => {
    await must('accounts.setUp', {
      station: station.station,
      escrowCertificates: escrowPair().certificates,
      accounts: station.users.map(({ user, beats, ...account }) => ({ login: user, beats: [...beats], ...account })),
    })
    await logIn('it')
    const open = core.gate.session
    if (!open) throw new Error('not logged in')
    if (whole !== undefined) await loadRecords(open.db, incidentsOf(station), { now: core.gate.now() })
    loadDuty(open.db, station.duty(), { now: core.gate.now(), reason: 'bench' })
    say(`Filing ${entries} entries …`)
    const started = performance.now()
    loadEntries(open.db, station.ledger({ today, entries: lived, only }), {
      progress: (done) => done % 50_000 === 0 && say(`  ${done}`),
    })
    if (entries > lived) {
      const own = officerOf(open.db)
      const two = ['B01', 'B02'].map((beat) => ({ officer: own, beat }))
      const officers = whole === undefined ? two : holdersOf(open.db)
      const given = { count: entries - lived, officers, spread: whole !== undefined, today }
      fileResidents(open.db, given, (done) => say(`  ${lived + done}`))
    }
    say(`Filed in ${Math.round((performance.now() - started) / 1000)} s.`)
    writeFileSync(built, String(entries))
  }
  if (!isThere) await build()
  await logIn('clerk')
  const session = core.gate.session
  if (!session) throw new Error('not logged in')
  return {
    db: session.db,
    must,
    entries,
    officer: officerOf(session.db),
    today,
    dir,
    users: station.users,
    shelve: (path) => {
      const fileId = uuidv7(Date.now())
      core.files.put(fileId, path)
      return fileId as FileId
    },
    release: () => core.close(),
    close: async () => {
      await core.close()
      if (keptIn === undefined) rmSync(dir, { recursive: true, force: true })
    },
  }
}
