import type { QueryKind } from '../../../src-contract/features/lookup.contract.ts'
import { pinyinKeys } from '../../../src-domain/names/pinyin-keys.ts'
import { ftsQueryForText } from '../../../src-domain/text/bigrams.ts'
import { foldForSearch } from '../../../src-domain/text/normalise.ts'
import type { ReadDb } from '../../store/sql.ts'
import type { KeyKind } from '../subjects/keys.rules.ts'
import { placeKeys } from '../subjects/place-keys.ts'
import { homeCounty } from '../subjects/subjects.service.ts'
import type { Ranked } from './ranking.rules.ts'

type Matched = Ranked['matched']

/** Subjects for a question, best first within each step, at most `limit` a step. All steps use an index (see the EXPLAIN test). */
export function candidates(db: ReadDb, kind: QueryKind, normal: string, limit: number): Ranked[] {
  switch (kind) {
    case 'name':
      return byName(db, normal, limit)
    case 'pinyin':
      return [
        ...equal(db, 'pinyin', normal, 'exact', 'name', limit),
        ...equal(db, 'initials', normal, 'exact', 'name', limit),
        ...beginning(db, 'pinyin', normal, 'name', limit),
        ...beginning(db, 'initials', normal, 'name', limit),
      ]
    case 'id':
      return [
        ...equal(db, 'id', normal, 'exact', 'id', limit),
        ...(normal.length === 4 ? equal(db, 'id4', normal, 'exact', 'id', limit) : []),
        ...(normal.length >= 6 ? beginning(db, 'id', normal, 'id', limit) : []),
      ]
    case 'phone':
      return [
        ...equal(db, 'phone', normal, 'exact', 'phone', limit),
        ...(normal.length === 4 ? equal(db, 'phone4', normal, 'exact', 'phone', limit) : []),
        ...(normal.length >= 4 ? beginning(db, 'phone', normal, 'phone', limit) : []),
      ]
    case 'plate':
    case 'uscc':
    case 'incident':
      return [
        ...equal(db, kind, normal, 'exact', kind, limit),
        ...(normal.length >= 3 ? beginning(db, kind, normal, kind, limit) : []),
      ]
    case 'address':
      return byAddress(db, normal, limit)
  }
}

function byName(db: ReadDb, normal: string, limit: number): Ranked[] {
  const folded = foldForSearch(normal)
  if (folded === '') return []
  const found = [...equal(db, 'name', folded, 'exact', 'name', limit), ...beginning(db, 'name', folded, 'name', limit)]
  if ([...folded].length >= 2) {
    for (const reading of pinyinKeys(normal).full) found.push(...equal(db, 'pinyin', reading, 'pinyin', 'name', limit))
    found.push(...inText(db, 'names', normal, 'name', limit))
  }
  return found
}

function byAddress(db: ReadDb, text: string, limit: number): Ranked[] {
  const { rooms, buildings, normal: spelled } = placeKeys(text, homeCounty(db))
  return [
    ...rooms.flatMap((room) => equal(db, 'room', room, 'exact', 'address', limit)),
    ...(rooms.length > 0 ? [] : buildings.flatMap((one) => equal(db, 'building', one, 'prefix', 'address', limit))),
    ...inText(db, 'places', text, 'address', limit),
    ...(spelled === text ? [] : inText(db, 'places', spelled, 'address', limit)),
  ]
}

export const equalSql = 'SELECT subject_id AS id FROM subject_keys WHERE kind = ? AND value = ? LIMIT ?'
export const beginningSql =
  'SELECT subject_id AS id FROM subject_keys WHERE kind = ? AND value > ? AND value < ? ORDER BY kind, value LIMIT ?'
export const inTextSql = 'SELECT rowid AS id FROM subject_search WHERE subject_search MATCH ? LIMIT ?'

function equal(
  db: ReadDb,
  kind: KeyKind,
  value: string,
  match: Ranked['match'],
  matched: Matched,
  limit: number,
): Ranked[] {
  if (value === '') return []
  const rows = db.prepare<[string, string, number], { id: number }>(equalSql).all(kind, value, limit)
  return rows.map(({ id }) => ({ subjectId: id, match, matched }))
}

function beginning(db: ReadDb, kind: KeyKind, value: string, matched: Matched, limit: number): Ranked[] {
  if (value === '') return []
  // U+10FFFF is no character that a key can hold, so the range is exactly "begins with".
  const rows = db
    .prepare<[string, string, string, number], { id: number }>(beginningSql)
    .all(kind, value, `${value}\u{10FFFF}`, limit)
  return rows.map(({ id }) => ({ subjectId: id, match: 'prefix', matched }))
}

function inText(db: ReadDb, column: 'names' | 'places', text: string, matched: Matched, limit: number): Ranked[] {
  const expression = ftsQueryForText(text)
  if (expression === null) return []
  const rows = db.prepare<[string, number], { id: number }>(inTextSql).all(`${column} : (${expression})`, limit)
  return rows.map(({ id }) => ({ subjectId: id, match: 'contains', matched }))
}
