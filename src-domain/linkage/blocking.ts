import type { LinkRecord } from './link-record.ts'

/** Kinds of keys under which two records of one person meet; records that share no key are never compared. */
export const blockKinds = ['id', 'ph', 'iy', 'rm', 'sb', 'nm', 'uc', 'on'] as const
export type BlockKind = (typeof blockKinds)[number]

/**
 * A key that more records share than this says too little about a person (a hotline, a shelter's door, a common name) and is not used.
 * Part of the engine: raise engineVersion when one changes.
 */
const largestBlocks: Readonly<Record<BlockKind, number>> = {
  id: 400,
  ph: 200,
  iy: 150,
  rm: 400,
  sb: 200,
  nm: 40,
  uc: 2_000,
  on: 200,
}

/** How many records may share a key that is still used. */
export function largestBlock(key: string): number {
  return largestBlocks[key.slice(0, 2) as BlockKind]
}

/**
 * Blocking keys of a record, no duplicates, each beginning with its kind and a blank: ID number; phone; initials + birth year; room
 * or house; reading of the surname + building; the whole name; and for organisations their code, and their name + building. Pure.
 */
export function blockingKeys(record: LinkRecord): string[] {
  const keys = new Set<string>()
  if (record.about === 'organisation') {
    if (record.uscc !== null) keys.add(`uc ${record.uscc}`)
    for (const name of record.organisationNames)
      for (const building of record.buildings) keys.add(`on ${name} ${building}`)
    return [...keys]
  }
  if (record.id !== null) keys.add(`id ${record.id}`)
  for (const phone of record.phones) keys.add(`ph ${phone}`)
  for (const year of birthYears(record))
    for (const name of record.names) for (const initials of name.initials) keys.add(`iy ${initials} ${year}`)
  for (const room of record.rooms) keys.add(`rm ${room}`)
  for (const house of record.houses) keys.add(`rm ${house}`)
  for (const name of record.names)
    for (const reading of name.surnameReadings)
      for (const building of record.buildings) keys.add(`sb ${reading} ${building}`)
  // A rare name needs no address to be looked at; under a common one the block is too large and is not used.
  for (const name of record.names) if (!name.title && name.letters.length > 1) keys.add(`nm ${name.text}`)
  return [...keys]
}

function birthYears(record: LinkRecord): string[] {
  const years = record.birthDate === null ? [] : [record.birthDate.slice(0, 4)]
  // A number with a wrong digit behind the birth date still tells the year.
  for (const id of record.doubtfulIds) if (/^\d{6}(?:19|20)\d{2}/.test(id)) years.push(id.slice(6, 10))
  return years
}
