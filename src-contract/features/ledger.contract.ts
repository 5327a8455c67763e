import { z } from 'zod'
import { AccountId, DraftId, EntryId, Instant, LocalDate, SourceRecordId, SubjectId, Version } from '../ids.ts'
import { method } from '../method.ts'
import { Purpose } from '../purposes.ts'
import { BookDefinition, BookId, FieldProblem } from '../books.ts'

/** Field values as typed: text, or a list of choices joined by `,`. Unknown keys are refused, never dropped. */
export const TypedFields = z.record(z.string().max(60), z.string().max(20_000))
export type TypedFields = z.infer<typeof TypedFields>

export const AcceptedWarning = z.object({
  field: z.string().max(60),
  code: z.string().max(60),
  reason: z.string().trim().min(2).max(200),
})
export type AcceptedWarning = z.infer<typeof AcceptedWarning>

/** Where a prefilled value came from, shown beside the field. */
export const FieldMark = z.object({ field: z.string(), source: z.string(), at: Instant.nullable() })
export type FieldMark = z.infer<typeof FieldMark>

export const Draft = z.object({
  draftId: DraftId,
  book: BookId,
  /** Grows with each save; a save on an older revision is refused with `ledger/draft-stale`. */
  revision: z.number().int(),
  fields: TypedFields,
  marks: z.array(FieldMark),
  problems: z.array(FieldProblem),
  updatedAt: Instant,
})
export type Draft = z.infer<typeof Draft>

export const People = z.object({
  officer: z.object({ accountId: AccountId, name: z.string() }),
  helpers: z.array(z.object({ accountId: AccountId, name: z.string() })),
  typist: z.object({ accountId: AccountId, name: z.string() }),
})

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
})
export type Entry = z.infer<typeof Entry>

export const EntryVersion = z.object({
  version: Version,
  at: Instant,
  by: z.string(),
  reason: z.string().nullable(),
  changes: z.array(z.object({ field: z.string(), before: z.string().nullable(), after: z.string().nullable() })),
})
export type EntryVersion = z.infer<typeof EntryVersion>

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
    errors: ['ledger/unknown-book', 'lookup/subject-gone', 'access/purpose-not-open', 'access/reference-required'],
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
    output: z.object({ revision: z.number().int(), problems: z.array(FieldProblem), savedAt: Instant }),
    errors: ['ledger/draft-gone', 'ledger/draft-stale', 'ledger/invalid'],
    roles: typists,
    writes: true,
  }),
  discardDraft: method({
    input: z.object({ draftId: DraftId }).strict(),
    output: z.object({}),
    errors: ['ledger/draft-gone'],
    roles: typists,
    writes: true,
  }),
  /** Files a draft: all of the entry, its history and its audit row, or nothing. */
  file: method({
    input: z.object({ draftId: DraftId, accepted: z.array(AcceptedWarning).max(50).default([]) }).strict(),
    output: z.object({ entryId: EntryId, version: Version, number: z.string() }),
    errors: ['ledger/draft-gone', 'ledger/invalid', 'ledger/warnings'],
    roles: writers,
    writes: true,
  }),
  list: method({
    input: z
      .object({
        book: BookId,
        text: z.string().max(200).optional(),
        state: z.string().max(40).optional(),
        from: LocalDate.optional(),
        to: LocalDate.optional(),
        sort: z.object({ by: z.string().max(60), descending: z.boolean() }).optional(),
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
    ],
    roles: writers,
    writes: true,
  }),
  history: method({
    input: z.object({ entryId: EntryId }).strict(),
    output: z.object({ versions: z.array(EntryVersion) }),
    errors: ['ledger/entry-gone'],
    roles: readers,
  }),
  /** The PDF itself is the preview. */
  print: method({
    input: z.object({ entryId: EntryId, purpose: Purpose.default('P01') }).strict(),
    output: z.object({ pdf: z.instanceof(Uint8Array), fileName: z.string(), pages: z.number().int() }),
    errors: ['ledger/entry-gone', 'ledger/print-missing-glyphs'],
    roles: readers,
  }),
} as const
