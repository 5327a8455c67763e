import { z } from 'zod'
import { AccountId, DraftId, EntryId, Instant, LocalDate, SourceRecordId, SubjectId, Version } from '../ids.ts'
import { method } from '../method.ts'
import { Purpose } from '../purposes.ts'
import { BookDefinition, BookId, FieldProblem } from '../books.ts'
import { BatchId } from './duty.shapes.ts'
import { addressMethods } from './ledger-addresses.contract.ts'
import {
  TypedFields,
  AcceptedWarning,
  FieldChange,
  Draft,
  FilledField,
  PaperToType,
  EntryRow,
  Entry,
  EntryVersion,
  EntryDecision,
  EntryEvent,
  Stage,
  ReviewRow,
  Likeness,
  HouseholdRow,
  Undoable,
  ListFilter,
  Sort,
  SavedView,
} from './ledger.shapes.ts'

const writers = ['clerk', 'officer'] as const
const typists = ['clerk', 'officer', 'auxiliary'] as const
const readers = ['clerk', 'officer', 'chief'] as const

export const ledgerContract = {
  books: method({
    input: z.object({}).strict(),
    output: z.object({ books: z.array(BookDefinition) }),
    errors: [],
    roles: ['clerk', 'officer', 'auxiliary', 'chief', 'auditor', 'it'],
  }),
  /** Opens a new draft. `from` fills it in core by reference; the values come back because a draft is its author's. */
  openDraft: method({
    input: z
      .object({
        book: BookId,
        /** Filed together with this draft, from which day, place and people are taken. */
        parent: DraftId.optional(),
        /** The paper batch that it is typed from. */
        batch: BatchId.optional(),
        from: z
          .object({
            subjectId: SubjectId,
            recordId: SourceRecordId.optional(),
            purpose: Purpose,
            reference: z.string().max(60).optional(),
          })
          .optional(),
      })
      .strict(),
    output: Draft,
    errors: [
      'ledger/unknown-book',
      'ledger/draft-gone',
      'ledger/not-together',
      'ledger/paper-gone',
      'lookup/subject-gone',
      'access/purpose-not-open',
      'access/reference-required',
      'access/reference-unreadable',
      'access/one-person-only',
    ],
    roles: typists,
    writes: true,
  }),
  readDraft: method({
    input: z.object({ draftId: DraftId }).strict(),
    output: Draft,
    errors: ['ledger/draft-gone'],
    roles: typists,
  }),
  drafts: method({
    input: z.object({}).strict(),
    output: z.object({
      drafts: z.array(z.object({ draftId: DraftId, book: BookId, updatedAt: Instant, summary: z.string() })),
    }),
    errors: [],
    roles: typists,
  }),
  /** Keeps the fields as typed, valid or not, and answers with the problems found. */
  saveDraft: method({
    input: z.object({ draftId: DraftId, revision: z.number().int(), fields: TypedFields }).strict(),
    output: z.object({
      revision: z.number().int(),
      problems: z.array(FieldProblem),
      savedAt: Instant,
      /** What the save filled in: fields that were empty, or that nobody typed. */
      filled: z.array(FilledField),
    }),
    errors: ['ledger/draft-gone', 'ledger/draft-stale', 'ledger/invalid'],
    roles: typists,
    writes: true,
  }),
  /** Batches of paper of a book that still have sheets to be typed in: one's own, or the station's for clerk and chief. */
  paperToType: method({
    input: z.object({ book: BookId }).strict(),
    output: z.object({ batches: z.array(PaperToType) }),
    errors: [],
    roles: typists,
  }),
  /** Says which paper a draft is typed from; null: none. */
  setPaper: method({
    input: z.object({ draftId: DraftId, batchId: BatchId.nullable() }).strict(),
    output: z.object({}),
    errors: ['ledger/draft-gone', 'ledger/paper-gone'],
    roles: typists,
    writes: true,
  }),
  /** Fills a draft from the identity card that lies on the reader; a card serves once. */
  fillFromCard: method({
    input: z.object({ draftId: DraftId, revision: z.number().int(), cardId: z.uuid() }).strict(),
    output: Draft,
    errors: ['ledger/draft-gone', 'ledger/draft-stale', 'cards/gone', 'cards/no-fields'],
    roles: typists,
    writes: true,
  }),
  discardDraft: method({
    input: z.object({ draftId: DraftId }).strict(),
    output: z.object({ undo: Undoable.nullable() }),
    errors: ['ledger/draft-gone'],
    roles: typists,
    writes: true,
  }),
  /** Entries that look like the draft, with both sides; asked while typing, answered from indexes only. */
  likeDraft: method({
    input: z.object({ draftId: DraftId }).strict(),
    output: z.object({ found: z.array(Likeness) }),
    errors: ['ledger/draft-gone'],
    roles: typists,
  }),
  /** `same`: the draft is given up for the entry (and can be taken back); `different`: not asked again, the reason is kept. */
  settleLikeness: method({
    input: z
      .object({
        draftId: DraftId,
        entryId: EntryId,
        verdict: z.enum(['same', 'different']),
        reason: z.string().trim().max(200).default(''),
      })
      .strict(),
    output: z.object({ undo: Undoable.nullable() }),
    errors: ['ledger/draft-gone', 'ledger/entry-gone', 'ledger/reason-missing'],
    roles: typists,
    writes: true,
  }),
  /** The register at the address of a visit's draft. */
  household: method({
    input: z.object({ draftId: DraftId }).strict(),
    output: z.object({ rows: z.array(HouseholdRow) }),
    errors: ['ledger/draft-gone'],
    roles: typists,
  }),
  /** Says of a register entry what the visit found; takes effect when the visit is filed. Null takes it back. */
  confirm: method({
    input: z.object({ draftId: DraftId, entryId: EntryId, outcome: z.enum(['confirmed', 'left']).nullable() }).strict(),
    output: z.object({}),
    errors: ['ledger/draft-gone', 'ledger/entry-gone'],
    roles: typists,
    writes: true,
  }),
  /** Gives a draft to somebody who may file it (an auxiliary's to the officer). */
  passDraft: method({
    input: z.object({ draftId: DraftId, to: AccountId }).strict(),
    output: z.object({}),
    errors: ['ledger/draft-gone', 'accounts/unknown'],
    roles: typists,
    writes: true,
  }),
  /** Files a draft with everything that belongs to it: all entries, their histories, links and audit rows, or nothing. */
  file: method({
    input: z.object({ draftId: DraftId, accepted: z.array(AcceptedWarning).max(50).default([]) }).strict(),
    output: z.object({
      entryId: EntryId,
      version: Version,
      number: z.string(),
      /** `in-review` where the book asks for a second person. */
      stage: Stage,
      also: z.array(z.object({ entryId: EntryId, book: BookId, number: z.string() })),
      undo: Undoable.nullable(),
    }),
    /** `ledger/invalid` and `ledger/warnings` carry the draft that they speak of as `draftId`. */
    errors: ['ledger/draft-gone', 'ledger/invalid', 'ledger/warnings', 'ledger/paper-gone'],
    roles: writers,
    writes: true,
  }),
  list: method({
    input: z
      .object({
        book: BookId,
        text: z.string().max(200).optional(),
        state: z.string().max(40).optional(),
        /** Voided entries only come when they are asked for. */
        stage: Stage.optional(),
        due: z.enum(['overdue', 'soon']).optional(),
        filters: z.array(ListFilter).max(20).default([]),
        from: LocalDate.optional(),
        to: LocalDate.optional(),
        sort: Sort.optional(),
        offset: z.number().int().min(0).default(0),
        limit: z.number().int().min(1).max(500).default(100),
      })
      .strict(),
    output: z.object({ rows: z.array(EntryRow), total: z.number().int() }),
    errors: ['ledger/unknown-book'],
    roles: readers,
  }),
  /** The whole entry in plain, for editing or review: one audit row with its purpose. */
  read: method({
    input: z.object({ entryId: EntryId, purpose: Purpose.default('P01') }).strict(),
    output: Entry,
    errors: ['ledger/entry-gone'],
    roles: readers,
  }),
  correct: method({
    input: z
      .object({
        entryId: EntryId,
        version: Version,
        fields: TypedFields,
        reason: z.string().trim().min(2).max(200),
        accepted: z.array(AcceptedWarning).max(50).default([]),
      })
      .strict(),
    output: z.object({ version: Version }),
    errors: [
      'ledger/entry-gone',
      'ledger/version-stale',
      'ledger/invalid',
      'ledger/warnings',
      'ledger/nothing-changed',
      'ledger/review-waits',
    ],
    roles: writers,
    writes: true,
  }),
  /** Takes a step of the life cycle. Where it needs a second person it waits as a review, and `review` is its id. */
  step: method({
    input: z
      .object({
        entryId: EntryId,
        /** State that the caller saw. */
        state: z.string().max(40),
        transition: z.string().max(40),
        fields: TypedFields.default({}),
        note: z.string().trim().max(1000).default(''),
        accepted: z.array(AcceptedWarning).max(50).default([]),
      })
      .strict(),
    output: z.object({ state: z.string(), review: z.string().nullable(), undo: Undoable.nullable() }),
    errors: [
      'ledger/entry-gone',
      'ledger/state-stale',
      'ledger/no-such-step',
      'ledger/by-another',
      'ledger/review-waits',
      'ledger/reason-missing',
      'ledger/invalid',
      'ledger/warnings',
    ],
    roles: writers,
    writes: true,
  }),
  /** The same step for many entries: each one on its own, with what became of it; one undo for all that went through. */
  stepMany: method({
    input: z
      .object({
        entries: z
          .array(z.object({ entryId: EntryId, state: z.string().max(40) }))
          .min(1)
          .max(500),
        transition: z.string().max(40),
        fields: TypedFields.default({}),
        note: z.string().trim().max(1000).default(''),
      })
      .strict(),
    output: z.object({
      done: z.array(EntryId),
      refused: z.array(z.object({ entryId: EntryId, number: z.string(), code: z.string() })),
      undo: Undoable.nullable(),
    }),
    errors: [],
    roles: writers,
    writes: true,
  }),
  /** Asks for an entry to be put out of force; a second person decides. */
  void: method({
    input: z.object({ entryId: EntryId, version: Version, reason: z.string().trim().min(2).max(200) }).strict(),
    output: z.object({ review: z.string() }),
    errors: ['ledger/entry-gone', 'ledger/version-stale', 'ledger/review-waits'],
    roles: writers,
    writes: true,
  }),
  /** A new version with the values of an old one. */
  restore: method({
    input: z
      .object({ entryId: EntryId, version: Version, to: Version, reason: z.string().trim().min(2).max(200) })
      .strict(),
    output: z.object({ version: Version }),
    errors: [
      'ledger/entry-gone',
      'ledger/version-stale',
      'ledger/invalid',
      'ledger/nothing-changed',
      'ledger/review-waits',
    ],
    roles: writers,
    writes: true,
  }),
  /** Two versions side by side, masked. */
  compare: method({
    input: z.object({ entryId: EntryId, left: Version, right: Version }).strict(),
    output: z.object({ fields: z.array(FieldChange) }),
    errors: ['ledger/entry-gone'],
    roles: readers,
  }),
  /** What waits for a second person: what the caller may decide first. */
  reviews: method({
    input: z.object({ book: BookId.optional(), offset: z.number().int().min(0).default(0) }).strict(),
    output: z.object({ rows: z.array(ReviewRow), total: z.number().int(), mine: z.number().int() }),
    errors: [],
    roles: readers,
  }),
  /** Approves or returns, one or many: each on its own. Nobody decides what they asked for, typed or answer for. */
  decide: method({
    input: z
      .object({
        reviewIds: z.array(z.string().max(40)).min(1).max(200),
        approve: z.boolean(),
        reason: z.string().trim().max(200).default(''),
      })
      .strict(),
    output: z.object({
      done: z.array(z.string()),
      refused: z.array(z.object({ reviewId: z.string(), code: z.string() })),
    }),
    errors: ['ledger/reason-missing'],
    roles: readers,
    writes: true,
  }),
  /** Takes back the caller's own act while nothing has been built on it; the audit keeps both. */
  undo: method({
    input: z.object({ actId: z.string().max(40) }).strict(),
    output: z.object({ entries: z.number().int(), draftId: DraftId.nullable() }),
    errors: ['ledger/undo-gone', 'ledger/undo-too-late'],
    roles: typists,
    writes: true,
  }),
  views: method({
    input: z.object({ book: BookId }).strict(),
    output: z.object({ views: z.array(SavedView) }),
    errors: [],
    roles: readers,
  }),
  saveView: method({
    input: SavedView.extend({ viewId: z.string().max(40).nullable() }).strict(),
    output: z.object({ viewId: z.string() }),
    errors: ['ledger/unknown-book', 'ledger/view-name-taken'],
    roles: readers,
    writes: true,
  }),
  deleteView: method({
    input: z.object({ viewId: z.string().max(40) }).strict(),
    output: z.object({}),
    errors: [],
    roles: readers,
    writes: true,
  }),
  /** How much typing was saved and how many duplicates were avoided, for the station as a whole, never per person. */
  measures: method({
    input: z.object({ from: LocalDate, to: LocalDate }).strict(),
    output: z.object({
      books: z.array(
        z.object({
          book: BookId,
          filed: z.number().int(),
          fields: z.number().int(),
          prefilled: z.number().int(),
          duplicatesAvoided: z.number().int(),
        }),
      ),
    }),
    errors: [],
    roles: ['chief', 'clerk'],
  }),
  history: method({
    input: z.object({ entryId: EntryId }).strict(),
    output: z.object({
      versions: z.array(EntryVersion),
      events: z.array(EntryEvent),
      decisions: z.array(EntryDecision),
    }),
    errors: ['ledger/entry-gone'],
    roles: readers,
  }),
  ...addressMethods,
  /** The PDF itself is the preview. */
  print: method({
    leased: true,
    input: z.object({ entryId: EntryId, purpose: Purpose.default('P01') }).strict(),
    output: z.object({ pdf: z.instanceof(Uint8Array), fileName: z.string(), pages: z.number().int() }),
    errors: ['ledger/entry-gone', 'ledger/print-missing-glyphs'],
    roles: readers,
  }),
} as const
