import { createHash } from 'node:crypto'
import type { BookTransition } from '../../../src-contract/books.ts'
import type { ReviewKind } from '../../../src-contract/features/ledger.shapes.ts'
import type { BookSpec, Values } from '../../../src-domain/books/book.ts'

/** Who decides: the chief (or who acts for the chief), or anybody else of the station who has no part in the entry. */
export type ReviewLevel = 'chief' | 'another'

/** What a step waits for; null: nothing. What only its values make doubtful (a reclassified incident) goes to the chief. */
export function levelOfStep(book: BookSpec, step: BookTransition, given: Values, before: Values): ReviewLevel | null {
  if (book.stepNeedsReview(step, given, before)) return 'chief'
  return step.review ? 'another' : null
}

export function levelOf(kind: Exclude<ReviewKind, 'step'>): ReviewLevel {
  return kind === 'sampled' ? 'another' : 'chief'
}

/** A sampled review looks on after filing and keeps nothing from going on. */
export function blocks(kind: string): boolean {
  return kind !== 'sampled'
}

/** One entry in twenty, the same on every PC and chosen by nobody: by the SHA-256 of its id. */
export function isSampled(entryId: string): boolean {
  return createHash('sha256').update(entryId).digest().readUInt32BE(0) % 20 === 0
}

/** Everybody who has a part in an entry. */
export type Involved = {
  readonly askedBy: string
  readonly officerId: string
  readonly typistId: string
  readonly helpers: readonly string[]
}

export type Reviewer = { readonly accountId: string; readonly role: string; readonly actsForChief: boolean }

/** Why somebody may not decide a review; null: they may. */
export function whyNot(
  level: ReviewLevel,
  involved: Involved,
  { accountId, role, actsForChief }: Reviewer,
): 'ledger/by-another' | 'ledger/not-reviewer' | null {
  const people = [involved.askedBy, involved.officerId, involved.typistId, ...involved.helpers]
  if (people.includes(accountId)) return 'ledger/by-another'
  if (role === 'chief' || actsForChief) return null
  return level === 'another' && (role === 'clerk' || role === 'officer') ? null : 'ledger/not-reviewer'
}
