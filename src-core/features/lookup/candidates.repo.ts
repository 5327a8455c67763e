import { RecordAbout } from '../../../src-contract/systems.ts'
import { ftsQueryForText } from '../../../src-domain/text/bigrams.ts'
import type { ReadDb, SqlValue } from '../../store/sql.ts'
import { toldMask, toldShift, type ToldGroup } from '../subjects/told-by.rules.ts'
import type { Step } from './question.rules.ts'
import type { AnswerBits } from './visible.rules.ts'

/** A subject that answers one step, as far as a thousand of them are ranked and counted; the rest stands in its own row. */
export type Candidate = Pick<Step, 'match' | 'matched'> & {
  subjectId: number
  systems: number
  about: RecordAbout
  /** Of the birth date: 198 is 1980 to 1989. */
  decade: number | null
  /** What is open of it answers the step. Otherwise its records have to be asked: what was found may stand in a closed one alone. */
  sure: boolean
  /** From which system each value of its row comes, see saidBy. */
  said: number | null
}

/** What a question is narrowed to: a kind of file, a decade of birth; null for any. */
export type Narrow = { about: RecordAbout | null; decade: number | null }
export const anything: Narrow = { about: null, decade: null }

const columns = 'b.systems, b.about, b.decade, (b.told_by >> ?) & ? AS told, b.said_by AS said'
const narrowed = `(? = -1 OR b.about = ?) AND (? = -1 OR b.decade = ?)`
// The order of the tables is fixed: first the index that was asked, then a dozen bytes for each subject that it found.
export const equalSql = `SELECT k.subject_id AS id, ${columns} FROM subject_keys k
  CROSS JOIN subject_briefs b ON b.subject_id = k.subject_id
  WHERE k.kind = ? AND k.value = ? AND b.systems & ? AND ${narrowed} LIMIT ?`
export const beginningSql = `SELECT k.subject_id AS id, ${columns} FROM subject_keys k
  CROSS JOIN subject_briefs b ON b.subject_id = k.subject_id
  WHERE k.kind = ? AND k.value > ? AND k.value < ? AND b.systems & ? AND ${narrowed} ORDER BY k.kind, k.value LIMIT ?`
export const inTextSql = `SELECT f.rowid AS id, ${columns} FROM subject_search f
  CROSS JOIN subject_briefs b ON b.subject_id = f.rowid
  WHERE f.subject_search MATCH ? AND b.systems & ? AND ${narrowed} LIMIT ?`
export const oneSql = `SELECT b.subject_id AS id, ${columns} FROM subject_briefs b
  WHERE b.subject_id = ? AND b.systems & ? AND ${narrowed}`
// One text for all of them: thousands of rows would each be made an object.
export const idsOfKeySql = 'SELECT json_group_array(subject_id) AS ids FROM subject_keys WHERE kind = ? AND value = ?'

type Row = {
  id: number
  systems: number
  about: number
  decade: number | null
  told: number | null
  said: number | null
}

/**
 * Subjects that answer the steps, each once under its best step, in the order of the steps. Every step uses an index.
 *
 * @param open a subject that has none of `asked` is not there
 * @returns at most about `limit` candidates; `more` when a step was cut off at the limit, so that there may be others
 */
export function candidates(
  db: ReadDb,
  steps: readonly Step[],
  open: AnswerBits,
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
    for (const row of rows) if (!found.has(row.id)) found.set(row.id, candidate(row, step, open))
  }
  return { found: [...found.values()], more }
}

/**
 * Of those that answer a question exactly, the ones among some subjects: where thousands have one name, the first thousand that the index
 * gives would seldom be of the own beat. Both sides are read from an index alone and met in memory.
 */
export function exactAmong(
  db: ReadDb,
  steps: readonly Step[],
  wanted: ReadonlySet<number>,
  open: AnswerBits,
  limit: number,
  narrow: Narrow,
): Candidate[] {
  const both = new Map<number, Step>()
  for (const step of steps)
    if (step.by === 'equal' && step.match === 'exact')
      for (const id of idsIn(db.prepare<SqlValue[], { ids: string }>(idsOfKeySql).one(step.kind, step.value)))
        if (wanted.has(id) && !both.has(id)) both.set(id, step)
  const one = db.prepare<SqlValue[], Row>(oneSql)
  return [...both].slice(0, limit).flatMap(([id, step]) => {
    const row = one.one(...toldOf(step), id, open.asked, ...valuesOf(narrow))
    return row ? [candidate(row, step, open)] : []
  })
}

export function idsIn(row: { ids: string } | undefined): number[] {
  return row === undefined ? [] : (JSON.parse(row.ids) as number[])
}

function candidate(row: Row, { match, matched }: Step, open: AnswerBits): Candidate {
  const { id, systems, about, decade, told, said } = row
  // Either nothing that could have been found is closed, or an open system says all of it by itself.
  const sure = (systems & ~open.unclosed) === 0 || ((told ?? 0) & open.whole) !== 0
  const kind = RecordAbout.options[about] ?? 'incident'
  return { subjectId: id, systems, about: kind, decade, match, matched, sure, said }
}

/** Of `columns`: where the bits of the group stand in which a step finds. */
function toldOf(step: Step): SqlValue[] {
  const group = groupOf(step)
  return group === null ? [0, 0] : [toldShift(group), toldMask]
}

/** Null for what too few have to be counted without a look. */
function groupOf(step: Step): ToldGroup | null {
  if (step.by === 'text') return step.column === 'names' ? 'name' : 'place-text'
  switch (step.kind) {
    case 'name':
    case 'pinyin':
    case 'initials':
      return 'name'
    case 'id':
    case 'id4':
      return 'id'
    case 'phone':
    case 'phone4':
      return 'phone'
    case 'room':
    case 'local-room':
    case 'building':
      return 'place'
    default:
      return null
  }
}

/** Of `narrowed`, in its order. */
function valuesOf({ about, decade }: Narrow): SqlValue[] {
  const kind = about === null ? -1 : RecordAbout.options.indexOf(about)
  return [kind, kind, decade ?? -1, decade ?? -1]
}

function answering(db: ReadDb, step: Step, { asked }: AnswerBits, limit: number, narrow: Narrow): Row[] {
  const told = toldOf(step)
  const values = [asked, ...valuesOf(narrow), limit]
  switch (step.by) {
    case 'equal':
      return db.prepare<SqlValue[], Row>(equalSql).all(...told, step.kind, step.value, ...values)
    case 'beginning':
      // U+10FFFF is no character that a key can hold, so the range is exactly "begins with".
      return db
        .prepare<SqlValue[], Row>(beginningSql)
        .all(...told, step.kind, step.value, `${step.value}\u{10FFFF}`, ...values)
    case 'text': {
      const expression = ftsQueryForText(step.text)
      if (expression === null) return []
      return db.prepare<SqlValue[], Row>(inTextSql).all(...told, `${step.column} : (${expression})`, ...values)
    }
  }
}
