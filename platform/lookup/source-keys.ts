import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { AskRequest } from '../../src-contract/sync/ask.ts'
import type { FieldMeaning, SystemDefinition } from '../../src-contract/systems.ts'
import { addressKeys } from '../../src-domain/addresses/address-key.ts'
import type { Division } from '../../src-domain/addresses/address.ts'
import { parseAddress } from '../../src-domain/addresses/parse-address.ts'
import { pinyinKeys } from '../../src-domain/names/pinyin-keys.ts'
import { normalForKind } from '../../src-domain/query/guess-kind.ts'
import { foldForSearch } from '../../src-domain/text/normalise.ts'

type Kind = AskRequest['kind']
export type SourceKey = { readonly kind: Kind | 'initials' | 'id4'; readonly value: string }

const divisionFile = join(import.meta.dirname, '..', '..', 'resources', 'catalogs', 'divisions', 'demo.json')
const { divisions } = JSON.parse(readFileSync(divisionFile, 'utf8')) as { divisions: readonly Division[] }

/** What a kind of question is answered by. */
export const askedMeanings: Readonly<Record<Kind, readonly FieldMeaning[]>> = {
  name: ['name', 'organisation-name'],
  pinyin: ['name'],
  id: ['id-number'],
  phone: ['phone'],
  plate: ['plate'],
  uscc: ['uscc'],
  incident: ['incident-number'],
  address: ['address'],
}

/** Rooms, or doors, that an address names; its station's county is meant where none is written. */
function roomsOf(address: string, station: string): string[] {
  const home = /^PS(\d{6})$/.exec(station)?.[1]
  return addressKeys(parseAddress(address, home === undefined ? { divisions } : { divisions, home }))
}

/** By what a record is found, from the fields that its system's catalog gives a meaning. */
export function sourceKeys(
  system: SystemDefinition,
  values: Readonly<Record<string, unknown>>,
  station: string,
): SourceKey[] {
  const keys = system.fields.flatMap(({ key, meaning }): SourceKey[] => {
    const value = values[key]
    const text = typeof value === 'string' ? value.trim().slice(0, 200) : ''
    if (text === '') return []
    const one = (kind: SourceKey['kind'], found: string): SourceKey[] => (found === '' ? [] : [{ kind, value: found }])
    switch (meaning) {
      case 'name':
        return [
          ...one('name', foldForSearch(normalForKind('name', text))),
          ...pinyinKeys(text).full.flatMap((reading) => one('pinyin', reading)),
          ...pinyinKeys(text).initials.flatMap((reading) => one('initials', reading)),
        ]
      case 'organisation-name':
        return one('name', foldForSearch(normalForKind('name', text)))
      case 'id-number': {
        const number = normalForKind('id', text)
        return number.includes('*') ? [] : [...one('id', number), ...one('id4', number.slice(-4))]
      }
      case 'phone':
      case 'plate':
      case 'uscc':
        return one(meaning, normalForKind(meaning, text))
      case 'incident-number':
        return one('incident', normalForKind('incident', text))
      case 'address':
        return roomsOf(text, station).flatMap((room) => one('address', room))
      default:
        return []
    }
  })
  return [...new Map(keys.map((one) => [`${one.kind} ${one.value}`, one])).values()]
}

/** The keys that answer a question; a station asks for its own county's rooms. */
export function questionKeys({ kind, text }: Pick<AskRequest, 'kind' | 'text'>, station: string): SourceKey[] {
  switch (kind) {
    case 'name':
      return [{ kind, value: foldForSearch(text) }]
    case 'pinyin':
      return [
        { kind, value: text },
        { kind: 'initials', value: text },
      ]
    case 'id':
      return [{ kind: /^[\dX]{4}$/.test(text) ? 'id4' : 'id', value: text }]
    case 'address':
      return roomsOf(text, station).map((value) => ({ kind, value }))
    default:
      return [{ kind, value: text }]
  }
}
