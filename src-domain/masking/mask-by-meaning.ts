import type { FieldMeaning } from '../../src-contract/systems.ts'
import { maskAddress } from './mask-address.ts'
import { maskDate, maskId, maskName, maskPhone, maskPlain } from './mask.ts'

type Mask = (value: string) => string

const masks: Partial<Record<FieldMeaning, Mask>> = {
  name: maskName,
  'id-number': maskId,
  phone: maskPhone,
  address: maskAddress,
  room: maskPlain,
  'birth-date': maskDate,
  plate: maskPlain,
}

/** Whether values of this meaning are personal and therefore masked outside a form. */
export function isPersonal(meaning: FieldMeaning): boolean {
  return masks[meaning] !== undefined
}

/** The value as lists, searches and files show it. An empty value stays empty: masking must not look like data. */
export function maskByMeaning(meaning: FieldMeaning, value: string): string {
  if (value === '') return ''
  return masks[meaning]?.(value) ?? value
}
