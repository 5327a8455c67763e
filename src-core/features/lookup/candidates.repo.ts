import { ftsQueryForText } from '../../../src-domain/text/bigrams.ts'
import type { RecordAbout } from '../../../src-contract/systems.ts'
import type { ReadDb, SqlValue } from '../../store/sql.ts'
import type { Step } from './question.rules.ts'

/** A subject that answers one step; the rest as in subjects. */
export type Candidate = Pick<Step, 'match' | 'matched'> & {
  subjectId: number
  systems: number
  about: RecordAbout
  name: string | null
  birthDate: string | null
  address: string | null
}

/** What a question is narrowed to: the kind of file, and dates of birth from (included) to (excluded); '' for any. */
export type Narrow = { about: RecordAbout | ''; bornFrom: string; bornTo: string }
export const anything: Narrow = { about: '', bornFrom: '', bornTo: '' }

const columns = 's.systems, s.about, s.name, s.birth_date AS birthDate, s.address'
const narrowed = `(? = '' OR s.about = ?) AND (? = '' OR (s.birth_date >= ? AND s.birth_date < ?))`
// The order of the tables is fixed: first the index that was asked, then one row for each subject that it found.
export const equalSql = `SELECT k.subject_id AS id, ${columns} FROM subject_keys k
  CROSS JOIN subjects s ON s.subject_id = k.subject_id
  WHERE k.kind = ? AND k.value = ? AND s.systems & ? AND ${narrowed} LIMIT ?`
export const beginningSql = `SELECT k.subject_id AS id, ${columns} FROM subject_keys k
  CROSS JOIN subjects s ON s.subject_id = k.subject_id
  WHERE k.kind = ? AND k.value > ? AND k.value < ? AND s.systems & ? AND ${narrowed} ORDER BY k.kind, k.value LIMIT ?`
export const inTextSql = `SELECT f.rowid AS id, ${columns} FROM subject_search f
  CROSS JOIN subjects s ON s.subject_id = f.rowid
  WHERE f.subject_search MATCH ? AND s.systems & ? AND ${narrowed} LIMIT ?`
export const oneSql = `SELECT s.subject_id AS id, ${columns} FROM subjects s
  WHERE s.subject_id = ? AND s.systems & ? AND ${narrowed}`
export const idsOfKeySql = 'SELECT subject_id AS id FROM subject_keys WHERE kind = ? AND value = ?'
export const idsInTextSql = 'SELECT rowid AS id FROM subject_search WHERE subject_search MATCH ? LIMIT ?'
export const idsBehindSql = 'SELECT subject_id AS id FROM subject_keys WHERE kind = ? AND value >= ? AND value < ?'

type Row = { id: number } & Omit<Candidate, 'subjectId' | 'match' | 'matched'>

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
  narrow: Narrow = anything,
): { found: Candidate[]; more: boolean } {
  const found = new Map<number, Candidate>()
  let more = false
  for (const step of steps) {
    if (found.size >= limit) break
    if (step.unless !== undefined && found.size >= step.unless) continue
    const rows = answering(db, step, open, limit, narrow)
    more ||= rows.length >= limit
    for (const row of rows) if (!found.has(row.id)) found.set(row.id, candidate(row, step))
  }
  return { found: [...found.values()], more }
}

/** Where the own beat is: how building keys in it begin, and communities that are its own as a whole. */
export type OwnPlaces = { readonly starts: readonly string[]; readonly communities: readonly string[] }

/**
 * Of those that answer a question exactly, the ones of the own beat: where thousands have one name, the first thousand that the index
 * gives would seldom be. Both sides are read from the index alone and met in memory; a community, which is no key, is met as text beside
 * the name.
 */
export function exactBehind(
  db: ReadDb,
  steps: readonly Step[],
  { starts, communities }: OwnPlaces,
  open: number,
  limit: number,
  narrow: Narrow,
): Candidate[] {
  type Id = { id: number }
  const answers = new Map<number, Step>()
  for (const step of steps)
    if (step.by === 'equal' && step.match === 'exact')
      for (const { id } of db.prepare<[string, string], Id>(idsOfKeySql).all(step.kind, step.value))
        if (!answers.has(id)) answers.set(id, step)
  if (answers.size === 0) return []
  const both = new Set<number>()
  const behind = db.prepare<[string, string, string], Id>(idsBehindSql)
  for (const start of starts)
    for (const { id } of behind.all('building', start, `${start}\u{10FFFF}`)) if (answers.has(id)) both.add(id)
  const named = steps.find((step) => step.by === 'text' && step.column === 'names')
  for (const community of communities) {
    const [name, place] = [named?.by === 'text' ? ftsQueryForText(named.text) : null, ftsQueryForText(community)]
    if (name === null || place === null) continue
    const rows = db.prepare<[string, number], Id>(idsInTextSql).all(`names : (${name}) AND places : (${place})`, limit)
    for (const { id } of rows) if (answers.has(id)) both.add(id)
  }
  return [...both].slice(0, limit).flatMap((id) => {
    const row = db.prepare<SqlValue[], Row>(oneSql).one(id, open, ...valuesOf(narrow))
    return row ? [candidate(row, answers.get(id) as Step)] : []
  })
}

function candidate({ id, ...row }: Row, { match, matched }: Step): Candidate {
  return { subjectId: id, ...row, match, matched }
}

/** Of `narrowed`, in its order. */
function valuesOf({ about, bornFrom, bornTo }: Narrow): SqlValue[] {
  return [about, about, bornFrom, bornFrom, bornTo]
}

function answering(db: ReadDb, step: Step, open: number, limit: number, narrow: Narrow): Row[] {
  const values = valuesOf(narrow)
  switch (step.by) {
    case 'equal':
      return db.prepare<SqlValue[], Row>(equalSql).all(step.kind, step.value, open, ...values, limit)
    case 'beginning':
      // U+10FFFF is no character that a key can hold, so the range is exactly "begins with".
      return db
        .prepare<SqlValue[], Row>(beginningSql)
        .all(step.kind, step.value, `${step.value}\u{10FFFF}`, open, ...values, limit)
    case 'text': {
      const expression = ftsQueryForText(step.text)
      if (expression === null) return []
      return db.prepare<SqlValue[], Row>(inTextSql).all(`${step.column} : (${expression})`, open, ...values, limit)
    }
  }
}
