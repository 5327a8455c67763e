import type { QueryKind, Refine } from '../../../src-contract/features/lookup.contract.ts'
import type { Purpose } from '../../../src-contract/purposes.ts'
import type { ReadDb } from '../../store/sql.ts'
import { systemBits } from '../subjects/headline.rules.ts'
import { homeCounty } from '../subjects/subjects.service.ts'
import { systemSaying, type SaidElement } from '../subjects/told-by.rules.ts'
import { candidates, exactAmong, type Candidate, type Narrow } from './candidates.repo.ts'
import { lookAt, type Question, type Seen } from './look-at.queries.ts'
import type { Own } from './own-beat.ts'
import { ownSubjects } from './own-subjects.repo.ts'
import { stepsFor } from './question.rules.ts'
import { grouped, ranked, type Group } from './ranking.rules.ts'
import { answerBits, openBits, opensElement, opensQuestion, whollyOpenBits } from './visible.rules.ts'

/** Counting stops here: a list that long has to be narrowed, not read. */
export const countedUpTo = 500

/** Of one name, so many of the own beat are put before the first hundreds of all. */
const mostOfOwnBeat = 200

/** So many answers are each looked at by themselves; of more, those that stand on the page. */
const mostLookedAt = 80

export type Asked = {
  kind: QueryKind
  normal: string
  purpose: Purpose
  limit: number
  /** So many of the page are asked for, from its top. */
  rows: number
  own: Own
  refine: Refine
}

/** A subject of which the open part answers the question, as far as `sure` says, or it was looked at. */
export type Answer = Candidate & {
  /** Nothing of it is closed. */
  whole: boolean
  /** Where it stands among those that were found. */
  place: number
  /** By its address where it was looked at; otherwise it may be, by the index of places. */
  ownBeat: boolean
  /** Null until it was looked at by itself. */
  seen: Seen | null
}

/** All that are here do answer; `more`: there are, or may be, others. */
export type Answers = { answers: Answer[]; more: boolean; page: Group<Answer>[] }

const nobody: Answers = { answers: [], more: false, page: [] }

/**
 * Who answers a question, best first. Of more than a few, only those on the page are looked at by themselves; of the rest those count of
 * which the open part is known to answer: no count says anything of a closed record.
 */
export function answersTo(db: ReadDb, asked: Asked, isOwn: (address: string | null) => boolean): Answers {
  const { kind, normal, purpose, own, refine } = asked
  if (!opensQuestion(purpose, kind)) return nobody
  const home = homeCounty(db)
  const steps = stepsFor(kind, normal, home)
  const narrow: Narrow = { about: refine.about ?? null, decade: refine.born === undefined ? null : refine.born / 10 }
  const bits = answerBits(purpose, kind)
  const [open, closed] = [openBits(purpose), ~whollyOpenBits(purpose)]
  const question: Question = { kind, purpose, steps, home, isOwn }
  const byItself = (one: Candidate): boolean => {
    const whole = (one.systems & closed) === 0
    return lookAt(db, { ...one, whole, place: 0, ownBeat: false, seen: null }, question) !== null
  }
  const { found, more, cut } = candidates(db, steps, bits, countedUpTo + 1, byItself, narrow)
  const ofOwn = found.length > mostLookedAt ? ownSubjects(db, own, refine.ownBeat === true) : null
  if (cut && ofOwn !== null && ofOwn.size > 0) {
    const known = new Set(found.map(({ subjectId }) => subjectId))
    const behind = exactAmong(db, steps, ofOwn, bits, mostOfOwnBeat, narrow)
    found.push(...behind.filter(({ subjectId }) => !known.has(subjectId)))
  }
  const unseen = found.flatMap((one, place): Answer[] => {
    const whole = (one.systems & closed) === 0
    if (refine.born !== undefined && !tellsBirth({ ...one, whole }, purpose)) return []
    const near = ofOwn?.has(one.subjectId) ?? false
    // Of the own beat alone all are looked at: which address is closed must not say who is looked at first.
    const ownBeat = near && (whole || refine.ownBeat === true || saysOpenly(one, 'address', purpose))
    const { subjectId, about, decade, match, matched, sure, said } = one
    const systems = one.systems & open
    // Written out: there are up to two thousand, and spreading them takes as long as asking for them.
    return [{ subjectId, systems, about, decade, match, matched, sure, said, whole, place, ownBeat, seen: null }]
  })
  const look = (one: Answer): Answer[] => {
    const seen = lookAt(db, one, question)
    return seen === null || (refine.ownBeat === true && !seen.ownBeat) ? [] : [seen]
  }
  if (ofOwn === null) {
    const answers = ranked(unseen.flatMap(look))
    return { answers, more, page: pageOf(answers, asked) }
  }
  // Whether one is of the own beat is not sure before a look either.
  const counts = (one: Answer): boolean => one.seen !== null || (one.sure && refine.ownBeat !== true)
  const first = ranked(refine.ownBeat === true ? unseen.filter(({ ownBeat }) => ownBeat) : unseen)
  const { answers, all } = withPageSeen(first, asked, look, counts)
  return { answers, more: more || !all, page: pageOf(answers, asked) }
}

/** The page as it is arranged with all its rows, as far down as it is asked for: what comes behind later moves nobody. */
function pageOf(answers: readonly Answer[], { limit, rows }: Asked): Group<Answer>[] {
  let left = rows
  return grouped(answers, limit).map((group) => {
    const page = group.page.slice(0, left)
    left -= page.length
    return { ...group, page }
  })
}

/** As they were found: who was only taken for one of the own beat goes back to where everybody else would be. */
function inPlace(answers: Answer[]): Answer[] {
  return answers.sort((a, b) => a.place - b.place)
}

/** Who turns out to be what they were taken for stays where they are; otherwise all are ranked anew. */
function withLooks(answers: Answer[], next: ReadonlySet<Answer>, look: (one: Answer) => Answer[]): Answer[] {
  let moved = false
  const looked = answers.flatMap((one) => {
    if (!next.has(one)) return one
    const seen = look(one)
    moved ||= seen.length === 0 || seen.some(({ match, ownBeat }) => match !== one.match || ownBeat !== one.ownBeat)
    return seen
  })
  return moved ? ranked(inPlace(looked)) : looked
}

/** Looks at the page, and at who comes up to it where somebody on it was none. `all`: nobody was left out unseen. */
function withPageSeen(
  first: Answer[],
  asked: Asked,
  look: (one: Answer) => Answer[],
  counts: (one: Answer) => boolean,
): { answers: Answer[]; all: boolean } {
  let answers = first
  let all = true
  for (let looks = 0; ;) {
    const page = pageOf(answers, asked).flatMap((group) => group.page)
    const next = new Set(page.filter(({ seen }) => seen === null))
    if (next.size === 0) break
    if (looks >= mostLookedAt) {
      // Those who are known to answer fill the page, if they can: otherwise "more" would tell of records that are closed.
      const known = answers.filter(counts)
      if (known.length >= asked.limit && known.length < answers.length) {
        all = false
        answers = known
        continue
      }
    }
    looks += next.size
    answers = withLooks(answers, next, look)
  }
  const counted = answers.filter(counts)
  return { answers: counted, all: all && counted.length === answers.length }
}

/** The date of birth may be told: nothing is closed, or what says it is open. Where that is not known it is JZ, if JZ has the person. */
export function tellsBirth(
  { whole, systems, said }: Pick<Answer, 'whole' | 'systems' | 'said'>,
  purpose: Purpose,
): boolean {
  if (whole) return true
  if (said !== null) return saysOpenly({ said }, 'birthDate', purpose)
  return (systems & systemBits(['JZ'])) !== 0 && opensElement(purpose, 'JZ', 'birthDate')
}

/** Whether this value of a subject's row is known to come from where the purpose opens it. */
function saysOpenly({ said }: Pick<Answer, 'said'>, element: SaidElement, purpose: Purpose): boolean {
  const system = said === null ? null : systemSaying(said, element)
  return system !== null && opensElement(purpose, system, element)
}
