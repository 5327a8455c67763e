import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { InputOf, MethodName, OutputOf, ResultOf } from '../../src-contract/contract.ts'
import type { Session } from '../../src-contract/features/accounts.contract.ts'
import type { FileId, Instant } from '../../src-contract/ids.ts'
import type { Progress } from '../../src-contract/rpc.ts'
import { booksById } from '../../src-domain/books/books.ts'
import { builtInCalendar, daysBetween } from '../../src-domain/duty/calendar.rules.ts'
import { assessmentHandlers } from '../../src-core/features/assessment/assessment.handlers.ts'
import { evaluationsHandlers } from '../../src-core/features/evaluations/evaluations.handlers.ts'
import { reportsHandlers } from '../../src-core/features/reports/reports.handlers.ts'
import { authoritiesHandlers } from '../../src-core/features/authorities/authorities.handlers.ts'
import { dutyHandlers } from '../../src-core/features/duty/duty.handlers.ts'
import { samplingHandlers } from '../../src-core/features/sampling/sampling.handlers.ts'
import { columnsOf, tableOf } from '../../src-core/features/ledger/book-tables.ts'
import { silentLog } from '../../src-core/log/log.ts'
import { q } from '../../src-core/query.ts'
import { Dispatcher } from '../../src-core/rpc/dispatcher.ts'
import { FileShelf } from '../../src-core/rpc/file-shelf.ts'
import { named } from '../../src-core/rpc/handler.ts'
import { openReplica } from '../../src-core/store/open.ts'
import { ReaderPool } from '../../src-core/store/readers/reader-pool.ts'
import type { Db } from '../../src-core/store/sql.ts'
import { uuidv7 } from '../../src-core/uuid.ts'
import { makeReplica, SetClock, staff, type Who } from './test-context.ts'

/** Staff numbers of the two officers who are scored. */
export const staffNumbers: Partial<Record<Who, string>> = { officer: '031207', otherOfficer: '031208', chief: '030001' }

/** To see how far a long act is, and to stop it. */
type Following = { readonly signal?: AbortSignal; readonly progress?: (progress: Progress) => void }

export type AssessmentStation = {
  readonly db: Db
  readonly clock: SetClock
  call<N extends MethodName>(who: Who, method: N, input: InputOf<N>, more?: Following): Promise<ResultOf<N>>
  must<N extends MethodName>(who: Who, method: N, input: InputOf<N>): Promise<OutputOf<N>>
  /** The code of a call that must fail; 'ok' when it does not. */
  code<N extends MethodName>(who: Who, method: N, input: InputOf<N>): Promise<string>
  put(made: MadeEntry): string
  incident(number: string, day: string, kind: string, address: string): void
  /** Hands a file to core, as the shell does. */
  hand(path: string): FileId
  place(name: string): string
  close(): Promise<void>
}

export type MadeEntry = {
  book: string
  day: string
  who?: Who
  state?: string
  /** Instant; 10:00 of the day unless said. */
  filedAt?: string
  handedOverAt?: string
  beat?: string
  addressKey?: string
  values?: Readonly<Record<string, string | number>>
}

/** The third quarter of 2026 on a real encrypted replica with real readers; two officers on duty each working day; it is 8 October. */
export async function openAssessmentStation(): Promise<AssessmentStation> {
  const dir = mkdtempSync(join(tmpdir(), 'beatbook-assessment-'))
  const key = makeReplica(dir)
  const opened = openReplica({ dir, key })
  if (!opened.ok) throw new Error(opened.error.code)
  const db = opened.value
  const readers = new ReaderPool({ dir, key, size: 1 })
  const clock = new SetClock('2026-10-08T02:00:00.000Z')
  const files = new FileShelf()
  const handlers = new Map([
    ...named('assessment', assessmentHandlers),
    ...named('sampling', samplingHandlers),
    ...named('evaluations', evaluationsHandlers),
    ...named('authorities', authoritiesHandlers),
    ...named('duty', dutyHandlers),
    ...named('reports', reportsHandlers),
  ])
  const dispatchers = new Map(
    (Object.keys(staff) as Who[]).map((who) => {
      const open = { db, readers, key, lock: { release: () => undefined }, session: sessionOf(who) }
      const parts = { session: () => open, files, clock, log: silentLog, emit: () => undefined }
      return [who, new Dispatcher({ ...parts, handlers, publicHandlers: new Map(), checkOutput: true })]
    }),
  )
  for (const [who, number] of Object.entries(staffNumbers))
    db.run(
      q
        .updateTable('accounts')
        .set({ staff_number: number, team: who })
        .where('account_id', '=', staff[who as Who].accountId),
    )
  for (const who of ['officer', 'otherOfficer'] as const) putRoster(db, who, '2026-07-01', '2026-12-31')
  const call: AssessmentStation['call'] = async (who, method, input, more = {}) =>
    (await dispatchers.get(who)?.dispatch({ method, input, operationId: uuidv7(clock.ms), ...more })) as never
  let serial = 0
  return {
    ...{ db, clock, call },
    must: async (who, method, input) => {
      const result = await call(who, method, input)
      if (!result.ok) throw new Error(`${method}: ${result.error.code} ${JSON.stringify(result.error.params)}`)
      return result.value as never
    },
    code: async (who, method, input) => {
      const result = await call(who, method, input)
      return result.ok ? 'ok' : result.error.code
    },
    put: (made) => putEntry(db, made, (serial += 1)),
    incident: (number, day, kind, address) => {
      const payload = { incidentNumber: number, reportedAt: `${day}T10:00:00`, kind, address }
      db.run(
        q.insertInto('source_records').values({
          ...{
            record_id: (serial += 1),
            system: 'JCJ',
            native_id: number,
            version: 1,
            source_time: null,
            subject_id: null,
          },
          ...{ received_at: `${day}T04:00:00.000Z`, content_hash: Buffer.alloc(32), import_id: null },
          payload: JSON.stringify(payload),
        }),
      )
    },
    hand: (path) => {
      const fileId = uuidv7(clock.ms) as FileId
      files.put(fileId, path)
      return fileId
    },
    place: (name) => join(dir, name),
    close: async () => {
      await readers.close()
      db.close()
      rmSync(dir, { recursive: true, force: true })
    },
  }
}

/** Day duty on each working day of a span. */
export function putRoster(db: Db, who: Who, from: string, to: string): void {
  for (const date of daysBetween(from, to).filter(builtInCalendar.isWorkingDay))
    db.run(
      q.insertInto('duty_rows').values({
        ...{ duty_id: uuidv7(Date.parse(date)), account_id: staff[who].accountId, date, shift: 'day' },
        ...{ from_time: '08:30', to_time: '17:30', created_at: '2026-06-01T00:00:00.000Z', removed_at: null },
      }),
    )
}

function putEntry(db: Db, made: MadeEntry, serial: number): string {
  const { book, day, who = 'officer', state = 'done', beat = staff[who].beats[0] ?? 'B01' } = made
  const filedAt = made.filedAt ?? `${day}T02:00:00.000Z`
  const entryId = uuidv7(Date.parse(filedAt) + serial)
  const { accountId } = staff[who]
  db.run(
    q.insertInto('entries').values({
      ...{ entry_id: entryId, book, number: `${book}-2026-${String(serial).padStart(6, '0')}`, version: 1, state },
      ...{ stage: 'filed', occurred_on: day, entered_at: filedAt, filed_at: filedAt, beat, officer_id: accountId },
      ...{ handed_over_at: made.handedOverAt ?? null, typist_id: accountId, address_key: made.addressKey ?? null },
    } as never),
  )
  const spec = booksById.get(book)
  if (spec === undefined) throw new Error(book)
  const columns = columnsOf(spec).filter(({ key }) => made.values?.[key] !== undefined)
  db.prepare<(string | number)[], never>(
    `INSERT INTO ${tableOf(spec)} (entry_id${columns.map((one) => `, ${one.column}`).join('')}) VALUES (?${', ?'.repeat(columns.length)})`,
  ).run(entryId, ...columns.map(({ key }) => made.values?.[key] ?? ''))
  return entryId
}

function sessionOf(who: Who): Session {
  const { accountId, name, role, staffKind, beats } = staff[who]
  return {
    ...{ accountId, login: who, name, role, staffKind, staffNumber: staffNumbers[who] ?? '000001', beats: [...beats] },
    station: { id: 'PS990001', name: '云渚省澄湾市东渚派出所' },
    county: '',
    since: '2026-10-08T00:00:00.000Z' as Instant,
    idleLockMinutes: 10,
  }
}
