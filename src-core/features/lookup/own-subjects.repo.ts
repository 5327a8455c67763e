import { ftsQueryForText } from '../../../src-domain/text/bigrams.ts'
import type { ReadDb } from '../../store/sql.ts'
import { placesOfBeats } from '../duty/duty.facts.ts'
import { idsIn } from './candidates.repo.ts'
import type { Own } from './own-beat.ts'

export const idsBehindSql =
  'SELECT json_group_array(subject_id) AS ids FROM subject_keys WHERE kind = ? AND value >= ? AND value < ?'
export const idsInTextSql = 'SELECT json_group_array(rowid) AS ids FROM subject_search WHERE subject_search MATCH ?'

/** Where the own beat is: how building keys in it begin, and communities that are its own as a whole, with which no key begins. */
export type OwnPlaces = { readonly starts: readonly string[]; readonly communities: readonly string[] }

type Kept = { readonly at: number; readonly ids: ReadonlySet<number> }

/** A beat has some ten thousand subjects; reading which takes as long as several questions. */
const keptMs = 60_000
const mostKept = 8
const kept = new WeakMap<ReadDb, Map<string, Kept>>()

/**
 * Subjects with any address in the caller's own beats. Whoever shows one as such looks at its address first: this only says where
 * to look.
 *
 * @param fresh not as of up to a minute ago: where those who are missing here would be missing from the answer
 */
export function ownSubjects(db: ReadDb, own: Own, fresh: boolean): ReadonlySet<number> {
  if (own.beats.length === 0) return new Set()
  const byBeats = kept.get(db) ?? new Map<string, Kept>()
  kept.set(db, byBeats)
  const key = `${own.today} ${own.beats.join(' ')}`
  const known = byBeats.get(key)
  const now = performance.now()
  if (known && !fresh && now - known.at < keptMs) return known.ids
  const ids = subjectsIn(db, placesOfBeats(db, own.beats, own.today))
  if (byBeats.size >= mostKept) byBeats.clear()
  byBeats.set(key, { at: now, ids })
  return ids
}

export function subjectsIn(db: ReadDb, { starts, communities }: OwnPlaces): Set<number> {
  const ids = new Set<number>()
  const behind = db.prepare<[string, string, string], { ids: string }>(idsBehindSql)
  for (const start of starts) for (const id of idsIn(behind.one('building', start, `${start}\u{10FFFF}`))) ids.add(id)
  const inText = db.prepare<[string], { ids: string }>(idsInTextSql)
  for (const community of communities) {
    const place = ftsQueryForText(community)
    if (place !== null) for (const id of idsIn(inText.one(`places : (${place})`))) ids.add(id)
  }
  return ids
}
