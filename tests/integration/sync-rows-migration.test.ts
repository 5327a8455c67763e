import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { migrations } from '../../db/migrations/index.ts'
import { newReplicaKey } from '../../src-core/crypto/replica-key.ts'
import { findRow, keepRow, unshownRows, type RowRecord } from '../../src-core/features/sync/sync.repo.ts'
import { migrate } from '../../src-core/store/migrate.ts'
import { createReplica } from '../../src-core/store/open.ts'

const now = '2026-11-20T02:00:00.000Z'
const dir = mkdtempSync(join(tmpdir(), 'beatbook-rows-before-'))
afterAll(() => rmSync(dir, { recursive: true, force: true }))

test("the platform's rows stand after their table was made anew, and each is still there once", () => {
  const created = createReplica({ dir, key: newReplicaKey() })
  if (!created.ok) throw new Error(created.error.code)
  const db = created.value
  const at = migrations.findIndex(({ id }) => id === '0296-rows-in-order-of-coming')
  expect(at).toBeGreaterThan(0)
  expect(migrate({ db, migrations: migrations.slice(0, at), now })).toMatchObject({ ok: true })
  const rows = ['source_records', 'entries'].flatMap((tbl) =>
    Array.from({ length: 300 }, (_, n): RowRecord => {
      const fields = JSON.stringify({ text: `第${n}条` })
      return { tbl, row_id: `${n * 7919}`, ver: n, fields, hash: String(n).padStart(64, '0'), shown: n % 2 }
    }),
  )
  db.transaction((tx) => {
    for (const row of rows) keepRow(tx, row)
  })
  expect(migrate({ db, migrations, now })).toMatchObject({ ok: true })
  expect(rows.map((row) => findRow(db, row.tbl, row.row_id))).toEqual(rows)
  expect(unshownRows(db, 'entries', 1_000)).toHaveLength(150)
  const changed = { ...(rows[0] as RowRecord), ver: 9, shown: 1 }
  db.transaction((tx) => keepRow(tx, changed))
  expect(findRow(db, changed.tbl, changed.row_id)).toEqual(changed)
  expect(db.prepare<[], { n: number }>('SELECT count(*) AS n FROM sync_rows').one()).toEqual({ n: rows.length })
  db.close()
})
