import { RecordAbout } from '../../../src-contract/systems.ts'
import { ftsQueryForText } from '../../../src-domain/text/bigrams.ts'
import type { ReadDb, SqlValue } from '../../store/sql.ts'
import { toldMask, toldShift, type ToldGroup } from '../subjects/told-by.rules.ts'
import type { Step } from './question.rules.ts'
import type { AnswerBits } from './visible.rules.ts'

/** A subject that answers one step, as far as hundreds of them are ranked and counted; the rest stands in its own row. */
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

/** Whether a subject of whom it is not known answers. */
type ByItself = (one: Candidate) => boolean

/** What a question is narrowed to: a kind of file, a decade of birth; null for any. */
export type Narrow = { about: RecordAbout | null; decade: number | null }
export const anything: Narrow = { about: null, decade: null }

const columns = 'b.systems, b.about, b.decade, (b.told_by >> ?) & ? AS told, b.said_by AS said'
const narrowed = `(? = -1 OR b.about = ?) AND (? = -1 OR b.decade = ?)`
// As `sure` of a candidate has it.
const sure = `(b.systems & ? = 0 OR (b.told_by >> ?) & ?)`
// The order of the tables is fixed: first the index that was asked, then a dozen bytes for each subject that it found.
// Each goes on behind the one of before it in its own order.
const equalFrom = `SELECT k.subject_id AS id, ${columns} FROM subject_keys k
  CROSS JOIN subject_briefs b ON b.subject_id = k.subject_id
  WHERE k.kind = ? AND k.value = ? AND k.subject_id > ? AND b.systems & ? AND ${narrowed}`
// Not (value, id) > (?, ?): beside it the index would not be left at the end of what begins so.
const beginningFrom = `SELECT k.subject_id AS id, k.value AS value, ${columns} FROM subject_keys k
  CROSS JOIN subject_briefs b ON b.subject_id = k.subject_id
  WHERE k.kind = ? AND k.value >= ? AND k.value < ? AND (k.value > ? OR k.subject_id > ?) AND b.systems & ? AND ${narrowed}`
const inTextFrom = `SELECT f.rowid AS id, ${columns} FROM subject_search f
  CROSS JOIN subject_briefs b ON b.subject_id = f.rowid
  WHERE f.subject_search MATCH ? AND f.rowid > ? AND b.systems & ? AND ${narrowed}`
const inOrder = 'ORDER BY k.kind, k.value, k.subject_id LIMIT ?'
/** For each way of asking: any that may answer, and those alone that surely do. */
export const stepSql = {
  equal: {
    any: `${equalFrom} ORDER BY k.subject_id LIMIT ?`,
    sure: `${equalFrom} AND ${sure} ORDER BY k.subject_id LIMIT ?`,
  },
  beginning: { any: `${beginningFrom} ${inOrder}`, sure: `${beginningFrom} AND ${sure} ${inOrder}` },
  text: { any: `${inTextFrom} ORDER BY f.rowid LIMIT ?`, sure: `${inTextFrom} AND ${sure} ORDER BY f.rowid LIMIT ?` },
} as const
export const oneSql = `SELECT b.subject_id AS id, ${columns} FROM subject_briefs b
  WHERE b.subject_id = ? AND b.systems & ? AND ${narrowed}`
// One text for all of them: thousands of rows would each be made an object.
export const idsOfKeySql = 'SELECT json_group_array(subject_id) AS ids FROM subject_keys WHERE kind = ? AND value = ?'

type Row = {
  id: number
  /** Of the key, where many are asked for. */
  value?: string
  systems: number
  about: number
  decade: number | null
  told: number | null
  said: number | null
}

/**
 * Subjects that answer the steps, each once under its best step, in the order of the steps. Every step uses an index.
 *
 * Where a step finds more than the limit, those that surely answer are asked for by themselves: how many there are, and whether there are
 * more, must not depend on how many others a closed record alone brings.
 *
 * @param open a subject that has none of `asked` is not there
 * @param byItself whether the open part of one of whom it is not known answers: text with numbers is slow to ask for, and who has one closed
 *   record is found by a key just as surely as who has none
 * @returns up to about `limit` that surely answer and as many of which it is not known; `more`: there are others that surely answer; `cut`:
 *   there may be others of any kind
 */
export function candidates(
  db: ReadDb,
  steps: readonly Step[],
  open: AnswerBits,
  limit: number,
  byItself: ByItself,
  narrow: Narrow = anything,
): { found: Candidate[]; more: boolean; cut: boolean } {
  const found = new Map<number, Candidate>()
  let [certain, more, cut] = [0, false, false]
  const take = (step: Step, rows: readonly Row[]): number => {
    let sureOnes = 0
    for (const row of rows) {
      const one = candidate(row, step, open)
      if (one.sure) sureOnes += 1
      if (found.has(row.id)) continue
      found.set(row.id, one)
      if (one.sure) certain += 1
    }
    return sureOnes
  }
  const enough = (wanted: number): boolean => {
    let answering = certain
    // All of them if need be: stopping at a number would tell how many a closed record alone brings.
    for (const one of found.values()) if (answering < wanted && !one.sure && byItself(one)) answering += 1
    return answering >= wanted
  }
  for (const step of steps) {
    if (certain >= limit) break
    if (step.unless !== undefined && (certain >= step.unless || (step.by === 'text' && enough(step.unless)))) continue
    const doubtful = found.size - certain
    const rows = doubtful >= limit ? [] : answering(db, step, open, limit, narrow, 'any')
    const sureOnes = take(step, rows)
    if (doubtful < limit && rows.length < limit) continue
    cut = true
    const missing = limit - sureOnes
    more ||= missing <= 0 || take(step, answering(db, step, open, missing, narrow, 'sure', rows.at(-1))) >= missing
  }
  return { found: [...found.values()], more, cut }
}

/**
 * Of those that answer a question exactly, the ones among some subjects: where thousands have one name, the first hundreds that the index
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

function answering(
  db: ReadDb,
  step: Step,
  { asked, unclosed, whole }: AnswerBits,
  limit: number,
  narrow: Narrow,
  which: 'any' | 'sure',
  behind?: Row,
): Row[] {
  const told = toldOf(step)
  const after = behind?.id ?? 0
  const [shift = 0, mask = 0] = told.map(Number)
  const values = [asked, ...valuesOf(narrow), ...(which === 'sure' ? [~unclosed, shift, mask & whole] : []), limit]
  const sql = stepSql[step.by][which]
  switch (step.by) {
    case 'equal':
      return db.prepare<SqlValue[], Row>(sql).all(...told, step.kind, step.value, after, ...values)
    case 'beginning': {
      // U+10FFFF is no character that a key can hold, so the range is exactly "begins with"; who is equal answered a better step.
      const from = behind?.value ?? step.value
      const position = [from, behind?.id ?? Number.MAX_SAFE_INTEGER]
      return db
        .prepare<SqlValue[], Row>(sql)
        .all(...told, step.kind, from, `${step.value}\u{10FFFF}`, ...position, ...values)
    }
    case 'text': {
      const expression = ftsQueryForText(step.text, step.whole)
      if (expression === null) return []
      return db.prepare<SqlValue[], Row>(sql).all(...told, `${step.column} : (${expression})`, after, ...values)
    }
  }
}
