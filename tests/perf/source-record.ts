import { createHash, randomUUID } from 'node:crypto'
import { canonicalJson } from '../../src-domain/canonical/canonical-json.ts'
import type { Fields } from '../../src-contract/sync/protocol.ts'
import { contentOf } from '../../src-core/features/sources/content.rules.ts'
import { applyStaged, stageRow } from '../../src-core/features/sources/staging.repo.ts'
import { number } from '../../src-core/features/sync/gather.service.ts'
import { q } from '../../src-core/query.ts'
import type { Db } from '../../src-core/store/sql.ts'
import { uuidv7 } from '../../src-core/uuid.ts'
import { staff } from '../support/test-context.ts'

/** A record of a source system as the platform makes it of what is delivered: about 400 bytes. */
export function sourceRecord(n: number): Fields {
  const payload = canonicalJson({
    name: `测试${n}`,
    phone: `129${String(n).padStart(8, '0')}`,
    address: `东渚区桂园街道桂花路${n % 300}号${n % 20}栋${n % 4}单元${n % 30}01室`,
    status: '登记',
    updatedAt: '2026-11-01T08:30:05',
  })
  const contentHash = createHash('sha256').update(payload).digest('hex')
  const time = '2026-11-01T08:30:05.000Z'
  return { system: 'JZ', nativeId: `R${n}`, sourceTime: time, receivedAt: time, contentHash, payload }
}

/** Whoever sends a record says which import brought it. */
const benchImport = '0190a000-0000-7000-8000-000000000001'

/** Imports records of one system, as `sources.import` does once their file is read. */
export function importRecords(db: Db, count: number): void {
  const at = '2026-11-01T08:30:05.000Z'
  db.transaction((tx) => {
    tx.run(
      q.insertInto('source_imports').values({
        ...{ import_id: benchImport, system: 'JZ', file_name: 'JZ.csv', file_hash: '', sheet: '', declared: 'changes' },
        ...{ mapping: '{}', account_id: staff.clerk.accountId, previewed_at: at, applied_at: at, rows_total: count },
        ...{ rows_new: count, rows_changed: 0, rows_unchanged: 0, rows_not_in_file: null, rows_rejected: 0 },
        newest_source_time: at,
      }),
    )
  })
  for (let first = 0; first < count; first += 1_000)
    db.transaction((tx) => {
      for (let n = first; n < Math.min(count, first + 1_000); n += 1) {
        const { nativeId, sourceTime, payload } = sourceRecord(n) as Record<string, string>
        const values = JSON.parse(payload ?? '') as Record<string, string>
        const { text, hash } = contentOf(values)
        const row = { nativeId: nativeId ?? '', sourceTime: sourceTime ?? null, payload: values, text, hash }
        stageRow(tx, benchImport, { ...row, held: undefined }, false)
      }
    })
  db.transaction((tx) => applyStaged(tx, { importId: benchImport, system: 'JZ', receivedAt: at }))
}

/** Puts records at the end of the outbox, in transactions of 100. */
export function queueRecords(db: Db, from: number, count: number): void {
  const at = new Date().toISOString()
  for (let first = from; first < from + count; first += 100) {
    const size = Math.min(100, from + count - first)
    const txn = randomUUID()
    db.transaction((tx) => {
      for (let n = first; n < first + size; n += 1) {
        const fields = Object.fromEntries(
          Object.entries({ ...sourceRecord(n), import: benchImport }).map(([name, value]) => [
            name,
            { base: null, value },
          ]),
        )
        const common = { table: 'source_records', id: `JZ:R${n}`, op: 'put' as const, baseVer: 0, fields }
        number(tx, { mid: uuidv7(Date.now()), txn, txnSize: size, ...common, at, actor: staff.clerk.accountId }, at)
      }
    })
  }
}
