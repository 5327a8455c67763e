import type { SearchHit } from '../../../src-contract/features/lookup.contract.ts'
import type { PlaceHit } from '../../../src-contract/features/lookup-place.shapes.ts'
import type { SubjectId } from '../../../src-contract/ids.ts'
import type { RecordAbout, SystemId } from '../../../src-contract/systems.ts'
import { maskByMeaning } from '../../../src-domain/masking/mask-by-meaning.ts'
import type { ReadDb } from '../../store/sql.ts'
import { systemsOf } from '../subjects/headline.rules.ts'
import { answersTo, countedUpTo, tellsBirth, type Answer, type Asked } from './answers.queries.ts'
import { openPartOf } from './look-at.queries.ts'
import { ownPlace, showsNames } from './own-beat.ts'
import { placesAsked } from './places-asked.ts'
import { systemStatus, type StatusRow } from './status.repo.ts'
import { countUnindexed, hasUnindexed } from './unindexed.repo.ts'

export type SearchOutput = {
  hits: SearchHit[]
  groups: { about: RecordAbout; count: number }[]
  hints: { ownBeat: number; ownBeatMore: boolean; born: { from: number; count: number }[] }
  places: PlaceHit[]
  total: number
  more: boolean
  /** Systems in which anything was found, on this page or behind it. */
  found: SystemId[]
  status: StatusRow[]
  /** Records that the index does not lead to; null: there are some. */
  unindexed: number | null
}

/** Ranked, masked hits for one question under one purpose. */
export function search(db: ReadDb, input: Asked & { counted: boolean }): SearchOutput {
  const isOwn = ownPlace(db, input.own)
  const { answers, more, page } = answersTo(db, input, isOwn)
  return {
    hits: page.flatMap(({ page: some }) => some.flatMap((answer) => shown(db, answer, input, isOwn))),
    groups: page.map(({ about, count }) => ({ about, count })),
    hints: hintsOf(answers, input),
    places: input.kind === 'address' ? placesAsked(db, input, answers) : [],
    total: Math.min(answers.length, countedUpTo),
    more: more || answers.length > countedUpTo,
    found: systemsOf(answers.reduce((bits, { systems }) => bits | systems, 0)),
    status: systemStatus(db),
    unindexed: input.counted ? countUnindexed(db) : hasUnindexed(db) ? null : 0,
  }
}

function hintsOf(answers: readonly Answer[], { purpose, limit }: Asked): SearchOutput['hints'] {
  if (answers.length <= limit) return { ownBeat: 0, ownBeatMore: false, born: [] }
  const decades = new Map<number, number>()
  for (const answer of answers) {
    const { decade } = answer
    if (!tellsBirth(answer, purpose) || decade === null || decade < 185 || decade > 219) continue
    decades.set(decade * 10, (decades.get(decade * 10) ?? 0) + 1)
  }
  // Of one that was not looked at only the index of places is known, which closed addresses are in as well.
  const own = answers.filter(({ ownBeat, whole, seen }) => ownBeat && (whole || seen !== null))
  const seen = own.filter((answer) => answer.seen !== null)
  return {
    ownBeat: seen.length,
    ownBeatMore: seen.length < own.length,
    born: [...decades].map(([from, count]) => ({ from, count })).sort((a, b) => a.from - b.from),
  }
}

function shown(
  db: ReadDb,
  { subjectId, seen, systems, match, matched }: Answer,
  { purpose }: Asked,
  isOwn: (address: string | null) => boolean,
): SearchHit[] {
  if (seen === null) return []
  const row = seen.row ?? openPartOf(db, subjectId, purpose)
  const ownBeat = isOwn(row.address)
  return [
    {
      subjectId: subjectId as SubjectId,
      about: seen.about,
      name: ownBeat && showsNames(purpose) ? (row.name ?? '') : shownName(seen.about, row.name),
      idNumber: row.idNumber && maskByMeaning('id-number', row.idNumber),
      phone: row.phone && maskByMeaning('phone', row.phone),
      address: row.address && maskByMeaning('address', row.address),
      birthYear: row.birthDate?.slice(0, 4) ?? null,
      systems: systemsOf(systems),
      records: row.records,
      ownBeat,
      match,
      matched,
    },
  ]
}

/** An organisation's name is public; a person's is masked. */
export function shownName(about: RecordAbout, name: string | null): string {
  if (name === null) return ''
  return about === 'organisation' ? name : maskByMeaning('name', name)
}
