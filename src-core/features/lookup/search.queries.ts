import type { QueryKind, SearchHit } from '../../../src-contract/features/lookup.contract.ts'
import type { SubjectId } from '../../../src-contract/ids.ts'
import type { Purpose } from '../../../src-contract/purposes.ts'
import type { RecordAbout, SystemId } from '../../../src-contract/systems.ts'
import { maskByMeaning } from '../../../src-domain/masking/mask-by-meaning.ts'
import type { ReadDb } from '../../store/sql.ts'
import { headlineOf, systemBits, systemsOf } from '../subjects/headline.rules.ts'
import { homeCounty, recordsOfSubject } from '../subjects/subjects.service.ts'
import { candidates, type Candidate } from './candidates.repo.ts'
import { answeredBy, openMembers, type OpenMember } from './open-part.rules.ts'
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

/** A candidate that answers the question under the purpose; `open` where only part of it may be seen. */
type Answer = Candidate & { open: OpenMember[] | null }

/** Ranked, masked hits for one question under one purpose. */
export function search(db: ReadDb, input: SearchInput): SearchOutput {
  const { answers, more } = answersTo(db, input)
  return {
    hits: answers.slice(0, input.limit).flatMap((answer) => shown(db, answer)),
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
  const answers = found.flatMap((candidate): Answer[] =>
    (candidate.systems & ~whole) === 0
      ? [{ ...candidate, open: null }]
      : partial(candidate, openMembers(recordsOfSubject(db, candidate.subjectId), purpose), steps, home),
  )
  return { answers: ranked(answers), more }
}

/** Where part of what we hold is closed under the purpose, the open part alone must answer the question, and is all that counts. */
function partial(candidate: Candidate, open: OpenMember[], steps: readonly Step[], home: string | null): Answer[] {
  const step = answeredBy(open, steps, home)
  if (!step) return []
  const systems = systemBits(open.map(({ system }) => system))
  return [{ ...candidate, match: step.match, matched: step.matched, systems, open }]
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

function shown(db: ReadDb, answer: Answer): SearchHit[] {
  const row = db.prepare<[number], SubjectRow>(subjectSql).one(answer.subjectId)
  if (!row) return []
  const seen =
    answer.open === null ? { ...row, birthDate: row.birth_date, idNumber: row.id_number } : seenOf(answer.open)
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
