import { z } from 'zod'
import { BookId, FieldProblem } from '../books.ts'
import { AccountId, DraftId, EntryId, Instant, LocalDate, Version } from '../ids.ts'
import { method } from '../method.ts'
import { FieldChange } from './ledger.shapes.ts'

export const CopyId = z
  .string()
  .regex(/^[0-9a-f-]{36}$/)
  .brand<'CopyId'>()
export type CopyId = z.infer<typeof CopyId>

/** A walk list shows residents in plain: it is printed and opened for registration or verification only. */
const PaperPurpose = z.enum(['P01', 'P02'])

/** Copies that are out for more days than these are overdue. */
export const copyDueDays = 7

/** What a row of the paper says: 在住, 离开, or nobody could say (未核实). */
export const rowOutcomes = ['confirmed', 'left', 'unseen'] as const
export const RowOutcome = z.enum(rowOutcomes)
export type RowOutcome = z.infer<typeof RowOutcome>

/** Why a row cannot be filed as it was typed; the sentences are in the text files. */
export const rowProblems = [
  'day-unreadable',
  'day-future',
  'day-before-paper',
  'phone-unreadable',
  'changed',
  'not-let',
] as const
export const RowProblem = z.enum(rowProblems)
export type RowProblem = z.infer<typeof RowProblem>

export const WalkCopy = z.object({
  copyId: CopyId,
  /** Z2026-0001 */
  number: z.string(),
  /** The building as it is written; no person is in it. */
  place: z.string(),
  officerName: z.string(),
  holderName: z.string(),
  madeByName: z.string(),
  madeAt: Instant,
  printedAt: Instant.nullable(),
  state: z.enum(['out', 'returned', 'destroyed']),
  overdue: z.boolean(),
  returnedAt: Instant.nullable(),
  returnedByName: z.string().nullable(),
  destroyedAt: Instant.nullable(),
  destroyedByName: z.string().nullable(),
  note: z.string().nullable(),
  /** Who types it back; nobody yet. */
  typistName: z.string().nullable(),
  rows: z.number().int(),
  typed: z.number().int(),
  filed: z.number().int(),
})
export type WalkCopy = z.infer<typeof WalkCopy>

/** One line of the paper, in plain: the whole copy was opened with a purpose. */
export const WalkRow = z.object({
  position: z.number().int(),
  household: z.number().int(),
  entryId: EntryId,
  book: BookId,
  number: z.string(),
  name: z.string(),
  /** Last four of the document's number. */
  documentEnd: z.string(),
  phoneNow: z.string(),
  state: z.string(),
  outcome: RowOutcome.nullable(),
  /** As typed. */
  day: z.string(),
  phone: z.string(),
  note: z.string(),
  revision: z.number().int(),
  /** As `day` was read; null where it is empty or cannot be. */
  readDay: LocalDate.nullable(),
  problems: z.array(RowProblem),
  /** The entry after printing: corrected (and into what), gone (left, cancelled or voided by somebody else), or as printed. */
  since: z.enum(['same', 'corrected', 'gone']),
  version: Version,
  changes: z.array(FieldChange),
  /** The visit that it was filed with. */
  visit: z.object({ entryId: EntryId, number: z.string() }).nullable(),
})
export type WalkRow = z.infer<typeof WalkRow>

export const WalkRoom = z.object({
  household: z.number().int(),
  /** Such as 2单元1203室; the building itself where an address has no room. */
  label: z.string(),
  newcomers: z.array(z.object({ draftId: DraftId, book: BookId, filed: z.boolean() })),
})

export type WalkRoom = z.infer<typeof WalkRoom>

export const HouseholdResult = z.object({
  household: z.number().int(),
  result: z.enum(['filed', 'incomplete', 'already', 'refused']),
  entryId: EntryId.nullable(),
  number: z.string().nullable(),
  /** Why it was refused: an error code; and the problems of the visit, a correction or a step, where it is about them. */
  code: z.string().nullable(),
  problems: z.array(FieldProblem),
  rows: z.array(RowProblem),
})
export type HouseholdResult = z.infer<typeof HouseholdResult>

const workers = ['clerk', 'officer'] as const
const typing = ['paper/gone', 'paper/destroyed', 'paper/typed-by-another'] as const

export const paperContract = {
  /** Buildings that go on from what was typed, those with open register entries first. No person is in the answer. */
  buildings: method({
    input: z.object({ text: z.string().max(200) }).strict(),
    output: z.object({
      buildings: z.array(
        z.object({
          place: z.string(),
          /** Open register entries in the caller's reach; more than 1,000 are not counted on. */
          entries: z.number().int(),
        }),
      ),
    }),
    errors: [],
    roles: workers,
  }),
  copies: method({
    input: z.object({}).strict(),
    output: z.object({ copies: z.array(WalkCopy), overdue: z.number().int() }),
    errors: [],
    roles: ['clerk', 'officer', 'chief'],
  }),
  /** Makes a numbered copy of a building's open register entries, in the order of unit, floor and room. */
  prepare: method({
    input: z.object({ place: z.string().min(1).max(200), officerId: AccountId, holderId: AccountId }).strict(),
    output: z.object({ copyId: CopyId, number: z.string(), rows: z.number().int(), rooms: z.number().int() }),
    errors: ['paper/building-unreadable', 'paper/no-entries', 'paper/too-many', 'paper/people'],
    roles: workers,
    writes: true,
  }),
  /** The paper itself. Each print is a copy of its own: only its maker gets it, within ten minutes. */
  print: method({
    leased: true,
    input: z.object({ copyId: CopyId, purpose: PaperPurpose }).strict(),
    output: z.object({ pdf: z.instanceof(Uint8Array), pages: z.number().int(), fileName: z.string() }),
    errors: ['paper/gone', 'paper/printed', 'ledger/print-missing-glyphs'],
    roles: workers,
  }),
  /** Says where the paper is: given back, or destroyed. */
  tick: method({
    input: z
      .object({ copyId: CopyId, what: z.enum(['returned', 'destroyed']), note: z.string().trim().max(200).default('') })
      .strict(),
    output: z.object({}),
    errors: ['paper/gone', 'paper/ticked', 'paper/destroyed', 'paper/note-missing'],
    roles: workers,
    writes: true,
  }),
  /** The copy in plain, in the order of the paper, for typing it back. */
  open: method({
    input: z.object({ copyId: CopyId, purpose: PaperPurpose }).strict(),
    output: z.object({
      copy: WalkCopy,
      /** Whether somebody else has begun to type it. */
      byAnother: z.boolean(),
      /** Day of the walk, for rows without their own. */
      visitedOn: LocalDate,
      rooms: z.array(WalkRoom),
      rows: z.array(WalkRow),
    }),
    errors: ['paper/gone'],
    roles: workers,
  }),
  /** Goes on typing where somebody else began; their rows stay. */
  takeOver: method({
    input: z.object({ copyId: CopyId }).strict(),
    output: z.object({}),
    errors: ['paper/gone', 'paper/destroyed'],
    roles: workers,
    writes: true,
  }),
  setDay: method({
    input: z.object({ copyId: CopyId, day: z.string().max(20) }).strict(),
    output: z.object({ visitedOn: LocalDate }),
    errors: [...typing, 'paper/day'],
    roles: workers,
    writes: true,
  }),
  /** Keeps a row as it was typed, right or not. */
  saveRow: method({
    input: z
      .object({
        copyId: CopyId,
        position: z.number().int().min(1),
        revision: z.number().int().min(0),
        outcome: RowOutcome.nullable(),
        day: z.string().max(20),
        phone: z.string().max(40),
        note: z.string().max(400),
        /** The version that the typist looked at, where the entry was corrected after printing. */
        seenVersion: Version.nullable(),
      })
      .strict(),
    output: z.object({ revision: z.number().int(), readDay: LocalDate.nullable(), problems: z.array(RowProblem) }),
    errors: [...typing, 'paper/row-stale', 'paper/row-filed'],
    roles: workers,
    writes: true,
  }),
  /** Somebody who was not on the paper: a draft of L02 or L03 with the room, day and people filled in. */
  newcomer: method({
    input: z.object({ copyId: CopyId, household: z.number().int().min(1), book: BookId }).strict(),
    output: z.object({ draftId: DraftId }),
    errors: [...typing, 'ledger/unknown-book'],
    roles: workers,
    writes: true,
  }),
  /**
   * Files what is complete: one visit per room, with what the paper says of its people. A room that was filed before is passed by; one
   * that is refused keeps no other from being filed.
   */
  file: method({
    input: z
      .object({
        copyId: CopyId,
        /** Why warnings of a room are right. */
        reasons: z
          .array(z.object({ household: z.number().int(), reason: z.string().trim().min(2).max(200) }))
          .max(1000)
          .default([]),
      })
      .strict(),
    output: z.object({ results: z.array(HouseholdResult) }),
    errors: typing,
    roles: workers,
    writes: true,
  }),
} as const
