import type { QueryKind, SearchHit } from '../../../src-contract/features/lookup.contract.ts'
import type { SubjectId } from '../../../src-contract/ids.ts'
import type { Purpose } from '../../../src-contract/purposes.ts'
import type { RecordAbout, SystemId } from '../../../src-contract/systems.ts'
import { opensField } from '../../../src-domain/access/purpose-table.ts'
import { maskByMeaning } from '../../../src-domain/masking/mask-by-meaning.ts'
import type { ReadDb } from '../../store/sql.ts'
import { nothingFound } from '../subjects/extract.rules.ts'
import { headlineOf, systemBits, systemsOf } from '../subjects/headline.rules.ts'
import { homeCounty, recordsOfSubject } from '../subjects/subjects.service.ts'
import { candidates, type Candidate } from './candidates.repo.ts'
import { answeredBy, askedMembers, openMembers, type OpenMember } from './open-part.rules.ts'
import { stepsFor, type Step } from './question.rules.ts'
import { ranked } from './ranking.rules.ts'
import { systemStatus, type StatusRow } from './status.repo.ts'
import { openBits, opensQuestion, whollyOpenBits } from './visible.rules.ts'

export type SearchInput = { kind: QueryKind; normal: string; purpose: Purpose; limit: number }
export type SearchOutput = {
  hits: SearchHit[]
  total: number
  more: boolean
  /** Systems in which anything was found, on this page or behind it. */
  found: SystemId[]
  status: StatusRow[]
}

/** Counting stops here: a list that long has to be narrowed, not read. */
export const countedUpTo = 1_000

/** A candidate that answers the question under the purpose; `whole` unless only part of it may be seen. */
type Answer = Candidate & { whole: boolean }

/** Ranked, masked hits for one question under one purpose. */
export function search(db: ReadDb, input: SearchInput): SearchOutput {
  const { answers, more } = answersTo(db, input)
  return {
    hits: answers.slice(0, input.limit).flatMap((answer) => shown(db, answer, input.purpose)),
    total: Math.min(answers.length, countedUpTo),
    more: more || answers.length > countedUpTo,
    found: systemsOf(answers.reduce((bits, { systems }) => bits | systems, 0)),
    status: systemStatus(db),
  }
}

function answersTo(db: ReadDb, { kind, normal, purpose }: SearchInput): { answers: Answer[]; more: boolean } {
  if (!opensQuestion(purpose, kind)) return { answers: [], more: false }
  const home = homeCounty(db)
  const steps = stepsFor(kind, normal, home)
  const { found, more } = candidates(db, steps, openBits(purpose), countedUpTo + 1)
  const whole = whollyOpenBits(purpose)
  const question: Question = { kind, purpose, steps, home }
  const answers = found.flatMap((candidate): Answer[] => {
    if ((candidate.systems & ~whole) === 0) return [{ ...candidate, whole: true }]
    // Where part of a subject is closed, the open part alone must answer the question, and is all that counts.
    const step = answeredByName(candidate, question) ?? answeredByRecords(db, candidate, question)
    if (!step) return []
    const systems = candidate.systems & openBits(purpose)
    return [{ ...candidate, match: step.match, matched: step.matched, systems, whole: false }]
  })
  return { answers: ranked(answers), more }
}

type Question = { kind: QueryKind; purpose: Purpose; steps: readonly Step[]; home: string | null }

/** The name in a list comes from JZ where JZ has the person: mostly it answers, and no record has to be read. */
function answeredByName(candidate: Candidate, { purpose, steps, home }: Question): Step | undefined {
  if (candidate.matched !== 'name' || candidate.name === null) return undefined
  if ((candidate.systems & systemBits(['JZ'])) === 0 || !opensField(purpose, 'JZ', 'name')) return undefined
  const found = { ...nothingFound('person'), names: [candidate.name] }
  const step = answeredBy([{ system: 'JZ', found }], steps, home)
  return step?.match === candidate.match ? step : undefined
}

function answeredByRecords(db: ReadDb, candidate: Candidate, { kind, purpose, steps, home }: Question) {
  return answeredBy(askedMembers(recordsOfSubject(db, candidate.subjectId), purpose, kind), steps, home)
}

type SubjectRow = {
  about: RecordAbout
  id_number: string | null
  name: string | null
  birth_date: string | null
  phone: string | null
  address: string | null
  records: number
}

const subjectSql =
  'SELECT about, id_number, name, birth_date, phone, address, records FROM subjects WHERE subject_id = ?'

function shown(db: ReadDb, answer: Answer, purpose: Purpose): SearchHit[] {
  const row = db.prepare<[number], SubjectRow>(subjectSql).one(answer.subjectId)
  if (!row) return []
  const seen = answer.whole
    ? { ...row, birthDate: row.birth_date, idNumber: row.id_number }
    : seenOf(openMembers(recordsOfSubject(db, answer.subjectId), purpose))
  return [
    {
      subjectId: answer.subjectId as SubjectId,
      about: row.about,
      name: shownName(row.about, seen.name),
      idNumber: seen.idNumber && maskByMeaning('id-number', seen.idNumber),
      phone: seen.phone && maskByMeaning('phone', seen.phone),
      address: seen.address && maskByMeaning('address', seen.address),
      birthYear: seen.birthDate?.slice(0, 4) ?? null,
      systems: systemsOf(answer.systems),
      records: seen.records,
      match: answer.match,
      matched: answer.matched,
    },
  ]
}

function seenOf(open: readonly OpenMember[]) {
  return { ...headlineOf(open), idNumber: idNumberOf(open), records: open.length }
}

/** All records of one file that have a valid ID number have the same one. */
export function idNumberOf(members: readonly OpenMember[]): string | null {
  return members.find(({ found }) => found.idNumber !== null)?.found.idNumber ?? null
}

/** An organisation's name is public; a person's is masked. */
export function shownName(about: RecordAbout, name: string | null): string {
  if (name === null) return ''
  return about === 'organisation' ? name : maskByMeaning('name', name)
}
