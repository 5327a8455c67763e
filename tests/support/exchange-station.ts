import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { InputOf, MethodName, OutputOf, ResultOf } from '../../src-contract/contract.ts'
import type { FileId, Instant } from '../../src-contract/ids.ts'
import type { Progress } from '../../src-contract/rpc.ts'
import type { ReplicaKey } from '../../src-core/crypto/replica-key.ts'
import { auditHandlers } from '../../src-core/features/audit/audit.handlers.ts'
import { distributionHandlers } from '../../src-core/features/distribution/distribution.handlers.ts'
import { exchangeHandlers } from '../../src-core/features/exchange/exchange.handlers.ts'
import { homeHandlers } from '../../src-core/features/home/home.handlers.ts'
import { ledgerHandlers } from '../../src-core/features/ledger/ledger.handlers.ts'
import { openLog } from '../../src-core/log/log.ts'
import { Dispatcher } from '../../src-core/rpc/dispatcher.ts'
import { FileShelf } from '../../src-core/rpc/file-shelf.ts'
import { named } from '../../src-core/rpc/handler.ts'
import { openReplica } from '../../src-core/store/open.ts'
import { ReaderPool } from '../../src-core/store/readers/reader-pool.ts'
import type { Db, SqlValue } from '../../src-core/store/sql.ts'
import { uuidv7 } from '../../src-core/uuid.ts'
import { idNumber } from './ledger-samples.ts'
import { makeReplica, SetClock, staff, type Who } from './test-context.ts'
import { unsampledId } from './unsampled-id.ts'

type Extra = { signal?: AbortSignal; progress?: (progress: Progress) => void; operationId?: string }
export type BookImport = OutputOf<'exchange.openImport'>

export type ExchangeStation = {
  readonly dir: string
  readonly key: ReplicaKey
  readonly db: Db
  readonly clock: SetClock
  /** Hands a file in, as the shell does. */
  shelve(path: string): FileId
  call<N extends MethodName>(who: Who, method: N, input: InputOf<N>, extra?: Extra): Promise<ResultOf<N>>
  must<N extends MethodName>(who: Who, method: N, input: InputOf<N>, extra?: Extra): Promise<OutputOf<N>>
  /** Rows of a query, for looking behind the screen. */
  rows<R = Record<string, SqlValue>>(sql: string, ...params: SqlValue[]): R[]
  close(): Promise<void>
}

/** A station with a real encrypted replica, real reader threads and a shelf for files; `given` opens one that is there. */
export function openExchangeStation(
  given?: { dir: string; key: ReplicaKey },
  newId: (nowMs: number) => string = unsampledId,
): ExchangeStation {
  const dir = given?.dir ?? mkdtempSync(join(tmpdir(), 'beatbook-exchange-'))
  mkdirSync(dir, { recursive: true })
  const key = given?.key ?? makeReplica(dir)
  const opened = openReplica({ dir, key })
  if (!opened.ok) throw new Error(opened.error.code)
  const db = opened.value
  const readers = new ReaderPool({ dir, key, size: 2 })
  const clock = new SetClock('2026-03-05T06:30:00.000Z')
  const files = new FileShelf()
  const log = openLog({ dir: join(dir, 'logs'), name: 'core' })
  const handlers = new Map([
    ...named('ledger', ledgerHandlers),
    ...named('exchange', exchangeHandlers),
    ...named('distribution', distributionHandlers),
    ...named('home', homeHandlers),
    ...named('audit', auditHandlers),
  ])
  const dispatchers = new Map(
    Object.entries(staff).map(([login, { accountId, role, name, staffKind, beats }]) => {
      const session = {
        accountId,
        login,
        name,
        role,
        staffKind,
        staffNumber: '000001',
        beats: [...beats],
        station: { id: 'PS990001', name: '云渚省澄湾市东渚派出所' },
        county: '',
        since: '2026-03-05T00:00:00.000Z' as Instant,
        idleLockMinutes: 10,
      }
      const open = { db, readers, key, lock: { release: () => undefined }, session }
      const parts = { session: () => open, files, clock, newId, log, emit: () => undefined }
      return [login, new Dispatcher({ ...parts, handlers, publicHandlers: new Map(), checkOutput: true })]
    }),
  )
  const call: ExchangeStation['call'] = async (who, method, input, extra = {}) =>
    (await dispatchers.get(who)?.dispatch({ method, input, operationId: uuidv7(clock.ms), ...extra })) as never
  return {
    dir,
    key,
    db,
    clock,
    call,
    shelve: (path) => {
      const fileId = uuidv7(clock.ms)
      files.put(fileId, path)
      return fileId as FileId
    },
    must: async (who, method, input, extra) => {
      const result = await call(who, method, input, extra)
      if (!result.ok) throw new Error(`${method}: ${result.error.code} ${JSON.stringify(result.error.params)}`)
      return result.value as never
    },
    rows: (sql, ...params) => db.prepare<SqlValue[], never>(sql).all(...params),
    close: async () => {
      await readers.close()
      db.close()
      if (given === undefined) rmSync(dir, { recursive: true, force: true })
    },
  }
}

/** Headings of a residents' file as a station writes it, and a row under them. */
export const residentHeadings = [
  '姓名',
  '性别',
  '身份证号',
  '手机号',
  '现住址',
  '户籍状态',
  '登记日期',
  '警务区',
  '责任民警',
] as const
export type ResidentRow = Partial<Record<(typeof residentHeadings)[number], string>>

const surnames = '赵钱孙李周吴郑王冯陈'
const given = '甲乙丙丁戊己庚辛壬癸'

/** A row with which nothing is wrong. @param n tells it apart, below 1000 */
export function residentRow(n: number, more: ResidentRow = {}): string[] {
  const row: ResidentRow = {
    姓名: `${surnames.charAt(n % 10)}${given.charAt(Math.floor(n / 10) % 10)}${given.charAt(n % 10)}`,
    性别: n % 2 === 1 ? '男' : '女',
    身份证号: idNumber(n),
    手机号: `129${String(n).padStart(8, '0')}`,
    现住址: `澄湾市东渚区幸福路${1 + (n % 40)}号${1 + (n % 9)}栋${1 + (n % 4)}单元${1 + (n % 20)}0${1 + (n % 4)}室`,
    户籍状态: '人户一致',
    登记日期: '2026-03-01',
    警务区: 'B01',
    责任民警: '民警甲',
    ...more,
  }
  return residentHeadings.map((heading) => row[heading] ?? '')
}
