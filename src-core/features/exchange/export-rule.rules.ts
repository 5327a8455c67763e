import type { Purpose } from '../../../src-contract/purposes.ts'
import type { Role } from '../../../src-contract/roles.ts'

/** Most rows in one file, and on one print. */
export const mostRows = { xlsx: 100_000, print: 2_000 } as const

/**
 * Books whose personal values a purpose opens for taking out of the program. What serves one person's case (audit, appeal, one's own
 * data) opens no list of many.
 */
const opened: Readonly<Record<Purpose, 'all' | readonly string[]>> = {
  P01: 'all',
  P02: 'all',
  P03: ['L09'],
  P04: ['L07'],
  P05: ['L05', 'L08'],
  P06: ['L12'],
  P07: [],
  P08: [],
  P09: [],
}

/** Whether plain values of a book may be taken out under a purpose. */
export function opensPlain(purpose: Purpose, book: string): boolean {
  const books = opened[purpose]
  return books === 'all' || books.includes(book)
}

/** Whether so many rows need a chief's approval. */
export function needsApproval(role: Role, rows: number, most: number): boolean {
  return role !== 'chief' && rows > most
}
