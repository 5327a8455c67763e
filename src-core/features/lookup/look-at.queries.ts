import type { QueryKind } from '../../../src-contract/features/lookup.contract.ts'
import type { Purpose } from '../../../src-contract/purposes.ts'
import type { RecordAbout } from '../../../src-contract/systems.ts'
import { opensField } from '../../../src-domain/access/purpose-table.ts'
import type { ReadDb } from '../../store/sql.ts'
import { nothingFound } from '../subjects/extract.rules.ts'
import { headlineOf, systemBits, systemsOf, type Headline } from '../subjects/headline.rules.ts'
import { recordsOfSubject } from '../subjects/subjects.service.ts'
import { recordsOf, saidElements } from '../subjects/told-by.rules.ts'
import type { Answer } from './answers.queries.ts'
import { answeredBy, askedMembers, openMembers, type OpenMember } from './open-part.rules.ts'
import type { Step } from './question.rules.ts'
import { saidInTheOpen } from './visible.rules.ts'

/** What one row of a list shows, in plain. */
export type ListRow = Headline & { idNumber: string | null; records: number }

/** A subject that was looked at; `row` is null where only its open part may be shown. */
export type Seen = { readonly about: RecordAbout; readonly row: ListRow | null }

export type Question = {
  kind: QueryKind
  purpose: Purpose
  steps: readonly Step[]
  home: string | null
  /** Whether an address lies in the caller's own beats. */
  isOwn: (address: string | null) => boolean
}

type SubjectRow = Omit<Headline, 'birthDate'> & {
  about: RecordAbout
  id_number: string | null
  birth_date: string | null
  records: number
}

const subjectSql =
  'SELECT about, id_number, name, sex, birth_date, phone, address, records FROM subjects WHERE subject_id = ?'

/** The subject as an answer, under the step that its open part answers; null when it is gone, or that part does not answer. */
export function lookAt(db: ReadDb, answer: Answer, question: Question): Answer | null {
  const row = db.prepare<[number], SubjectRow>(subjectSql).one(answer.subjectId)
  if (row === undefined) return null
  const { isOwn, purpose } = question
  const { about } = row
  const records = answer.whole ? row.records : openRecords(answer, purpose)
  if (records !== null) {
    const step = answer.whole || answer.sure ? answer : answeredByRow(db, answer, row.name, question)
    if (!step) return null
    const { id_number: idNumber, birth_date: birthDate, ...rest } = row
    const shown = { ...rest, birthDate, idNumber, records }
    return { ...answer, ...foundBy(step), ownBeat: isOwn(row.address), seen: { about, row: shown } }
  }
  // Where part of a subject is closed, the open part alone must answer the question, and is all that counts.
  const step = answer.sure ? answer : answeredByRow(db, answer, row.name, question)
  if (!step) return null
  const ownBeat = isOwn(openPartOf(db, answer.subjectId, purpose).address)
  return { ...answer, ...foundBy(step), ownBeat, seen: { about, row: null } }
}

function foundBy({ match, matched }: Pick<Step, 'match' | 'matched'>): Pick<Step, 'match' | 'matched'> {
  return { match, matched }
}

/**
 * How many records the open part has, where every value of the row is known to come from it: then it alone would make the same row. Null
 * where it would not, or that is not known.
 */
function openRecords({ said, systems }: Answer, purpose: Purpose): number | null {
  if (said === null) return null
  const isOpen = saidElements.every((element) => saidInTheOpen(purpose, said, element))
  return isOpen ? recordsOf(said, systemsOf(systems)) : null
}

function answeredByRow(db: ReadDb, answer: Answer, name: string | null, question: Question): Step | undefined {
  return answeredByName(answer, name, question) ?? answeredByRecords(db, answer.subjectId, question)
}

/** The name in a list comes from JZ where JZ has the person: mostly it answers, and no record has to be read. */
function answeredByName(answer: Answer, name: string | null, { purpose, steps, home }: Question): Step | undefined {
  if (answer.matched !== 'name' || name === null) return undefined
  if ((answer.systems & systemBits(['JZ'])) === 0 || !opensField(purpose, 'JZ', 'name')) return undefined
  const found = { ...nothingFound('person'), names: [name] }
  const step = answeredBy([{ system: 'JZ', found }], steps, home)
  return step?.match === answer.match ? step : undefined
}

function answeredByRecords(db: ReadDb, subjectId: number, { kind, purpose, steps, home }: Question) {
  return answeredBy(askedMembers(recordsOfSubject(db, subjectId), purpose, kind), steps, home)
}

/** What a list shows of the records that a purpose opens. */
export function openPartOf(db: ReadDb, subjectId: number, purpose: Purpose): ListRow {
  const open = openMembers(recordsOfSubject(db, subjectId), purpose)
  return { ...headlineOf(open), idNumber: idNumberOf(open), records: open.length }
}

/** All records of one file that have a valid ID number have the same one. */
export function idNumberOf(members: readonly OpenMember[]): string | null {
  return members.find(({ found }) => found.idNumber !== null)?.found.idNumber ?? null
}
