import { z } from 'zod'
import { BookId, FieldProblem } from '../books.ts'
import { BatchId } from './duty.shapes.ts'
import { AccountId, DraftId, EntryId, Instant, LocalDate, Version } from '../ids.ts'

/** Field values as typed: text, or a list of choices joined by `,`. Unknown keys are refused, never dropped. */
export const TypedFields = z.record(z.string().max(60), z.string().max(20_000))
export type TypedFields = z.infer<typeof TypedFields>

export const AcceptedWarning = z.object({
  /** Where several drafts are filed together, the one whose warning it is; without it, the warning is accepted for all of them. */
  draftId: DraftId.optional(),
  field: z.string().max(60),
  code: z.string().max(60),
  reason: z.string().trim().min(2).max(200),
})
export type AcceptedWarning = z.infer<typeof AcceptedWarning>

/** Where a prefilled value came from, shown beside the field. */
export const FieldMark = z.object({ field: z.string(), source: z.string(), at: Instant.nullable() })
export type FieldMark = z.infer<typeof FieldMark>

/** A field that a save filled in by itself, with its mark: the beat that the address belongs to. */
export const FilledField = FieldMark.extend({ value: z.string() })
export type FilledField = z.infer<typeof FilledField>

/** Masked values before and after; null where there was none. */
export const FieldChange = z.object({ field: z.string(), before: z.string().nullable(), after: z.string().nullable() })

/** A paper batch (交表) that drafts are typed from. */
export const PaperRef = z.object({ batchId: BatchId, number: z.string() })
export type PaperRef = z.infer<typeof PaperRef>

/** A batch of a book of which sheets are still to be typed in. */
export const PaperToType = PaperRef.extend({
  beat: z.string(),
  handedByName: z.string(),
  handedAt: Instant,
  sheets: z.number().int(),
  entries: z.number().int(),
})
export type PaperToType = z.infer<typeof PaperToType>

export const Draft = z.object({
  draftId: DraftId,
  book: BookId,
  /** Grows with each save; a save on an older revision is refused with `ledger/draft-stale`. */
  revision: z.number().int(),
  fields: TypedFields,
  marks: z.array(FieldMark),
  problems: z.array(FieldProblem),
  updatedAt: Instant,
  /** The draft that this one is filed together with (a tenant met on a visit). */
  parent: DraftId.nullable(),
  /** Drafts that are filed together with this one, in the order in which they were opened. */
  children: z.array(z.object({ draftId: DraftId, book: BookId, summary: z.string() })),
  /** The paper that it is typed from. */
  paper: PaperRef.nullable(),
})
export type Draft = z.infer<typeof Draft>

/**
 * What can stand as the `transition` of an event beside the steps of the book: put out of force, an act taken back, a review approved
 * or returned.
 */
export const actTransitions = ['void', 'undo', 'approve', 'return'] as const

/** A step that was taken: an event, not a version. `transition` null: filed. */
export const EntryEvent = z.object({
  at: Instant,
  by: z.string(),
  /** By somebody of the superior office. */
  byOffice: z.boolean(),
  from: z.string().nullable(),
  to: z.string(),
  transition: z.string().nullable(),
  note: z.string().nullable(),
  /** Masked. */
  changes: z.array(FieldChange),
})
export type EntryEvent = z.infer<typeof EntryEvent>

export const People = z.object({
  officer: z.object({ accountId: AccountId, name: z.string() }),
  helpers: z.array(z.object({ accountId: AccountId, name: z.string() })),
  typist: z.object({ accountId: AccountId, name: z.string() }),
})

/** Where an entry stands outside its life cycle: waiting for a second person, in force, or out of force (kept, never deleted). */
export const Stage = z.enum(['in-review', 'filed', 'voided'])
export type Stage = z.infer<typeof Stage>

/** Something to do by a day; `kind` is one of `dueKinds` in src-domain/books/book.ts. */
export const DueRow = z.object({ kind: z.string(), on: LocalDate })

export const ReviewKind = z.enum(['filing', 'step', 'void', 'sampled'])
export type ReviewKind = z.infer<typeof ReviewKind>

/** An entry that was filed in the same act as another, or that it refers to. */
export const LinkedEntry = z.object({
  entryId: EntryId,
  book: BookId,
  number: z.string(),
  state: z.string(),
  occurredOn: LocalDate,
  /** `filed-with`: made in the same act; `confirmed`, `left`: a visit said so of a register entry; `duplicate`: said to be the same. */
  relation: z.enum(['filed-with', 'confirmed', 'left', 'duplicate']),
  /** `from`: the other led to this one; `to`: this one led to the other. */
  direction: z.enum(['from', 'to']),
})
export type LinkedEntry = z.infer<typeof LinkedEntry>

export const ReviewRow = z.object({
  reviewId: z.string(),
  kind: ReviewKind,
  entryId: EntryId,
  book: BookId,
  number: z.string(),
  /** The step that waits, for `step`. */
  transition: z.string().nullable(),
  askedBy: z.string(),
  askedAt: Instant,
  reason: z.string().nullable(),
  /** Nobody at the station may decide it: it waits for the superior office, and waiting is not overdue. */
  waitsForOffice: z.boolean(),
  /** Whether the caller may decide it. */
  mine: z.boolean(),
  /** Masked differences that are to be approved, field by field. */
  changes: z.array(FieldChange),
})
export type ReviewRow = z.infer<typeof ReviewRow>

/** A filed entry that looks like the one being typed, and why. */
export const Likeness = z.object({
  entryId: EntryId,
  book: BookId,
  number: z.string(),
  state: z.string(),
  occurredOn: LocalDate,
  reasons: z.array(
    z.object({ field: z.string(), how: z.enum(['equal', 'same-sound', 'one-character', 'same-place', 'same-day']) }),
  ),
  /** Both side by side, masked; `differs` marks what is not the same. */
  fields: z.array(
    z.object({ field: z.string(), draft: z.string().nullable(), entry: z.string().nullable(), differs: z.boolean() }),
  ),
})
export type Likeness = z.infer<typeof Likeness>

/** A register entry (L02, L03) at the address of a visit, to be confirmed in passing. */
export const HouseholdRow = z.object({
  entryId: EntryId,
  book: BookId,
  number: z.string(),
  /** Masked. */
  summary: z.string(),
  state: z.string(),
  occurredOn: LocalDate,
  outcome: z.enum(['confirmed', 'left']).nullable(),
})
export type HouseholdRow = z.infer<typeof HouseholdRow>

/** What can be taken back, and until when. */
export const Undoable = z.object({ actId: z.string(), kind: z.string(), entries: z.number().int(), until: Instant })
export type Undoable = z.infer<typeof Undoable>

/** A condition of a list on one of the book's columns, or on `officer`, `beat`, `number`, `state`, `due`. */
export const ListFilter = z.object({
  field: z.string().max(60),
  op: z.enum(['is', 'is-not', 'contains', 'from', 'to', 'empty', 'not-empty']),
  value: z.string().max(200).default(''),
})

export const Sort = z.object({ by: z.string().max(60), descending: z.boolean() })

/** A view of a book that one account keeps under a name. */
export const SavedView = z.object({
  viewId: z.string(),
  book: BookId,
  name: z.string().trim().min(1).max(40),
  filters: z.array(ListFilter).max(20),
  stage: Stage.nullable(),
  sort: Sort.nullable(),
  columns: z.array(z.string().max(60)).max(60),
})
export type SavedView = z.infer<typeof SavedView>

export const EntryRow = z.object({
  entryId: EntryId,
  book: BookId,
  number: z.string(),
  version: Version,
  state: z.string(),
  occurredOn: LocalDate,
  filedAt: Instant,
  beat: z.string(),
  officerName: z.string(),
  stage: Stage,
  /** The next thing to do that is not done. */
  due: DueRow.nullable(),
  /** Masked values of the book's list columns. */
  columns: z.record(z.string(), z.string()),
})
export type EntryRow = z.infer<typeof EntryRow>

export const Entry = z.object({
  entryId: EntryId,
  book: BookId,
  number: z.string(),
  version: Version,
  state: z.string(),
  occurredOn: LocalDate,
  filedAt: Instant,
  beat: z.string(),
  people: People,
  fields: TypedFields,
  stage: Stage,
  /** Steps that can be taken now, by their ids in the definition. */
  steps: z.array(z.string()),
  dues: z.array(DueRow.extend({ done: z.boolean() })),
  links: z.array(LinkedEntry),
  /** The paper that it was typed from. */
  paper: PaperRef.nullable(),
  /** The review that this entry waits for. */
  review: ReviewRow.nullable(),
  /** What the superior office decided last of this entry, by whom and why. */
  officeDecision: z
    .object({ by: z.string(), at: Instant, approved: z.boolean(), reason: z.string().nullable() })
    .nullable(),
  /** What was questioned when this version was filed, and the reason that was given for it. */
  accepted: z.array(z.object({ field: z.string(), code: z.string(), reason: z.string() })),
})
export type Entry = z.infer<typeof Entry>

export const EntryVersion = z.object({
  version: Version,
  at: Instant,
  by: z.string(),
  reason: z.string().nullable(),
  changes: z.array(FieldChange),
})
export type EntryVersion = z.infer<typeof EntryVersion>

/** Two PCs had changed the same fields of an entry, and somebody chose: not what stands in the versions, but what stands since. */
export const EntryDecision = z.object({
  at: Instant,
  by: z.string(),
  reason: z.string(),
  /** What was not chosen, and what was. Masked. */
  changes: z.array(FieldChange),
})
export type EntryDecision = z.infer<typeof EntryDecision>
