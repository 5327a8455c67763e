import type { SystemId } from '../../../src-contract/systems.ts'
import type { RecordFacts } from '../../../src-domain/linkage/link-record.ts'
import type { ReviewReason } from '../../../src-domain/linkage/verdict.ts'
import type { ReadDb, WriteDb } from '../../store/sql.ts'

/* Hot paths: a full run asks these millions of times, therefore prepared statements and no query builder. */

export function readState(db: ReadDb, name: string): string | null {
  return (
    db.prepare<[string], { value: string }>('SELECT value FROM linkage_state WHERE name = ?').one(name)?.value ?? null
  )
}

export function writeState(tx: WriteDb, name: string, value: string): void {
  tx.prepare<[string, string], never>(
    'INSERT INTO linkage_state (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
  ).run(name, value)
}

export type SourceRow = { record_id: number; system: SystemId; native_id: string; payload: string }

export function sourceRowsAfter(db: ReadDb, after: number, limit: number): SourceRow[] {
  return db
    .prepare<[number, number], SourceRow>(
      'SELECT record_id, system, native_id, payload FROM source_records WHERE record_id > ? ORDER BY record_id LIMIT ?',
    )
    .all(after, limit)
}

export function sourceRow(db: ReadDb, recordId: number): SourceRow | undefined {
  return db
    .prepare<[number], SourceRow>(
      'SELECT record_id, system, native_id, payload FROM source_records WHERE record_id = ?',
    )
    .one(recordId)
}

export function recordIdOf(db: ReadDb, key: string): number | undefined {
  const blank = key.indexOf(' ')
  return db
    .prepare<[string, string], { record_id: number }>(
      'SELECT record_id FROM source_records WHERE system = ? AND native_id = ?',
    )
    .one(key.slice(0, blank), key.slice(blank + 1))?.record_id
}

export function countRecords(db: ReadDb): number {
  return db.prepare<[], { n: number }>('SELECT count(*) AS n FROM source_records').one()?.n ?? 0
}

export function factsOfRecord(db: ReadDb, recordId: number): RecordFacts | undefined {
  const row = db
    .prepare<[number], { facts: string }>('SELECT facts FROM linkage_records WHERE record_id = ?')
    .one(recordId)
  return row && (JSON.parse(row.facts) as RecordFacts)
}

export function writeFacts(tx: WriteDb, recordId: number, facts: RecordFacts): void {
  tx.prepare<[number, string], never>(
    `INSERT INTO linkage_records (record_id, facts) VALUES (?, ?)
     ON CONFLICT (record_id) DO UPDATE SET facts = excluded.facts`,
  ).run(recordId, JSON.stringify(facts))
}

export function addKey(tx: WriteDb, key: number, recordId: number): void {
  tx.prepare<[number, number], never>('INSERT OR IGNORE INTO linkage_keys (key, record_id) VALUES (?, ?)').run(
    key,
    recordId,
  )
}

export function removeKey(tx: WriteDb, key: number, recordId: number): void {
  tx.prepare<[number, number], never>('DELETE FROM linkage_keys WHERE key = ? AND record_id = ?').run(key, recordId)
}

export function recordsUnder(db: ReadDb, key: number, limit: number): number[] {
  return db
    .prepare<[number, number], { record_id: number }>('SELECT record_id FROM linkage_keys WHERE key = ? LIMIT ?')
    .all(key, limit)
    .map((row) => row.record_id)
}

export function componentOfRecord(db: ReadDb, recordId: number): number | null {
  return (
    db
      .prepare<[number], { component: number | null }>('SELECT component FROM linkage_records WHERE record_id = ?')
      .one(recordId)?.component ?? null
  )
}

export function recordsOfComponent(db: ReadDb, component: number): number[] {
  return db
    .prepare<[number], { record_id: number }>('SELECT record_id FROM linkage_records WHERE component = ?')
    .all(component)
    .map((row) => row.record_id)
}

export function setComponent(tx: WriteDb, recordId: number, component: number): void {
  tx.prepare<[number, number], never>('UPDATE linkage_records SET component = ? WHERE record_id = ?').run(
    component,
    recordId,
  )
}

/** The first record behind another one that no component was found for yet. */
export function unlinkedAfter(db: ReadDb, after: number): number | undefined {
  return db
    .prepare<[number], { record_id: number }>(
      'SELECT record_id FROM linkage_records WHERE component IS NULL AND record_id > ? ORDER BY record_id LIMIT 1',
    )
    .one(after)?.record_id
}

export function factsAfter(db: ReadDb, after: number, limit: number): { recordId: number; facts: RecordFacts }[] {
  return db
    .prepare<[number, number], { record_id: number; facts: string }>(
      'SELECT record_id, facts FROM linkage_records WHERE record_id > ? ORDER BY record_id LIMIT ?',
    )
    .all(after, limit)
    .map(({ record_id: recordId, facts }) => ({ recordId, facts: JSON.parse(facts) as RecordFacts }))
}

/** Everything that is derived, some rows at a time. @returns false when nothing is left */
export function dropDerived(tx: WriteDb, rows: number): boolean {
  const dropped = [
    'DELETE FROM linkage_reviews WHERE review_id IN (SELECT review_id FROM linkage_reviews LIMIT ?)',
    'DELETE FROM linkage_keys WHERE (key, record_id) IN (SELECT key, record_id FROM linkage_keys LIMIT ?)',
    'DELETE FROM linkage_records WHERE record_id IN (SELECT record_id FROM linkage_records LIMIT ?)',
    'DELETE FROM linkage_queue WHERE record_id IN (SELECT record_id FROM linkage_queue LIMIT ?)',
  ].reduce((all, sql) => all + tx.prepare<[number], never>(sql).run(rows).changes, 0)
  return dropped > 0
}

export function queued(db: ReadDb, limit: number): number[] {
  return db
    .prepare<[number], { record_id: number }>('SELECT record_id FROM linkage_queue ORDER BY record_id LIMIT ?')
    .all(limit)
    .map((row) => row.record_id)
}

export function countQueued(db: ReadDb): number {
  return db.prepare<[], { n: number }>('SELECT count(*) AS n FROM linkage_queue').one()?.n ?? 0
}

export function enqueue(tx: WriteDb, recordId: number): void {
  tx.prepare<[number], never>('INSERT OR IGNORE INTO linkage_queue (record_id) VALUES (?)').run(recordId)
}

export function enqueueAll(tx: WriteDb, recordIds: readonly number[]): void {
  tx.prepare<[string], never>('INSERT OR IGNORE INTO linkage_queue (record_id) SELECT value FROM json_each(?)').run(
    JSON.stringify(recordIds),
  )
}

export function dequeue(tx: WriteDb, recordId: number): void {
  tx.prepare<[number], never>('DELETE FROM linkage_queue WHERE record_id = ?').run(recordId)
}

export function dropReviewsOf(tx: WriteDb, subjectId: number): void {
  tx.prepare<[number], never>('DELETE FROM linkage_reviews WHERE subject_a = ?').run(subjectId)
  tx.prepare<[number], never>('DELETE FROM linkage_reviews WHERE subject_b = ?').run(subjectId)
}

export type Review = {
  subject_a: number
  subject_b: number
  record_a: number
  record_b: number
  reason: ReviewReason
  bits: number
}

export function insertReview(tx: WriteDb, one: Review): void {
  tx.prepare<(string | number)[], never>(
    `INSERT INTO linkage_reviews (subject_a, subject_b, record_a, record_b, reason, bits) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (subject_a, subject_b) DO UPDATE SET record_a = excluded.record_a, record_b = excluded.record_b,
       reason = excluded.reason, bits = excluded.bits`,
  ).run(one.subject_a, one.subject_b, one.record_a, one.record_b, one.reason, one.bits)
}

export function countReviews(db: ReadDb): Map<string, number> {
  const rows = db
    .prepare<[], { reason: string; n: number }>('SELECT reason, count(*) AS n FROM linkage_reviews GROUP BY reason')
    .all()
  return new Map(rows.map(({ reason, n }) => [reason, n]))
}
