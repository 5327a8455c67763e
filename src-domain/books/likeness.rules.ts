import type { AddressContext } from '../addresses/parse-address.ts'
import { readPhone } from '../identifiers/phone.ts'
import { pinyinKeys } from '../names/pinyin-keys.ts'
import { normaliseName } from '../names/normalise-name.ts'
import { sameName } from '../names/same-name.ts'
import { isDeclaredMissing } from './absence.ts'
import type { BookSpec, Values } from './book.ts'
import { readPlace, type Place } from './place.ts'

export type LikenessHow = 'equal' | 'same-sound' | 'one-character' | 'same-place' | 'same-day'
export type LikenessReason = { readonly field: string; readonly how: LikenessHow }

/** Why two entries of one book look alike, in the order of the form, and whether a person should be asked about it. */
export type LikenessFound = { readonly reasons: readonly LikenessReason[]; readonly worth: boolean }

/**
 * Keys under which entries of a book are indexed, so that candidates for `likenessOf` are found without a scan: two entries that
 * are worth showing share at least one. A few short strings such as `d:<document number>`; they hold personal values and stay in
 * the encrypted replica. Keys of different books never meet: index them together with the book.
 *
 * @param values settled values, common fields included
 */
export function likenessKeys(book: BookSpec, values: Values, context: AddressContext): string[] {
  const keys = new Set<string>()
  const place = placeOf(values['address'], context)
  const day = values['occurredOn'] ?? ''
  for (const field of book.definition.fields) {
    const value = known(values[field.key])
    if (value === null) continue
    switch (field.kind) {
      case 'document-number':
        keys.add(`d:${value}`)
        break
      case 'uscc':
        keys.add(`u:${value}`)
        break
      case 'incident-number':
        keys.add(`i:${value}`)
        break
      case 'phone':
        if (isRealPhone(value)) keys.add(`t:${value}${book.recurs ? `@${day}` : ''}`)
        break
      case 'person-name':
        for (const key of nameKeys(book, value, place, day)) keys.add(key)
        break
      default:
        break
    }
  }
  for (const key of book.organisation) {
    const name = known(values[key])
    if (name !== null) for (const sound of soundsOf(name)) keys.add(`o:${sound.slice(0, 80)}`)
  }
  if (book.recurs) {
    if (place.key !== null && day !== '') keys.add(`a:${place.key}@${day}`)
  } else if (place.key !== null && (place.hasRoom || book.organisation.length > 0)) {
    // A room holds few people, so that all of a register's are looked at; a whole street is not.
    keys.add(`a:${place.key}`)
  }
  return [...keys]
}

/**
 * By which index entries with a key are found. `field`: the book's own table has an index over it; `place`: the key is what entries at one
 * address share anyway. Only the others are kept as keys: each costs as much as an index of its own.
 */
export function indexOfKey(
  book: BookSpec,
  key: string,
): { by: 'key' } | { by: 'field'; field: string; value: string } | { by: 'place'; addressKey: string } {
  const value = key.slice(2)
  if (key.startsWith('d:')) {
    const field = onlyOf(book, 'document-number')
    if (field !== null && field === book.documents?.number) return { by: 'field', field, value }
  } else if (key.startsWith('t:') && !book.recurs) {
    const field = onlyOf(book, 'phone')
    if (field !== null && book.definition.list.columns.includes(field)) return { by: 'field', field, value }
  } else if (key.startsWith('a:') && !book.recurs) return { by: 'place', addressKey: value }
  return { by: 'key' }
}

/** Those of `likenessKeys` that have to be kept with the entry. */
export function keptKeys(book: BookSpec, values: Values, context: AddressContext): string[] {
  return likenessKeys(book, values, context).filter((key) => indexOfKey(book, key).by === 'key')
}

/** The one field of a kind; null where a book has none or several. */
function onlyOf(book: BookSpec, kind: 'document-number' | 'phone'): string | null {
  const found = book.definition.fields.filter((field) => field.kind === kind)
  return found.length === 1 ? (found[0]?.key ?? null) : null
}

/** Compares the draft with one candidate. Symmetric; both are settled values of the same book. */
export function likenessOf(book: BookSpec, draft: Values, entry: Values, context: AddressContext): LikenessFound {
  const reasons: LikenessReason[] = []
  let strong = false
  let named = false
  let unlikeName = false
  let phone = false
  for (const field of book.definition.fields) {
    const mine = known(draft[field.key])
    const theirs = known(entry[field.key])
    if (mine === null || theirs === null) continue
    if (field.kind === 'document-number' || field.kind === 'uscc' || field.kind === 'incident-number') {
      if (mine !== theirs) continue
      reasons.push({ field: field.key, how: 'equal' })
      strong = true
    } else if (field.kind === 'phone' && mine === theirs && isRealPhone(mine)) {
      reasons.push({ field: field.key, how: 'equal' })
      phone = true
    } else if (field.kind === 'person-name' || book.organisation.includes(field.key)) {
      const how = nameReason(mine, theirs)
      if (how === null) unlikeName = true
      else {
        reasons.push({ field: field.key, how })
        named = true
      }
    }
  }
  const place = isSamePlace(draft['address'], entry['address'], context)
  if (place) reasons.push({ field: 'address', how: 'same-place' })
  const day = draft['occurredOn'] !== undefined && draft['occurredOn'] === entry['occurredOn']
  if (day) reasons.push({ field: 'occurredOn', how: 'same-day' })
  const alike = named || phone
  const worth = book.recurs
    ? day && (strong || (alike && (place || phone)) || (place && !unlikeName))
    : strong || (named && (place || phone)) || (phone && place)
  return { reasons: inFormOrder(book, reasons), worth }
}

function known(value: string | undefined): string | null {
  return value === undefined || value === '' || isDeclaredMissing(value) ? null : value
}

function isRealPhone(value: string): boolean {
  const read = readPhone(value)
  return read.normal !== null && read.kind !== 'placeholder'
}

/** The readings of a name in Chinese characters; other names are their own sound. */
function soundsOf(name: string): readonly string[] {
  const normal = normaliseName(name)
  const readings = pinyinKeys(normal).full
  return readings.length === 0 ? [normal] : readings
}

const nowhere: Place = {
  key: null,
  keys: [],
  building: null,
  hasBuilding: false,
  hasRoom: false,
  floor: null,
  missing: [],
}

function placeOf(address: string | undefined, context: AddressContext): Place {
  const text = known(address)
  return text === null ? nowhere : readPlace(text, context)
}

/** A name is looked up together with its building, or for what recurs with its day. */
function nameKeys(book: BookSpec, name: string, place: Place, day: string): string[] {
  const anchor = book.recurs ? day : place.building
  if (anchor === null || anchor === '') return []
  const keys = soundsOf(name).map((sound) => `n:${sound}@${anchor}`)
  // With a room, the room finds a name that differs in one character; without one, the name with a gap does.
  if (!book.recurs && !place.hasRoom) keys.push(...gapped(name).map((gap) => `g:${gap}@${anchor}`))
  return keys
}

/** 王小明 -> *小明, 王*明, 王小*; longer names hardly ever differ in one look-alike alone. */
function gapped(name: string): string[] {
  const characters = [...normaliseName(name)]
  if (characters.length < 2 || characters.length > 4) return []
  return characters.map((_, gap) => characters.map((one, i) => (i === gap ? '*' : one)).join(''))
}

function nameReason(mine: string, theirs: string): 'equal' | 'same-sound' | 'one-character' | null {
  const likeness = sameName(mine, theirs)
  if (likeness === 'equal') return 'equal'
  if (likeness === 'same-sounding') return 'same-sound'
  return likeness === 'confusable' ? 'one-character' : null
}

function isSamePlace(mine: string | undefined, theirs: string | undefined, context: AddressContext): boolean {
  const { key } = placeOf(mine, context)
  return key !== null && key === placeOf(theirs, context).key
}

function inFormOrder(book: BookSpec, reasons: readonly LikenessReason[]): LikenessReason[] {
  const places = new Map(book.definition.fields.map((field, place) => [field.key, place]))
  return [...reasons].sort((a, b) => (places.get(a.field) ?? 0) - (places.get(b.field) ?? 0))
}
