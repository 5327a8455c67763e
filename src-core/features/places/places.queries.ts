import type { KnownPlace } from '../../../src-contract/features/places.contract.ts'
import { addressKey } from '../../../src-domain/addresses/address-key.ts'
import type { AddressParse } from '../../../src-domain/addresses/address.ts'
import { parseAddress } from '../../../src-domain/addresses/parse-address.ts'
import { printAddress } from '../../../src-domain/addresses/print-address.ts'
import { ftsQueryForText } from '../../../src-domain/text/bigrams.ts'
import type { ReadDb } from '../../store/sql.ts'
import { addresses } from '../ledger/catalogs.ts'
import { homeCounty } from '../subjects/subjects.service.ts'

export type SuggestInput = { readonly text: string; readonly limit: number }

/** Subjects that are looked at for one answer: those of a large building share most of their addresses. */
const looked = 400

export const knownSql = `SELECT DISTINCT s.address AS address FROM subject_search f
  CROSS JOIN subjects s ON s.subject_id = f.rowid
  WHERE f.subject_search MATCH ? AND s.address IS NOT NULL LIMIT ${looked}`

/** Known addresses that go on from what was typed, each once whatever its spellings, in the order in which a street is walked. */
export function suggestPlaces(db: ReadDb, { text, limit }: SuggestInput): { places: KnownPlace[] } {
  const typed = read(db, text)
  const expression = ftsQueryForText(localPart(typed, text))
  if (expression === null) return { places: [] }
  const rows = db.prepare<[string], { address: string }>(knownSql).all(`places : (${expression})`)
  const found = new Map<string, KnownPlace>()
  for (const { address } of rows) {
    const parse = read(db, address)
    const normal = printAddress(parse)
    if (!goesOn(parse, typed)) continue
    found.set(addressKey(parse) ?? normal, { address: normal, missing: [...parse.missing] })
  }
  const inOrder = [...found.values()].sort((a, b) => order.compare(a.address, b.address))
  return { places: inOrder.slice(0, limit) }
}

/** 2栋 before 10栋. */
const order = new Intl.Collator('zh', { numeric: true })

function read(db: ReadDb, text: string): AddressParse {
  const home = homeCounty(db)
  return parseAddress(text, home === null ? addresses : { ...addresses, home })
}

/** Without province, city and county, which most records leave out; as typed where nothing else is said. */
function localPart(parse: AddressParse, text: string): string {
  const { province: _p, city: _c, county: _y, ...local } = parse.parts
  const printed = printAddress({ ...parse, parts: local }) + parse.unplaced.join('')
  return printed === '' ? text : printed
}

/** What was typed as building, unit, floor or room must be so: 3栋 does not suggest 13栋. */
function goesOn(known: AddressParse, typed: AddressParse): boolean {
  return (['door', 'building', 'unit', 'floor', 'room'] as const).every((element) => {
    const wanted = typed.parts[element]
    return wanted === undefined || known.parts[element] === wanted || element === 'floor'
  })
}

export const placesQueries = { 'places.suggest': suggestPlaces }
