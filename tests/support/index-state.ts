import type { Delivered } from '../../src-core/features/sources/delivered.repo.ts'
import { contentOf } from '../../src-core/features/sources/content.rules.ts'
import type { Db } from '../../src-core/store/sql.ts'
import type { DemoRecord } from '../../demo/demo.types.ts'

/** What the index says, whatever numbers its subjects have: each with its records, its row, its keys, every word of its document. */
export function indexOf(db: Db): string[] {
  db.exec('CREATE VIRTUAL TABLE IF NOT EXISTS temp.words USING fts5vocab(main, subject_search, instance)')
  const words = new Map<number, string[]>()
  for (const { doc, word } of db
    .prepare<[], { doc: number; word: string }>(
      `SELECT doc, col || ' ' || offset || ' ' || term AS word FROM temp.words`,
    )
    .all())
    words.set(doc, [...(words.get(doc) ?? []), word])
  const rows = db
    .prepare<[], { subject_id: number }>(
      `SELECT s.*, b.systems AS b_systems, b.about AS b_about, b.decade, b.told_by, b.said_by,
         (SELECT group_concat(r.system || ' ' || r.native_id, ', ' ORDER BY r.system, r.native_id)
          FROM source_records r WHERE r.subject_id = s.subject_id) AS of,
         (SELECT group_concat(kind || ' ' || value, ', ' ORDER BY kind, value)
          FROM subject_keys k WHERE k.subject_id = s.subject_id) AS keys
       FROM subjects s LEFT JOIN subject_briefs b USING (subject_id)`,
    )
    .all()
  const odd = db
    .prepare<[], object>(
      `SELECT r.system, r.native_id, o.problem FROM odd_records o JOIN source_records r USING (record_id) ORDER BY 1, 2`,
    )
    .all()
  const strays = db
    .prepare<[], { n: number }>(
      `SELECT (SELECT count(*) FROM subject_keys WHERE subject_id NOT IN (SELECT subject_id FROM subjects)) +
         (SELECT count(*) FROM subject_search_docsize WHERE id NOT IN (SELECT subject_id FROM subjects)) AS n`,
    )
    .one()
  const linking = db
    .prepare<[], object>(
      `SELECT r.system, r.native_id FROM linkage_queue l JOIN source_records r USING (record_id) ORDER BY 1, 2`,
    )
    .all()
  return [
    ...rows
      .map(({ subject_id, ...row }) => JSON.stringify({ ...row, words: (words.get(subject_id) ?? []).sort() }))
      .sort(),
    JSON.stringify({ odd, linking, strays }),
  ]
}

/** The first few things that two replicas say otherwise. */
export function differences(one: Db, other: Db): string[] {
  const [a, b] = [new Set(indexOf(one)), new Set(indexOf(other))]
  const only = (mine: Set<string>, theirs: Set<string>): string[] => [...mine].filter((line) => !theirs.has(line))
  return [
    ...only(a, b)
      .map((line) => `one: ${line}`)
      .slice(0, 3),
    ...only(b, a)
      .map((line) => `other: ${line}`)
      .slice(0, 3),
  ]
}

/**
 * Where somebody would notice that a record counts as found and is not: its subject has no row of its own yet, no document or no keys; or
 * a key leads to nobody.
 */
export function halfDone(db: Db): number {
  const found = db
    .prepare<[], { n: number }>(
      `SELECT (SELECT count(*) FROM source_records r LEFT JOIN subjects s USING (subject_id)
           LEFT JOIN subject_search_docsize d ON d.id = r.subject_id
           WHERE r.record_id NOT IN (SELECT record_id FROM index_queue)
             AND (s.records IS NULL OR s.records = 0 OR d.id IS NULL OR NOT EXISTS (
               SELECT 1 FROM subject_keys k WHERE k.subject_id = r.subject_id)))
         + (SELECT count(*) FROM subject_keys k LEFT JOIN subjects s USING (subject_id) WHERE s.records IS NULL OR s.records = 0) AS n`,
    )
    .one()
  return found?.n ?? -1
}

export function queuedIn(db: Db): number {
  return db.prepare<[], { n: number }>('SELECT count(*) AS n FROM index_queue').one()?.n ?? 0
}

/** A record as the platform delivers it. */
export function deliveredOf({ system, nativeId, sourceTime, payload }: DemoRecord): Delivered {
  const { text, hash } = contentOf(payload)
  return {
    ...{ system, native_id: nativeId, source_time: sourceTime, received_at: '2026-11-20T00:00:00.000Z' },
    ...{ content_hash: hash, payload: text },
  }
}
