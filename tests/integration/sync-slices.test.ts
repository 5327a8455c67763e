import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Operation } from '../../src-contract/sync/pull.ts'
import type { Fields } from '../../src-contract/sync/protocol.ts'
import { rowHash } from '../../src-domain/sync/canonical-row.ts'
import { checkedOperation } from '../../src-core/features/sync/checked-operation.ts'
import { applyChecked, keepPosition, positionOf } from '../../src-core/features/sync/pull.service.ts'
import type { RowRecord } from '../../src-core/features/sync/sync.repo.ts'
import { syncedTables } from '../../src-core/features/sync/synced-tables.ts'
import { sourceRecord } from '../perf/source-record.ts'
import { openBenchPc, type BenchPc } from '../perf/sync-bench-parts.ts'
import { openTestPlatform, silentSystems, type TestPlatform } from '../support/platform.ts'

let platform: TestPlatform
let one: BenchPc
let two: BenchPc

beforeAll(async () => {
  platform = await openTestPlatform(silentSystems)
  one = await openBenchPc(platform, 'S01')
  two = await openBenchPc(platform, 'S01')
})
afterAll(async () => {
  one.close()
  two.close()
  await platform.close()
})

const rowsOf = (pc: BenchPc) => pc.db.prepare<[], RowRecord>('SELECT * FROM sync_rows ORDER BY tbl, row_id').all()
const waiting = (pc: BenchPc) => rowsOf(pc).filter(({ shown }) => shown === 0)

type Said = Pick<RowRecord, 'tbl' | 'row_id' | 'ver' | 'fields'>

/** One slice, as it comes from the platform. */
function take(pc: BenchPc, rows: readonly Said[]): void {
  const { lineage, seq: from } = positionOf(pc.db) ?? { lineage: '', seq: 0 }
  const operations = rows.map(({ tbl: table, row_id: id, ver, fields: text }, at): Operation => {
    const fields = JSON.parse(text) as Fields
    const row = { op: 'upsert' as const, table, id, ver, fields, hash: rowHash(table, id, ver, fields) }
    return { ...row, seq: from + at + 1, last: true, device: null, actor: null, at: '2026-03-05T00:00:00.000Z' }
  })
  const to = { lineage, seq: from + rows.length }
  const checked = operations.map((operation) => checkedOperation(operation))
  pc.db.transaction((tx) => applyChecked(tx, { from, to }, checked))
}

const record = (id: string, fields: Fields) => ({
  tbl: 'source_records',
  row_id: id,
  ver: 1,
  fields: JSON.stringify(fields),
})

test('what came before the row that it belongs to waits, and is shown with a later slice', async () => {
  for (let n = 0; n < 3; n += 1) expect(await one.pc.act({ kind: 'file', token: `先到${n}` })).toBe(true)
  expect(await one.pc.run()).toMatchObject({ ok: true })
  const order = new Map(syncedTables.map(({ name }, at) => [name, at]))
  const backwards = rowsOf(one).sort((a, b) => (order.get(b.tbl) ?? 0) - (order.get(a.tbl) ?? 0))
  const entries = backwards.filter(({ tbl }) => tbl === 'entries')
  const parts = backwards.filter(({ tbl }) => tbl !== 'entries')
  expect(entries).toHaveLength(3)
  const { lineage } = positionOf(one.db) ?? { lineage: '' }
  two.db.transaction((tx) => keepPosition(tx, { lineage, seq: 0 }))
  for (const part of parts) take(two, [part])
  expect(waiting(two).length).toBeGreaterThanOrEqual(3)
  expect(two.pc.entryIds()).toEqual([])
  for (const entry of entries) take(two, [entry])
  // Nothing else has to come for what waited.
  expect(waiting(two)).toEqual([])
  expect(two.pc.entryIds()).toEqual(one.pc.entryIds())
})

test('records of the systems that are not understood wait, the others of their slice are there', () => {
  take(two, [record('JZ:R1', sourceRecord(1)), record('QQ:R2', sourceRecord(2)), record('JZ:R3', { system: 'JZ' })])
  expect(waiting(two).map(({ row_id }) => row_id)).toEqual(['JZ:R3', 'QQ:R2'])
  const held = () =>
    two.db
      .prepare<[], { id: string; n: number; at: string | null }>(
        `SELECT native_id AS id, s.records AS n, s.newest_source_time AS at FROM source_records r JOIN source_status s USING (system)`,
      )
      .all()
  const first = { id: 'R1', n: 1, at: '2026-11-01T08:30:05.000Z' }
  expect(held()).toEqual([first])
  // An older state of the same record changes nothing.
  const older = { ...sourceRecord(9), nativeId: 'R1', sourceTime: '2026-10-01T00:00:00.000Z' }
  take(two, [{ ...record('JZ:R1', older), ver: 2 }])
  expect(held()).toEqual([first])
  expect(two.db.prepare<[], { n: number }>('SELECT count(*) AS n FROM index_queue').one()).toEqual({ n: 1 })
})
