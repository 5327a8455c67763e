import type { ShellToCore } from '../../src-contract/shell-core.ts'

/**
 * What a reader of second-generation identity cards delivers (GA 450: text fields, photo, and on newer cards fingerprints). Readers
 * name the fields differently; an adapter brings them to these names.
 */
export type RawCard = {
  readonly name: string
  readonly sex: string
  readonly ethnicity?: string
  /** YYYYMMDD or YYYY-MM-DD. */
  readonly birthDate: string
  readonly address: string
  readonly number: string
  readonly authority?: string
  readonly validFrom?: string
  readonly validUntil?: string
  readonly photo?: unknown
  readonly fingerprint?: unknown
}

export type KeptCard = Omit<Extract<ShellToCore, { t: 'card' }>, 't' | 'cardId'>

const sexes: Readonly<Record<string, 'male' | 'female'>> = { 男: 'male', '1': 'male', 女: 'female', '2': 'female' }

/**
 * The five facts that are taken, each named here: what is not named (ethnicity, photo, fingerprint, whatever a newer reader adds) goes
 * no further (docs/adr/0006).
 */
export function keptOf(raw: RawCard): KeptCard {
  const birthDate = raw.birthDate.trim().replace(/^(\d{4})(\d{2})(\d{2})$/, '$1-$2-$3')
  return {
    name: raw.name.trim().slice(0, 100),
    sex: sexes[raw.sex.trim()] ?? '',
    birthDate: /^\d{4}-\d{2}-\d{2}$/.test(birthDate) ? birthDate : '',
    number: raw.number.trim().toUpperCase().slice(0, 20),
    address: raw.address.trim().slice(0, 300),
  }
}
