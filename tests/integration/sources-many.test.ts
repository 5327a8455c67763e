import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { generateStation } from '../../demo/station.ts'
import { finishIndexing } from '../../src-core/features/sources/follow-index.service.ts'
import { loadRecords } from '../../src-core/features/sources/load.service.ts'
import { openReplica } from '../../src-core/store/open.ts'
import type { Db } from '../../src-core/store/sql.ts'
import { makeReplica } from '../support/test-context.ts'

// So many records to make findable that slices share commits: what a new PC has after it took over a station.

const dir = mkdtempSync(join(tmpdir(), 'beatbook-many-'))
let key: ReturnType<typeof makeReplica>
let db: Db

function opened(): Db {
  const replica = openReplica({ dir, key })
  if (!replica.ok) throw new Error(replica.error.code)
  return replica.value
}

beforeAll(() => {
  key = makeReplica(dir)
  db = opened()
  loadRecords(db, generateStation({ people: 500 }).records(), { now: '2026-11-20T00:00:00.000Z' })
})
afterAll(() => {
  db.close()
  rmSync(dir, { recursive: true, force: true })
})

/** Who is found by what, whatever number the subject has. */
function findable(): string[] {
  return db
    .prepare<[], object>(
      `SELECT s.about, s.name, s.phone, s.address, s.records, group_concat(r.system || r.native_id, ' ' ORDER BY r.system, r.native_id) AS of,
         (SELECT group_concat(kind || value, ' ' ORDER BY kind, value) FROM subject_keys k WHERE k.subject_id = s.subject_id) AS keys,
         (SELECT names || places FROM subject_search WHERE rowid = s.subject_id) AS text
       FROM subjects s JOIN source_records r USING (subject_id) GROUP BY s.subject_id ORDER BY of`,
    )
    .all()
    .map((row) => JSON.stringify(row))
}

const queued = (): number => db.prepare<[], { n: number }>('SELECT count(*) AS n FROM index_queue').one()?.n ?? 0

test('many records are findable as if they had come one by one, though somebody else writes and the app is closed in the middle', async () => {
  const wanted = findable()
  expect(wanted.length).toBeGreaterThan(500)
  db.exec(`DELETE FROM subject_search; DELETE FROM subject_keys; UPDATE source_records SET subject_id = NULL; DELETE FROM subjects;
    INSERT INTO index_queue (record_id) SELECT record_id FROM source_records`)
  const all = queued()
  expect(all).toBeGreaterThan(2_500)
  let left = all
  const progress = (done: number): void => {
    // Somebody files something, which commits what is there so far.
    if (done % 5 === 0)
      setImmediate(() => db.isOpen && db.transaction((tx) => tx.exec('UPDATE sync_switch SET txn = txn + 1')))
    if (done > all / 3 && db.isOpen && left === all) {
      left = 0
      setImmediate(() => db.close())
    }
  }
  await finishIndexing(db, { progress })
  db = opened()
  left = queued()
  expect(left).toBeGreaterThan(0)
  expect(left).toBeLessThan(all)
  expect(await finishIndexing(db)).toBe(left)
  expect(queued()).toBe(0)
  expect(findable()).toEqual(wanted)
})
