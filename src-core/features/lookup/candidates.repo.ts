import { ftsQueryForText } from '../../../src-domain/text/bigrams.ts'
import type { ReadDb } from '../../store/sql.ts'
import type { Step } from './question.rules.ts'

/** A subject that answers one step; `systems` and `name` as in subjects. */
export type Candidate = Pick<Step, 'match' | 'matched'> & { subjectId: number; systems: number; name: string | null }

// The order of the tables is fixed: first the index that was asked, then one row for each subject that it found.
export const equalSql = `SELECT k.subject_id AS id, s.systems, s.name FROM subject_keys k
  CROSS JOIN subjects s ON s.subject_id = k.subject_id
  WHERE k.kind = ? AND k.value = ? AND s.systems & ? LIMIT ?`
export const beginningSql = `SELECT k.subject_id AS id, s.systems, s.name FROM subject_keys k
  CROSS JOIN subjects s ON s.subject_id = k.subject_id
  WHERE k.kind = ? AND k.value > ? AND k.value < ? AND s.systems & ? ORDER BY k.kind, k.value LIMIT ?`
export const inTextSql = `SELECT f.rowid AS id, s.systems, s.name FROM subject_search f
  CROSS JOIN subjects s ON s.subject_id = f.rowid
  WHERE f.subject_search MATCH ? AND s.systems & ? LIMIT ?`

type Row = { id: number; systems: number; name: string | null }

/**
 * Subjects that answer the steps, each once under its best step, in the order of the steps. Every step uses an index.
 *
 * @param open bits of systems; a subject that has none of them is not there
 * @returns at most about `limit` candidates; `more` when a step was cut off at the limit, so that there may be others
 */
export function candidates(
  db: ReadDb,
  steps: readonly Step[],
  open: number,
  limit: number,
): { found: Candidate[]; more: boolean } {
  const found = new Map<number, Candidate>()
  let more = false
  for (const step of steps) {
    if (found.size >= limit) break
    if (step.by === 'text' && step.otherwise && found.size > 0) continue
    const rows = answering(db, step, open, limit)
    more ||= rows.length >= limit
    for (const { id, systems, name } of rows) {
      if (!found.has(id)) found.set(id, { subjectId: id, systems, name, match: step.match, matched: step.matched })
    }
  }
  return { found: [...found.values()], more }
}

function answering(db: ReadDb, step: Step, open: number, limit: number): Row[] {
  switch (step.by) {
    case 'equal':
      return db.prepare<[string, string, number, number], Row>(equalSql).all(step.kind, step.value, open, limit)
    case 'beginning':
      // U+10FFFF is no character that a key can hold, so the range is exactly "begins with".
      return db
        .prepare<[string, string, string, number, number], Row>(beginningSql)
        .all(step.kind, step.value, `${step.value}\u{10FFFF}`, open, limit)
    case 'text': {
      const expression = ftsQueryForText(step.text)
      if (expression === null) return []
      return db.prepare<[string, number, number], Row>(inTextSql).all(`${step.column} : (${expression})`, open, limit)
    }
  }
}
