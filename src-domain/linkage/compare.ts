import { shareOf, type FrequencyTable, type Tie } from './frequency-table.ts'
import type { LinkRecord } from './link-record.ts'
import type { NameFacts } from './name-facts.ts'
import { nameLikeness, type NameLevel } from './name-likeness.ts'

export type IdLevel = 'equal' | 'one-digit' | 'different' | 'missing'
export type BirthLevel = 'equal' | 'near' | 'different' | 'missing'
export type PhoneLevel = 'equal' | 'different' | 'missing'
export type PlaceLevel = 'room' | 'house' | 'room-without-floor' | 'building' | 'different' | 'missing'
export type SexLevel = 'equal' | 'different' | 'missing'

/** How two records agree, field by field. */
export type Levels = {
  readonly id: IdLevel
  readonly name: NameLevel
  readonly birth: BirthLevel
  readonly sex: SexLevel
  readonly phone: PhoneLevel
  readonly place: PlaceLevel
}
export const evidenceFields = ['id', 'name', 'birth', 'sex', 'phone', 'place'] as const
export type EvidenceField = (typeof evidenceFields)[number]

export type Comparison = {
  readonly levels: Levels
  /** Evidence of each field in bits, for the alternative that explains the pair better if it is not one person. */
  readonly bits: Readonly<Record<EvidenceField, number>>
  /** Where the comparison starts before any evidence, bits; below zero. */
  readonly prior: number
  /** Who else it could be: anybody, or another one of the same household. */
  readonly against: 'stranger' | 'housemate'
  /** Prior and evidence together, bits. */
  readonly total: number
  /** Probability that the two records are about one person, 0 to 1. */
  readonly p: number
}

/**
 * Share of records of one person whose names relate so, and of two people. Fixed in the engine: they say how people misspell, not
 * how a station is made up.
 */
const sameName = { equal: 0.93, 'same-sounding': 0.03, confusable: 0.02, typo: 0.01, 'one-character': 0.008 }
const differentName = -7.5
const typoOfAnother = 0.003
const oneCharacterOfAnother = { stranger: 0.002, housemate: 0.08 }
/** Housemates are judged on their own: that two strangers share a number is rarer than its share of all numbers. */
const phoneOfHousehold = 8
/** Half of all housemates share a surname. */
const housemateSurname = 0.5

const idBits = {
  stranger: { equal: 22, 'one-digit': 16, different: -12, missing: 0 },
  housemate: { equal: 12, 'one-digit': 8, different: -12, missing: 0 },
}
const birthBits = {
  stranger: { equal: 14, near: 0, different: -8, missing: 0 },
  housemate: { equal: 8, near: 0, different: -8, missing: 0 },
}
const sexBits = { equal: 0.9, different: -5, missing: 0 }

/** Compares two records of people (or calls). Symmetric; pure. The score is that of Fellegi and Sunter with two kinds of non-matches. */
export function compare(a: LinkRecord, b: LinkRecord, table: FrequencyTable): Comparison {
  const [level, left, right] = bestName(a.names, b.names)
  const levels: Levels = {
    id: idLevel(a, b),
    name: level,
    birth: birthLevel(a.birthDate, b.birthDate),
    sex: a.sex === null || b.sex === null ? 'missing' : a.sex === b.sex ? 'equal' : 'different',
    phone: phoneLevel(a.phones, b.phones),
    place: placeLevel(a, b),
  }
  const stranger = {
    id: idBits.stranger[levels.id],
    name: nameBits(level, left, right, table, 'stranger'),
    birth: birthBits.stranger[levels.birth],
    sex: sexBits[levels.sex],
    phone: phoneBits(levels.phone, table),
    place: placeBits(levels.place, table),
  }
  const prior = -Math.log2(Math.max(table.people, 1_000))
  const total = prior + sum(stranger)
  const tie = tieOf(levels) ?? nearTie(levels.place)
  if (tie !== null) {
    const shared = table.household[tie][a.system === 'JCJ' || b.system === 'JCJ' ? 'caller' : 'resident']
    const housePrior = Math.log2(shared / (1 - shared))
    const housemate = {
      id: idBits.housemate[levels.id],
      name: nameBits(level, left, right, table, 'housemate'),
      birth: birthBits.housemate[levels.birth],
      sex: sexBits[levels.sex],
      phone: 0,
      place: 0,
    }
    const houseTotal = housePrior + sum(housemate)
    if (houseTotal < total)
      return {
        levels,
        bits: housemate,
        prior: housePrior,
        against: 'housemate',
        total: houseTotal,
        p: chance(houseTotal),
      }
  }
  return { levels, bits: stranger, prior, against: 'stranger', total, p: chance(total) }
}

/**
 * Most records that share a block are housemates, neighbours and namesakes: clearly different names, and neither number, phone nor birth
 * date agree. They never come to a probability of one half, whatever the table says: as strangers because only the place speaks for
 * them, and where the place does, as housemates (at most 5 bits before a name that takes 7.5). So nothing has to be added up.
 */
export function areClearlyTwo(a: LinkRecord, b: LinkRecord): boolean {
  if (a.names.length === 0 || b.names.length === 0) return false
  if (a.birthDate !== null && a.birthDate === b.birthDate) return false
  const id = idLevel(a, b)
  if (id === 'equal' || id === 'one-digit') return false
  if (meet(a.phones, b.phones)) return false
  return a.names.every((one) => b.names.every((other) => nameLikeness(one, other) === 'different'))
}

/** What puts two records into one household; null where nothing does. */
export function tieOf(levels: Pick<Levels, 'phone' | 'place'>): Tie | null {
  const home = levels.place === 'room' || levels.place === 'house'
  if (levels.phone === 'equal') return home ? 'both' : 'phone'
  return home ? 'home' : null
}

/** An address that names only the building may still be the family's: relatives with one surname live there. */
function nearTie(place: PlaceLevel): Tie | null {
  return place === 'building' || place === 'room-without-floor' ? 'home' : null
}

export function chance(bits: number): number {
  return 1 / (1 + 2 ** -bits)
}

function sum(bits: Record<EvidenceField, number>): number {
  return bits.id + bits.name + bits.birth + bits.sex + bits.phone + bits.place
}

const rankOfName: Record<NameLevel, number> = {
  equal: 0,
  'same-sounding': 1,
  confusable: 2,
  typo: 3,
  'one-character': 4,
  title: 5,
  different: 6,
  missing: 7,
}

function bestName(
  left: readonly NameFacts[],
  right: readonly NameFacts[],
): readonly [NameLevel, NameFacts | null, NameFacts | null] {
  let best: readonly [NameLevel, NameFacts | null, NameFacts | null] = ['missing', null, null]
  for (const a of left)
    for (const b of right) {
      const level = nameLikeness(a, b)
      if (rankOfName[level] < rankOfName[best[0]]) best = [level, a, b]
    }
  return best
}

function nameBits(
  level: NameLevel,
  a: NameFacts | null,
  b: NameFacts | null,
  table: FrequencyTable,
  against: 'stranger' | 'housemate',
): number {
  if (a === null || b === null || level === 'missing') return 0
  if (level === 'different') return differentName
  if (level === 'one-character') return Math.log2(sameName['one-character'] / oneCharacterOfAnother[against])
  const share = (surname: number): number =>
    against === 'stranger' ? surname : housemateSurname + (1 - housemateSurname) * surname
  const surname = Math.max(surnameShare(a, table), surnameShare(b, table))
  if (level === 'title') return Math.log2(1 / share(surname))
  if (level === 'typo') return Math.log2(sameName.typo / (share(surname) * typoOfAnother))
  const given = Math.max(shareOf(table.givens, a.given, table), shareOf(table.givens, b.given, table))
  if (level === 'equal') return Math.log2(sameName.equal / (share(surname) * given))
  if (level === 'confusable') return Math.log2(sameName.confusable / Math.min(1, share(surname) * given * 4))
  const sounding = shareOf(table.surnameReadings, a.surnameReadings[0] ?? '', table)
  const reading = Math.max(
    shareOf(table.givenReadings, a.givenReading, table),
    shareOf(table.givenReadings, b.givenReading, table),
  )
  return Math.log2(sameName['same-sounding'] / Math.min(1, share(a.surname === '' ? 1 : sounding) * reading))
}

function surnameShare(name: NameFacts, table: FrequencyTable): number {
  return name.surname === '' ? 1 : shareOf(table.surnames, name.surname, table)
}

function idLevel(a: LinkRecord, b: LinkRecord): IdLevel {
  if (a.id !== null && b.id !== null) return a.id === b.id ? 'equal' : 'different'
  const left = a.id === null ? a.doubtfulIds : [a.id]
  const right = b.id === null ? b.doubtfulIds : [b.id]
  for (const one of left) for (const other of right) if (atMostOneDigitApart(one, other)) return 'one-digit'
  return 'missing'
}

function atMostOneDigitApart(a: string, b: string): boolean {
  if (a.length !== b.length) return false
  let apart = 0
  for (let at = 0; at < a.length; at += 1) if (a.charCodeAt(at) !== b.charCodeAt(at) && ++apart > 1) return false
  return true
}

/** near: one of year, month and day differs, or month and day are exchanged. */
function birthLevel(a: string | null, b: string | null): BirthLevel {
  if (a === null || b === null) return 'missing'
  if (a === b) return 'equal'
  const [year, month, day] = a.split('-')
  const [otherYear, otherMonth, otherDay] = b.split('-')
  const same = Number(year === otherYear) + Number(month === otherMonth) + Number(day === otherDay)
  if (same === 2) return 'near'
  return year === otherYear && month === otherDay && day === otherMonth ? 'near' : 'different'
}

function phoneLevel(a: readonly string[], b: readonly string[]): PhoneLevel {
  if (a.length === 0 || b.length === 0) return 'missing'
  return meet(a, b) ? 'equal' : 'different'
}

function placeLevel(a: LinkRecord, b: LinkRecord): PlaceLevel {
  if (meet(a.rooms, b.rooms)) return 'room'
  if (meet(a.houses, b.houses)) return 'house'
  if (meet(a.floorless, b.stems) || meet(a.stems, b.floorless)) return 'room-without-floor'
  if (meet(a.buildings, b.buildings)) return 'building'
  return a.buildings.length > 0 && b.buildings.length > 0 ? 'different' : 'missing'
}

function meet(a: readonly string[], b: readonly string[]): boolean {
  for (const one of a) if (b.includes(one)) return true
  return false
}

function phoneBits(level: PhoneLevel, table: FrequencyTable): number {
  if (level === 'missing') return 0
  return level === 'equal'
    ? Math.log2(table.same.phone * table.phones * phoneOfHousehold)
    : Math.max(-3, Math.log2(1 - table.same.phone))
}

function placeBits(level: PlaceLevel, table: FrequencyTable): number {
  const { room, building } = table.same
  switch (level) {
    case 'room':
      return Math.log2(room * table.rooms)
    case 'house':
      return Math.log2(room * table.houses)
    case 'room-without-floor':
      return Math.log2((building * table.rooms) / 10)
    case 'building':
      return Math.log2(building * table.buildings)
    case 'different':
      return Math.max(-3, Math.log2(Math.max(0.01, 1 - room - building)))
    case 'missing':
      return 0
  }
}
