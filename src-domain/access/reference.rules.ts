import type { Purpose } from '../../src-contract/purposes.ts'

/** What a reference number names, so that core can look whether it is held here. */
export type Reference = { readonly kind: 'entry' | 'incident' | 'other'; readonly number: string }

type Shape = {
  /** Books whose entry numbers (L09-2026-000012) are work under this purpose. */
  readonly books: readonly string[]
  readonly incident: boolean
  /** Letters that begin the numbers of other registers: JQ-2026-15, AJ202600015, MZ20260001. */
  readonly registers: readonly string[]
}

/** P03 incident and case, P04 mediation, P05 hazard, P06 service, P07 audit. The other purposes need no number. */
const shapes: Partial<Readonly<Record<Purpose, Shape>>> = {
  P03: { books: ['L07', 'L09'], incident: true, registers: ['JQ', 'AJ', 'XZ', 'XS', 'A'] },
  P04: { books: ['L07'], incident: true, registers: ['TJ', 'JF', 'JQ'] },
  P05: { books: ['L05', 'L08'], incident: false, registers: ['YH', 'JC', 'XF'] },
  P06: { books: ['L12'], incident: false, registers: ['SX', 'MZ', 'FW'] },
  P07: { books: [], incident: false, registers: ['SJ', 'CC'] },
}

const entryNumber = /^(L\d\d)-20\d{2}-\d{6}$/
/** As the incident system writes them: the day, then a serial number; some stations put letters before it. */
const incidentNumber = /^(?:JCJ|JQ|J)?(20\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{4,12})$/
const registerNumber = /^([A-Z]{1,3})-?(?:20\d{2}-?\d{1,10}|\d{12,23})$/

/**
 * Reads the number that a purpose has to name: full or half width, any case, with or without blanks.
 * @returns null where it is none of the numbers that work under this purpose has; `other` for a purpose that needs none
 */
export function readReference(purpose: Purpose, text: string): Reference | null {
  const number = text
    .normalize('NFKC')
    .replace(/\s/g, '')
    .replace(/[–—－]/g, '-')
    .toUpperCase()
  const shape = shapes[purpose]
  if (shape === undefined) return { kind: 'other', number }
  const book = entryNumber.exec(number)?.[1]
  if (book !== undefined) return shape.books.includes(book) ? { kind: 'entry', number } : null
  const incident = incidentNumber.exec(number)?.[1]
  if (incident !== undefined && shape.incident) return { kind: 'incident', number: incident }
  const register = registerNumber.exec(number)?.[1]
  return register !== undefined && shape.registers.includes(register) ? { kind: 'other', number } : null
}

/** The purpose that work on an entry of a book has, and whether the entry's number is its reference. */
export function purposeOfWork(book: string): { purpose: Purpose; named: boolean } | null {
  switch (book) {
    case 'L02':
    case 'L03':
    case 'L04':
      return { purpose: 'P01', named: false }
    case 'L06':
      return { purpose: 'P02', named: false }
    case 'L07':
      return { purpose: 'P04', named: true }
    case 'L05':
    case 'L08':
      return { purpose: 'P05', named: true }
    case 'L09':
      return { purpose: 'P03', named: true }
    case 'L12':
      return { purpose: 'P06', named: true }
    default:
      return null
  }
}
