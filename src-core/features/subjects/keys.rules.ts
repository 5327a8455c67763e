import { pinyinKeys } from '../../../src-domain/names/pinyin-keys.ts'
import { foldForSearch } from '../../../src-domain/text/normalise.ts'
import type { Extract } from './extract.rules.ts'
import { placeKeys } from './place-keys.ts'

/** Kinds of `subject_keys`; the README says what each is for. */
export const keyKinds = [
  'name',
  'pinyin',
  'initials',
  'id',
  'id4',
  'phone',
  'phone4',
  'plate',
  'uscc',
  'incident',
  'room',
  'building',
] as const
export type KeyKind = (typeof keyKinds)[number]

export type SubjectKey = { kind: KeyKind; value: string }

/** Everything by which a subject is found by equality or by its beginning, from all its records together; no duplicates; `home` as in placeKeys. */
export function subjectKeys(extracts: readonly Extract[], home: string | null): SubjectKey[] {
  const seen = new Set<string>()
  const keys: SubjectKey[] = []
  const add = (kind: KeyKind, value: string): void => {
    if (value === '' || seen.has(`${kind} ${value}`)) return
    seen.add(`${kind} ${value}`)
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
    for (const id of found.idNumber === null ? found.doubtfulIds : [found.idNumber, ...found.doubtfulIds]) {
      add('id', id)
      add('id4', id.slice(-4))
    }
    for (const phone of found.phones) {
      add('phone', phone)
      add('phone4', phone.slice(-4))
    }
    for (const plate of found.plates) add('plate', plate)
    if (found.uscc !== null) add('uscc', found.uscc)
    if (found.incident !== null) add('incident', found.incident)
    for (const address of found.addresses) {
      const { rooms, buildings } = placeKeys(address, home)
      for (const room of rooms) add('room', room)
      for (const building of buildings) add('building', building)
    }
  }
  return keys
}
