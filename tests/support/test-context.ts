import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { migrations } from '../../db/migrations/index.ts'
import type { MethodName, InputOf, ResultOf } from '../../src-contract/contract.ts'
import type { Session } from '../../src-contract/features/accounts.contract.ts'
import type { AccountId, Instant } from '../../src-contract/ids.ts'
import type { Role, StaffKind } from '../../src-contract/roles.ts'
import type { CoreEvent } from '../../src-contract/rpc.ts'
import type { Clock } from '../../src-core/clock.ts'
import { newReplicaKey, type ReplicaKey } from '../../src-core/crypto/replica-key.ts'
import { homeHandlers } from '../../src-core/features/home/home.handlers.ts'
import { deriveAccountBeats, startAssignments } from '../../src-core/features/duty/standing-assignments.ts'
import { ensureBookTables } from '../../src-core/features/ledger/book-tables.ts'
import { ledgerHandlers } from '../../src-core/features/ledger/ledger.handlers.ts'
import { openLog } from '../../src-core/log/log.ts'
import { Dispatcher } from '../../src-core/rpc/dispatcher.ts'
import { FileShelf } from '../../src-core/rpc/file-shelf.ts'
import { named, type Handlers } from '../../src-core/rpc/handler.ts'
import { q } from '../../src-core/query.ts'
import { migrate } from '../../src-core/store/migrate.ts'
import { createReplica, openReplica } from '../../src-core/store/open.ts'
import { ReaderPool } from '../../src-core/store/readers/reader-pool.ts'
import type { Db } from '../../src-core/store/sql.ts'
import { uuidv7 } from '../../src-core/uuid.ts'
import { unsampledId } from './unsampled-id.ts'

/** Accounts of the ledger's test station: one per role, two officers; the names are made up. */
export const staff = {
  clerk: person(1, 'clerk', '内勤甲', 'civilian', ['B01', 'B02']),
  otherClerk: person(2, 'clerk', '内勤乙', 'civilian', ['B01']),
  officer: person(3, 'officer', '民警甲', 'officer', ['B01']),
  otherOfficer: person(4, 'officer', '民警乙', 'officer', ['B02']),
  auxiliary: person(5, 'auxiliary', '辅警甲', 'auxiliary', ['B01']),
  chief: person(6, 'chief', '所长甲', 'officer', []),
  auditor: person(7, 'auditor', '审计甲', 'civilian', []),
  it: person(8, 'it', '运维甲', 'civilian', []),
} as const
export type Who = keyof typeof staff

type Person = {
  readonly accountId: AccountId
  readonly role: Role
  readonly name: string
  readonly staffKind: StaffKind
  readonly beats: readonly string[]
}

function person(serial: number, role: Role, name: string, staffKind: StaffKind, beats: readonly string[]): Person {
  const accountId = `00000000-0000-7000-8000-${String(serial).padStart(12, '0')}` as AccountId
  return { accountId, role, name, staffKind, beats }
}

/** A clock that stands still until it is set. */
export class SetClock implements Clock {
  ms: number
  constructor(instant: string) {
    this.ms = Date.parse(instant)
  }
  nowMs(): number {
    return this.ms
  }
  monotonicMs(): number {
    return this.ms
  }
}

export type LedgerStation = {
  readonly dir: string
  readonly key: ReplicaKey
  readonly db: Db
  readonly clock: SetClock
  readonly events: CoreEvent[]
  /** Calls a method as one of the staff, through the dispatcher: roles, shapes and outputs are checked as in the app. */
  call<N extends MethodName>(who: Who, method: N, input: InputOf<N>, operationId?: string): Promise<ResultOf<N>>
  /** The value of a call that must succeed. */
  must<N extends MethodName>(
    who: Who,
    method: N,
    input: InputOf<N>,
  ): Promise<Extract<ResultOf<N>, { ok: true }>['value']>
  close(): Promise<void>
}

/** Makes the replica of a station with the staff above in a folder, and leaves it closed. */
export function makeReplica(dir: string): ReplicaKey {
  const key = newReplicaKey()
  const created = createReplica({ dir, key })
  if (!created.ok) throw new Error(created.error.code)
  const db = created.value
  const migrated = migrate({ db, migrations, now: '2026-03-01T00:00:00.000Z' })
  if (!migrated.ok) throw new Error(migrated.error.code)
  ensureBookTables(db)
  addStaff(db)
  db.close()
  return key
}

/** Each with a staff number of their own: people with the same one are the same person. */
export function addStaff(db: Db): void {
  for (const [login, one] of Object.entries(staff)) {
    const account = { account_id: one.accountId, login, name: one.name, role: one.role, staff_kind: one.staffKind }
    const rest = {
      staff_number: staffNumberOf(one.accountId),
      team: '',
      active: 1,
      created_at: '2026-03-01T00:00:00.000Z',
    }
    db.run(q.insertInto('accounts').values({ ...account, ...rest }))
    startAssignments(db, one.accountId, one.beats, { from: '2025-01-01', now: '2026-03-01T00:00:00.000Z' })
  }
  deriveAccountBeats(db, '2026-03-01')
}

export function staffNumberOf(accountId: string): string {
  return `00000${accountId.slice(-1)}`
}

/** A station with a real encrypted replica in a folder of its own, real reader threads and a clock that the test sets. */
export function openLedgerStation(
  given?: { dir: string; key: ReplicaKey },
  newId: (nowMs: number) => string = unsampledId,
  more: { duty?: Handlers<'duty'> } = {},
): LedgerStation {
  const dir = given?.dir ?? mkdtempSync(join(tmpdir(), 'beatbook-ledger-'))
  mkdirSync(dir, { recursive: true })
  const key = given?.key ?? makeReplica(dir)
  const opened = openReplica({ dir, key })
  if (!opened.ok) throw new Error(opened.error.code)
  const db = opened.value
  // Threads take a second to start and most tests never list.
  let pool: ReaderPool | undefined
  const readers = () => (pool ??= new ReaderPool({ dir, key, size: 1 }))
  const clock = new SetClock('2026-03-05T06:30:00.000Z')
  const events: CoreEvent[] = []
  const log = openLog({ dir: join(dir, 'logs'), name: 'core' })
  const dispatchers = new Map(
    Object.entries(staff).map(([who, one]) => {
      const open = {
        db,
        get readers() {
          return readers()
        },
        key,
        lock: { release: () => undefined },
        session: sessionOf(who, one),
      }
      const parts = {
        session: () => open,
        files: new FileShelf(),
        clock,
        newId,
        log,
        emit: (event: CoreEvent) => void events.push(event),
      }
      const handlers = new Map([
        ...named('ledger', ledgerHandlers),
        ...named('home', homeHandlers),
        ...(more.duty === undefined ? [] : named('duty', more.duty)),
      ])
      return [who, new Dispatcher({ ...parts, handlers, publicHandlers: new Map(), checkOutput: true })]
    }),
  )
  const call: LedgerStation['call'] = async (who, method, input, operationId) => {
    const result = await dispatchers.get(who)?.dispatch({ method, input, operationId: operationId ?? uuidv7(clock.ms) })
    return result as never
  }
  return {
    dir,
    key,
    db,
    clock,
    events,
    call,
    must: async (who, method, input) => {
      const result = await call(who, method, input)
      if (!result.ok) throw new Error(`${method}: ${result.error.code} ${JSON.stringify(result.error.params)}`)
      return result.value as never
    },
    close: async () => {
      await pool?.close()
      db.close()
      if (given === undefined) rmSync(dir, { recursive: true, force: true })
    },
  }
}

function sessionOf(login: string, one: Person): Session {
  return {
    accountId: one.accountId,
    login,
    name: one.name,
    role: one.role,
    staffKind: one.staffKind,
    staffNumber: staffNumberOf(one.accountId),
    beats: [...one.beats],
    station: { id: 'PS990001', name: '云渚省澄湾市东渚派出所' },
    county: '',
    since: '2026-03-05T00:00:00.000Z' as Instant,
    idleLockMinutes: 10,
  }
}
