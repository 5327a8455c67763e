import type { QueryKind, Refine, SearchHit } from '../../../src-contract/features/lookup.contract.ts'
import type { PlaceHit } from '../../../src-contract/features/lookup-place.shapes.ts'
import type { SubjectId } from '../../../src-contract/ids.ts'
import type { Purpose } from '../../../src-contract/purposes.ts'
import type { RecordAbout, SystemId } from '../../../src-contract/systems.ts'
import { opensField } from '../../../src-domain/access/purpose-table.ts'
import { maskByMeaning } from '../../../src-domain/masking/mask-by-meaning.ts'
import type { ReadDb } from '../../store/sql.ts'
import { nothingFound } from '../subjects/extract.rules.ts'
import { headlineOf, systemBits, systemsOf } from '../subjects/headline.rules.ts'
import { homeCounty, recordsOfSubject } from '../subjects/subjects.service.ts'
import { candidates, exactAmong, type Candidate, type Narrow } from './candidates.repo.ts'
import { answeredBy, askedMembers, openMembers, type OpenMember } from './open-part.rules.ts'
import { placesAsked } from './places-asked.ts'
import { stepsFor, type Step } from './question.rules.ts'
import { ownPlace, showsNames, type Own } from './own-beat.ts'
import { ownSubjects } from './own-subjects.repo.ts'
import { grouped, ranked, type Group } from './ranking.rules.ts'
import { systemStatus, type StatusRow } from './status.repo.ts'
import { openBits, opensQuestion, whollyOpenBits } from './visible.rules.ts'

export type SearchInput = {
  kind: QueryKind
  normal: string
  purpose: Purpose
  limit: number
  own: Own
  refine: Refine
}
export type SearchOutput = {
  hits: SearchHit[]
  groups: { about: RecordAbout; count: number }[]
  hints: { ownBeat: number; born: { from: number; count: number }[] }
  places: PlaceHit[]
  total: number
  more: boolean
  /** Systems in which anything was found, on this page or behind it. */
  found: SystemId[]
  status: StatusRow[]
}

/** Counting stops here: a list that long has to be narrowed, not read. */
export const countedUpTo = 1_000

/** Of one name, so many of the own beat are put before the first thousand of all. */
const mostOfOwnBeat = 200

/** So many answers are each looked at as a whole; of more, those that stand on the page. */
const mostLookedAt = 80

/** A candidate that answers the question under the purpose; `whole` unless only part of it may be seen. */
type Answer = Candidate & { whole: boolean; ownBeat: boolean }

/** Ranked, masked hits for one question under one purpose. */
export function search(db: ReadDb, input: SearchInput): SearchOutput {
  const isOwn = ownPlace(db, input.own)
  const { answers, more, page } = answersTo(db, input, isOwn)
  return {
    hits: page.flatMap(({ page: some }) => some.flatMap((answer) => shown(db, answer, input.purpose, isOwn))),
    groups: page.map(({ about, count }) => ({ about, count })),
    hints: hintsOf(answers, input),
    places: input.kind === 'address' ? placesAsked(db, input, answers) : [],
    total: Math.min(answers.length, countedUpTo),
    more: more || answers.length > countedUpTo,
    found: systemsOf(answers.reduce((bits, { systems }) => bits | systems, 0)),
    status: systemStatus(db),
  }
}

/** The date of birth comes from JZ where JZ has the person, so it may be told where JZ's may. */
function tellsBirth({ systems }: Candidate, purpose: Purpose): boolean {
  return opensField(purpose, 'JZ', 'birth-date') && (systems & systemBits(['JZ'])) !== 0
}

function hintsOf(answers: readonly Answer[], { purpose, limit }: SearchInput): SearchOutput['hints'] {
  if (answers.length <= limit) return { ownBeat: 0, born: [] }
  const decades = new Map<number, number>()
  for (const answer of answers) {
    const { decade } = answer
    if (!(answer.whole || tellsBirth(answer, purpose)) || decade === null || decade < 185 || decade > 219) continue
    decades.set(decade * 10, (decades.get(decade * 10) ?? 0) + 1)
  }
  return {
    ownBeat: answers.filter(({ ownBeat }) => ownBeat).length,
    born: [...decades].map(([from, count]) => ({ from, count })).sort((a, b) => a.from - b.from),
  }
}

type Answers = { answers: Answer[]; more: boolean; page: Group<Answer>[] }

function answersTo(db: ReadDb, input: SearchInput, isOwn: (address: string | null) => boolean): Answers {
  const { kind, normal, purpose, own, refine, limit } = input
  if (!opensQuestion(purpose, kind)) return { answers: [], more: false, page: [] }
  const home = homeCounty(db)
  const steps = stepsFor(kind, normal, home)
  const narrow: Narrow = { about: refine.about ?? null, decade: refine.born === undefined ? null : refine.born / 10 }
  const [open, whole] = [openBits(purpose), whollyOpenBits(purpose)]
  const { found, more } = candidates(db, steps, open, countedUpTo + 1, narrow)
  const many = found.length > mostLookedAt
  const ofOwn = many ? ownSubjects(db, own, refine.ownBeat === true) : null
  if (more && ofOwn !== null && ofOwn.size > 0) {
    const known = new Set(found.map(({ subjectId }) => subjectId))
    const behind = exactAmong(db, steps, ofOwn, open, mostOfOwnBeat, narrow)
    found.unshift(...behind.filter(({ subjectId }) => !known.has(subjectId)))
  }
  const question: Question = { kind, purpose, steps, home }
  const lookAt = (candidate: Candidate): Answer | null => {
    const row = db.prepare<[number], SubjectRow>(subjectSql).one(candidate.subjectId)
    if (row === undefined) return null
    if ((candidate.systems & ~whole) === 0) return { ...candidate, whole: true, ownBeat: isOwn(row.address) }
    // Where part of a subject is closed, the open part alone must answer the question, and is all that counts.
    const step = answeredByName(candidate, row.name, question) ?? answeredByRecords(db, candidate, question)
    if (!step || (refine.born !== undefined && !tellsBirth(candidate, purpose))) return null
    const ownBeat = isOwn(row.address) && isOwn(openPartOf(db, candidate, purpose).address)
    const systems = candidate.systems & open
    return { ...candidate, match: step.match, matched: step.matched, systems, whole: false, ownBeat }
  }
  const wanted = (answer: Answer): boolean => refine.ownBeat !== true || answer.ownBeat
  if (ofOwn === null) {
    const answers = ranked(found.flatMap((one) => lookAt(one) ?? []).filter(wanted))
    return { answers, more, page: grouped(answers, limit) }
  }
  const unseen = found.map((one): Answer => {
    const isWhole = (one.systems & ~whole) === 0
    return { ...one, systems: one.systems & open, whole: isWhole, ownBeat: ofOwn.has(one.subjectId) }
  })
  const seen = new Map<number, Answer | null>()
  let answers = ranked(unseen.filter(wanted))
  for (;;) {
    const page = grouped(answers, limit)
    const shownFirst = page.flatMap((group) => group.page).filter(({ subjectId }) => !seen.has(subjectId))
    if (shownFirst.length === 0) return { answers, more, page }
    const systemsOfAll = new Map(found.map((one) => [one.subjectId, one]))
    for (const { subjectId } of shownFirst) seen.set(subjectId, lookAt(systemsOfAll.get(subjectId) as Candidate))
    answers = ranked(
      answers.flatMap((one) => (seen.has(one.subjectId) ? (seen.get(one.subjectId) ?? []) : one)).filter(wanted),
    )
  }
}

type Question = { kind: QueryKind; purpose: Purpose; steps: readonly Step[]; home: string | null }

/** The name in a list comes from JZ where JZ has the person: mostly it answers, and no record has to be read. */
function answeredByName(
  candidate: Candidate,
  name: string | null,
  { purpose, steps, home }: Question,
): Step | undefined {
  if (candidate.matched !== 'name' || name === null) return undefined
  if ((candidate.systems & systemBits(['JZ'])) === 0 || !opensField(purpose, 'JZ', 'name')) return undefined
  const found = { ...nothingFound('person'), names: [name] }
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

function shown(db: ReadDb, answer: Answer, purpose: Purpose, isOwn: (address: string | null) => boolean): SearchHit[] {
  const row = db.prepare<[number], SubjectRow>(subjectSql).one(answer.subjectId)
  if (!row) return []
  const seen = answer.whole
    ? { ...row, birthDate: row.birth_date, idNumber: row.id_number }
    : openPartOf(db, answer, purpose)
  const ownBeat = isOwn(seen.address)
  return [
    {
      subjectId: answer.subjectId as SubjectId,
      about: row.about,
      name: ownBeat && showsNames(purpose) ? (seen.name ?? '') : shownName(row.about, seen.name),
      idNumber: seen.idNumber && maskByMeaning('id-number', seen.idNumber),
      phone: seen.phone && maskByMeaning('phone', seen.phone),
      address: seen.address && maskByMeaning('address', seen.address),
      birthYear: seen.birthDate?.slice(0, 4) ?? null,
      systems: systemsOf(answer.systems),
      records: seen.records,
      ownBeat,
      match: answer.match,
      matched: answer.matched,
    },
  ]
}

function openPartOf(db: ReadDb, { subjectId }: Candidate, purpose: Purpose) {
  return seenOf(openMembers(recordsOfSubject(db, subjectId), purpose))
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
