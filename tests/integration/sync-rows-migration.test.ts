import { fork, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { migrations } from '../../db/migrations/index.ts'
import { newReplicaKey, type ReplicaKey } from '../../src-core/crypto/replica-key.ts'
import { findRow, keepRow, unshownRows, type RowRecord } from '../../src-core/features/sync/sync.repo.ts'
import { migrate } from '../../src-core/store/migrate.ts'
import { createReplica, openReplica } from '../../src-core/store/open.ts'
import type { Db } from '../../src-core/store/sql.ts'
import { replicaPaths } from '../../src-core/store/paths.ts'

const now = '2026-11-20T02:00:00.000Z'
const dirs: string[] = []
afterAll(() => {
  for (const dir of dirs) rmSync(dir, { recursive: true, force: true })
})

const at = migrations.findIndex(({ id }) => id === '0296-rows-in-order-of-coming')

/** A replica as it was before the table was made anew. */
function before(): { db: Db; dir: string; key: ReplicaKey } {
  const dir = mkdtempSync(join(tmpdir(), 'beatbook-rows-before-'))
  dirs.push(dir)
  const key = newReplicaKey()
  const created = createReplica({ dir, key })
  if (!created.ok) throw new Error(created.error.code)
  expect(at).toBeGreaterThan(0)
  expect(migrate({ db: created.value, migrations: migrations.slice(0, at), now })).toMatchObject({ ok: true })
  return { db: created.value, dir, key }
}

test("the platform's rows stand after their table was made anew, and each is still there once", () => {
  const { db } = before()
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

const large = 80_000

/** 64 MB of rows. */
function filled(): { dir: string; key: ReplicaKey } {
  const { db, dir, key } = before()
  db.transaction((tx) => {
    for (let n = 0; n < large; n += 1)
      keepRow(tx, { tbl: 'entries', row_id: `R${n}`, ver: n, fields: `"${'文'.repeat(250)}"`, hash: `${n}`, shown: 1 })
  })
  db.close()
  return { dir, key }
}

function migrating({ dir, key }: { dir: string; key: ReplicaKey }): ChildProcess {
  const parts = [key.dek, key.salt, key.check].map((part) => part.toString('hex'))
  return fork(new URL('./sync-rows-migration.child.ts', import.meta.url), [dir, ...parts])
}

test('making the table anew takes no more memory where there are many rows, and begins again where it was killed', async () => {
  const replica = filled()
  const log = `${replicaPaths(replica.dir).database}-wal`
  const killed = migrating(replica)
  const gone = new Promise((resolve) => killed.once('exit', (_code, signal) => resolve(signal)))
  // In the middle: half of what it writes is in the log.
  const sizeOf = () => statSync(log, { throwIfNoEntry: false })?.size ?? 0
  while (sizeOf() < 60_000_000) await new Promise((resolve) => setImmediate(resolve))
  killed.kill('SIGKILL')
  expect(await gone).toBe('SIGKILL')
  const said = await new Promise((resolve) => migrating(replica).once('message', resolve))
  expect(said).toMatchObject({ applied: expect.arrayContaining(['0296-rows-in-order-of-coming']) })
  expect((said as { grownKiB: number }).grownKiB).toBeLessThan(24 * 1024)
  const opened = openReplica(replica)
  if (!opened.ok) throw new Error(opened.error.code)
  const sum = opened.value.prepare<[], object>('SELECT count(*) AS n, sum(ver) AS vers FROM sync_rows').one()
  expect(sum).toEqual({ n: large, vers: (large * (large - 1)) / 2 })
  opened.value.close()
}, 60_000)

test('a replica whose table was made anew by the first way is the same', () => {
  const { db } = before()
  expect(migrate({ db, migrations, now })).toMatchObject({ ok: true })
  const [known] = migrations[at]?.formerly ?? []
  db.transaction((tx) =>
    tx
      .prepare<string[], never>('UPDATE schema_migration SET checksum = ? WHERE id = ?')
      .run(known ?? '', '0296-rows-in-order-of-coming'),
  )
  expect(migrate({ db, migrations, now })).toMatchObject({ ok: true, value: { applied: [] } })
  db.transaction((tx) =>
    tx.exec(`UPDATE schema_migration SET checksum = 'x' WHERE id = '0296-rows-in-order-of-coming'`),
  )
  expect(migrate({ db, migrations, now })).toMatchObject({ ok: false })
  db.close()
})
