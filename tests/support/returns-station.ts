import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { writeReturnTemplate } from '../../demo/return-template.ts'
import type { InputOf, MethodName, OutputOf, ResultOf } from '../../src-contract/contract.ts'
import type { Session } from '../../src-contract/features/accounts.contract.ts'
import { CountBinding, type Binding, type ReturnId } from '../../src-contract/features/returns.shapes.ts'
import type { FileId, Instant } from '../../src-contract/ids.ts'
import { booksById } from '../../src-domain/books/books.ts'
import { homeHandlers } from '../../src-core/features/home/home.handlers.ts'
import { columnsOf, tableOf } from '../../src-core/features/ledger/book-tables.ts'
import { returnsHandlers } from '../../src-core/features/returns/returns.handlers.ts'
import { silentLog } from '../../src-core/log/log.ts'
import { q } from '../../src-core/query.ts'
import { Dispatcher } from '../../src-core/rpc/dispatcher.ts'
import { FileShelf } from '../../src-core/rpc/file-shelf.ts'
import { named } from '../../src-core/rpc/handler.ts'
import { openReplica } from '../../src-core/store/open.ts'
import { ReaderPool } from '../../src-core/store/readers/reader-pool.ts'
import type { Db, WriteDb } from '../../src-core/store/sql.ts'
import { uuidv7 } from '../../src-core/uuid.ts'
import { makeReplica, SetClock, staff, type Who } from './test-context.ts'

/** The sheet of the demo form that takes numbers. */
export { templateSheet as sheet } from '../../demo/return-template.ts'

export type ReturnsStation = {
  readonly db: Db
  readonly clock: SetClock
  /** Calls a method as one of the staff, through the dispatcher: roles, shapes and outputs are checked as in the app. */
  as<N extends MethodName>(who: Who, method: N, input: InputOf<N>): Promise<ResultOf<N>>
  /** The value of a call that must succeed. */
  must<N extends MethodName>(who: Who, method: N, input: InputOf<N>): Promise<OutputOf<N>>
  /** Hands a file to core, as the shell does. */
  hand(path: string): FileId
  /** The demo form, by month, due on the third day after it, from October 2026. */
  makeReturn(more?: Partial<InputOf<'returns.create'>>): Promise<ReturnId>
  /** A file's place that is gone when the station is. */
  place(name: string): string
  /** Takes everything away that was made after this return, entries included, and sets the clock back to 2026-11-20. */
  backTo(returnId: ReturnId): void
  close(): Promise<void>
}

const start = '2026-11-20T02:00:00.000Z'

/** A station on a real encrypted replica with real reader threads, on 2026-11-20, with the demo form at hand. */
export async function openReturnsStation(): Promise<ReturnsStation> {
  const dir = mkdtempSync(join(tmpdir(), 'beatbook-returns-'))
  const key = makeReplica(dir)
  const opened = openReplica({ dir, key })
  if (!opened.ok) throw new Error(opened.error.code)
  const db = opened.value
  const form = join(dir, '月报表.xlsx')
  await writeReturnTemplate(form, ['B01', 'B02', 'B03', 'B04'])
  const readers = new ReaderPool({ dir, key, size: 1 })
  const clock = new SetClock(start)
  const files = new FileShelf()
  const handlers = new Map([...named('returns', returnsHandlers), ...named('home', homeHandlers)])
  const dispatchers = new Map(
    (Object.keys(staff) as Who[]).map((who) => {
      const open = { db, readers, key, lock: { release: () => undefined }, session: sessionOf(who) }
      const parts = { session: () => open, files, clock, log: silentLog, emit: () => undefined }
      return [who, new Dispatcher({ ...parts, handlers, publicHandlers: new Map(), checkOutput: true })]
    }),
  )
  const as: ReturnsStation['as'] = async (who, method, input) =>
    (await dispatchers.get(who)?.dispatch({ method, input, operationId: uuidv7(clock.ms) })) as never
  const must: ReturnsStation['must'] = async (who, method, input) => {
    const result = await as(who, method, input)
    if (!result.ok) throw new Error(`${method}: ${result.error.code} ${JSON.stringify(result.error.params)}`)
    return result.value as never
  }
  const hand = (path: string): FileId => {
    const fileId = uuidv7(clock.ms) as FileId
    files.put(fileId, path)
    return fileId
  }
  return {
    ...{ db, clock, as, must, hand },
    place: (name) => join(dir, name),
    makeReturn: async (more = {}) => {
      const facts = { name: '基层基础工作月报表', issuer: '东渚分局', periodKind: 'month', dueDays: 3 }
      const input = { ...facts, startsWith: '2026-10', fileId: hand(form), ...more }
      return (await must('clerk', 'returns.create', input)).returnId
    },
    backTo: (returnId) => {
      clock.ms = Date.parse(start)
      const books = [...booksById.values()].map(tableOf)
      for (const table of ['return_submissions', 'return_bindings', 'entry_events', ...books, 'entries'])
        db.exec(`DELETE FROM ${table}`)
      db.exec(`DELETE FROM return_templates WHERE return_id <> '${returnId}' OR version > 1`)
      db.exec(`DELETE FROM returns WHERE return_id <> '${returnId}'`)
      db.run(q.updateTable('returns').set({ active: 1 }))
    },
    close: async () => {
      await readers.close()
      db.close()
      rmSync(dir, { recursive: true, force: true })
    },
  }
}

function sessionOf(who: Who): Session {
  const { accountId, name, role, staffKind, beats } = staff[who]
  return {
    ...{ accountId, login: who, name, role, staffKind, staffNumber: '000001', beats: [...beats] },
    station: { id: 'PS990001', name: '云渚省澄湾市东渚派出所' },
    county: '',
    since: start as Instant,
    idleLockMinutes: 10,
  }
}

/** A count with everything that is not said left open. */
export function count(more: Partial<Omit<CountBinding, 'book'>> & { book?: string } = {}): CountBinding {
  return CountBinding.parse({
    ...{ kind: 'count', book: 'L06', basis: 'occurred', state: null, field: null, value: null, beat: null, sum: null },
    ...more,
  })
}

/** Binds cells of the demo form's table. */
export async function bind(
  station: ReturnsStation,
  returnId: ReturnId,
  cells: Readonly<Record<string, Binding | null>>,
): Promise<void> {
  const { revision } = await station.must('clerk', 'returns.open', { returnId })
  await station.must('clerk', 'returns.bind', {
    returnId,
    revision,
    cells: Object.entries(cells).map(([cell, binding]) => ({ sheet: '月报表', cell, binding })),
  })
}

let serial = 0

export type MadeEntry = {
  book?: string
  state?: string
  stage?: string
  occurredOn?: string
  /** Instant; noon of the day unless said. */
  filedAt?: string
  beat?: string
  values?: Readonly<Record<string, string | number>>
}

/** An entry as the ledger keeps it, with its row in the book and the event of its filing. */
export function putEntry(db: WriteDb, made: MadeEntry = {}): string {
  serial += 1
  const { book = 'L06', state = 'done', occurredOn = '2026-10-15', beat = 'B01', stage = 'filed' } = made
  const filedAt = made.filedAt ?? `${occurredOn}T04:00:00.000Z`
  const entryId = uuidv7(Date.parse(filedAt) + serial)
  const account = db.one(q.selectFrom('accounts').select('account_id').where('role', '=', 'clerk'))?.account_id ?? ''
  db.run(
    q.insertInto('entries').values({
      ...{
        entry_id: entryId,
        book,
        number: `${book}-2026-${String(serial).padStart(6, '0')}`,
        version: 1,
        state,
        stage,
      },
      ...{ occurred_on: occurredOn, entered_at: filedAt, filed_at: filedAt, beat },
      ...{ officer_id: account, typist_id: account },
    } as never),
  )
  const spec = booksById.get(book)
  if (spec === undefined) throw new Error(book)
  const columns = columnsOf(spec).filter(({ key }) => made.values?.[key] !== undefined)
  db.prepare<(string | number)[], never>(
    `INSERT INTO ${tableOf(spec)} (entry_id${columns.map((one) => `, ${one.column}`).join('')}) VALUES (?${', ?'.repeat(columns.length)})`,
  ).run(entryId, ...columns.map(({ key }) => made.values?.[key] ?? ''))
  putEvent(db, entryId, null, state, filedAt)
  return entryId
}

/** A step of the life cycle: the event and the entry's new state. */
export function moveEntry(db: WriteDb, entryId: string, state: string, at: string): void {
  const before = db.one(q.selectFrom('entries').select('state').where('entry_id', '=', entryId))
  db.run(q.updateTable('entries').set({ state }).where('entry_id', '=', entryId))
  putEvent(db, entryId, before?.state ?? null, state, at)
}

function putEvent(db: WriteDb, entryId: string, from: string | null, to: string, at: string): void {
  const account = db.one(q.selectFrom('accounts').select('account_id').where('role', '=', 'clerk'))?.account_id ?? ''
  db.run(
    q.insertInto('entry_events').values({
      ...{ event_id: uuidv7(Date.parse(at)), entry_id: entryId, at, account_id: account },
      ...{ from_state: from, to_state: to, note: null },
    } as never),
  )
}
