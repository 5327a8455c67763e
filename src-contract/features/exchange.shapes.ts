import { z } from 'zod'
import { BookId } from '../books.ts'
import { AccountId, EntryId, ImportId, Instant, LocalDate } from '../ids.ts'
import { Purpose } from '../purposes.ts'
import { ListFilter, Sort, Stage } from './ledger.shapes.ts'
import { FileNotice } from './sources.contract.ts'

/** Column heading of the file -> field key of the book; what is not mapped is not filed. */
export const BookMapping = z.record(z.string().max(200), z.string().max(60))
export type BookMapping = z.infer<typeof BookMapping>

/**
 * Where an import stands: `read` (nothing mapped yet), `checked` (what it would do is known), `filing` (begun; goes on where it
 * stopped), `filed`, `undoing`, `undone`.
 */
export const importStates = ['read', 'checked', 'filing', 'filed', 'undoing', 'undone'] as const
export const ImportState = z.enum(importStates)
export type ImportState = z.infer<typeof ImportState>

const field = z.string().max(60)
const code = z.string().max(60)
const reason = z.string().trim().min(2).max(200)

/** One decision that mends all rows with the same trouble. Those by value are remembered for the next file of this shape. */
export const ImportRepair = z.discriminatedUnion('kind', [
  /** Every cell that says `from` means `to`: an option, an account, a beat, a declared absence; empty leaves the field out. */
  z.object({ kind: z.literal('value'), field, from: z.string().max(200), to: z.string().max(200) }),
  /** What stands where the file says nothing, or has no such column. */
  z.object({ kind: z.literal('default'), field, value: z.string().max(200) }),
  /** How 05/03/2026 is to be read. */
  z.object({ kind: z.literal('date-order'), field, order: z.enum(['ymd', 'mdy', 'dmy']) }),
  /** A kind of warning, accepted for every row that has it. */
  z.object({ kind: z.literal('accept'), field, code, reason }),
  /** Where the field has this problem it is filed as `to`: empty or a declared absence. */
  z.object({ kind: z.literal('replace'), field, code, to: z.string().max(60) }),
  /** Rows that look like an entry or an earlier row are filed all the same. */
  z.object({ kind: z.literal('duplicates'), of: z.enum(['existing', 'in-file']), reason }),
])
export type ImportRepair = z.infer<typeof ImportRepair>
export type RepairKind = ImportRepair['kind']

export const BookImportCounts = z.object({
  rows: z.number().int(),
  /** Would be filed, or have been. */
  new: z.number().int(),
  existing: z.number().int(),
  inFile: z.number().int(),
  errors: z.number().int(),
  /** Have warnings that nobody has accepted. */
  warnings: z.number().int(),
  filed: z.number().int(),
})
export type BookImportCounts = z.infer<typeof BookImportCounts>

/** What an import says beside the problems of the book's own checks; the sentences are in the text files. */
export const importProblemCodes = [
  'import/number-damaged',
  'import/cell-error',
  'import/existing',
  'import/in-file',
] as const
export type ImportProblemCode = (typeof importProblemCodes)[number]

/** All rows with one trouble in one field. */
export const ImportProblem = z.object({
  field: z.string(),
  code: z.string(),
  severity: z.enum(['error', 'warning']),
  count: z.number().int(),
  /** Row numbers as the spreadsheet program shows them, the first few. */
  rows: z.array(z.number().int()),
  /** Of the first row. */
  params: z.record(z.string(), z.union([z.string(), z.number()])),
  /** What the cells say, the most frequent first; only of fields that hold nothing personal. */
  values: z.array(z.object({ value: z.string(), count: z.number().int() })),
  repairs: z.array(z.enum(['value', 'default', 'date-order', 'accept', 'replace', 'duplicates'])),
  /** Settled by an `accept` or `duplicates` repair: shown, and no longer in the way. */
  settled: z.boolean(),
})
export type ImportProblem = z.infer<typeof ImportProblem>

export const BookImport = z.object({
  importId: ImportId,
  book: BookId,
  state: ImportState,
  fileName: z.string(),
  format: z.string(),
  encoding: z.string().nullable(),
  sheet: z.string(),
  sheets: z.array(z.object({ name: z.string(), hidden: z.boolean() })),
  /** Samples are shortened and masked: enough to tell a column by, not to read a person from. */
  columns: z.array(z.object({ key: z.string(), letter: z.string(), samples: z.array(z.string()) })),
  mapping: BookMapping,
  mappedBy: z.enum(['remembered', 'headings', 'hand', 'none']),
  /** Required fields that no column, default or document number fills. */
  missing: z.array(z.string()),
  repairs: z.array(ImportRepair),
  counts: BookImportCounts,
  problems: z.array(ImportProblem),
  notices: z.array(FileNotice),
  at: Instant,
})
export type BookImport = z.infer<typeof BookImport>

export const PastBookImport = z.object({
  importId: ImportId,
  book: BookId,
  fileName: z.string(),
  state: ImportState,
  at: Instant,
  by: z.object({ accountId: AccountId, name: z.string() }),
  counts: BookImportCounts,
  /** Filed by it and still as they were: what an undo would take back. */
  untouched: z.number().int(),
  /** Whether the caller may go on with it or undo it. */
  mine: z.boolean(),
})
export type PastBookImport = z.infer<typeof PastBookImport>

/** Which entries of a book leave it, and why. */
export const listPart = {
  book: BookId,
  purpose: Purpose,
  reference: z.string().trim().max(60).optional(),
  /** Asked for in plain; without it, or where the purpose does not open the book, personal values are masked. */
  plain: z.boolean().default(false),
  /** Chosen rows; left out: all that match. */
  entries: z.array(EntryId).min(1).max(1_000).optional(),
  columns: z.array(z.string().max(60)).max(60).optional(),
  text: z.string().max(200).optional(),
  state: z.string().max(40).optional(),
  stage: Stage.optional(),
  due: z.enum(['overdue', 'soon']).optional(),
  filters: z.array(ListFilter).max(20).default([]),
  from: LocalDate.optional(),
  to: LocalDate.optional(),
  sort: Sort.optional(),
  /** An approved request for more rows than one may take on one's own. */
  approval: z.string().max(40).optional(),
} as const

export const ExportRequest = z.object({
  requestId: z.string(),
  book: BookId,
  kind: z.enum(['xlsx', 'print']),
  purpose: Purpose,
  rows: z.number().int(),
  plain: z.boolean(),
  reason: z.string(),
  askedBy: z.string(),
  askedAt: Instant,
  state: z.enum(['waiting', 'approved', 'refused', 'used']),
  decidedBy: z.string().nullable(),
  mine: z.boolean(),
  /** What was asked for: once approved, exactly this may be taken out, once. */
  part: z.object(listPart),
})
export type ExportRequest = z.infer<typeof ExportRequest>
