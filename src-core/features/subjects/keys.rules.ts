import { pinyinKeys } from '../../../src-domain/names/pinyin-keys.ts'
import { foldForSearch } from '../../../src-domain/text/normalise.ts'
import type { Extract } from './extract.rules.ts'
import { placeKeys } from './place-keys.ts'

/** Kinds of `subject_keys`; the README says what each is for. */
export const keyKinds = [
  'name',
  'employer',
  'pinyin',
  'initials',
  'id',
  'id4',
  'phone',
  'phone4',
  'plate',
  'uscc',
  'incident',
  'unit',
  'room',
  'local-room',
  'building',
] as const
export type KeyKind = (typeof keyKinds)[number]

const fewKeys = 24

export type SubjectKey = { kind: KeyKind; value: string }

/** Everything by which a subject is found by equality or by its beginning, from all its records together; no duplicates; `home` as in placeKeys. */
export function subjectKeys(extracts: readonly Extract[], home: string | null): SubjectKey[] {
  const keys: SubjectKey[] = []
  // Mostly a dozen: to look through them is quicker than to remember them in a set.
  const seen = new Set<string>()
  const add = (kind: KeyKind, value: string): void => {
    if (value === '') return
    if (keys.length < fewKeys) {
      for (const key of keys) if (key.value === value && key.kind === kind) return
    } else {
      if (seen.size === 0) for (const key of keys) seen.add(`${key.kind} ${key.value}`)
      if (seen.has(`${kind} ${value}`)) return
      seen.add(`${kind} ${value}`)
    }
    keys.push({ kind, value })
  }
  for (const found of extracts) {
    for (const name of found.names) {
      add('name', foldForSearch(name))
      const { full, initials } = pinyinKeys(name)
      for (const reading of full) add('pinyin', reading)
      for (const reading of initials) add('initials', reading)
    }
    for (const name of found.organisationNames) add('name', foldForSearch(name))
    for (const name of found.employers) add('employer', foldForSearch(name))
    for (const id of found.idNumber === null ? found.doubtfulIds : [found.idNumber, ...found.doubtfulIds]) {
      // A masked number is found by what it still shows.
      if (!id.includes('*')) add('id', id)
      if (/[\dX]{4}$/.test(id)) add('id4', id.slice(-4))
    }
    for (const phone of found.phones) {
      if (!phone.includes('*')) add('phone', phone)
      // 0999-1234567-12 is also asked for as 1234567.
      const local = /^0\d{2,3}-(\d{7,8})/.exec(phone)?.[1]
      if (local !== undefined) add('phone', local)
      add('phone4', (local ?? phone).slice(-4))
    }
    for (const plate of found.plates) add('plate', plate)
    if (found.uscc !== null) add('uscc', found.uscc)
    if (found.incident !== null) add('incident', found.incident)
    for (const unit of found.units) add('unit', unit)
    for (const address of found.addresses) {
      const { rooms, localRoom, buildings } = placeKeys(address, home)
      for (const room of rooms) add('room', room)
      if (localRoom !== null) add('local-room', localRoom)
      for (const building of buildings) add('building', building)
    }
  }
  return keys
}
