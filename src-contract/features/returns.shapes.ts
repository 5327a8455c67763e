import { z } from 'zod'
import { BookId } from '../books.ts'
import { EntryId, Instant, LocalDate, Version } from '../ids.ts'
import { Stage } from './ledger.shapes.ts'

const uuid = z.string().regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/)

/** One return (报表): a superior's template that is filled once per period. */
export const ReturnId = uuid.brand<'ReturnId'>()
export type ReturnId = z.infer<typeof ReturnId>
/** One filled return of one period, frozen when its filler handed it to a reviewer. */
export const SubmissionId = uuid.brand<'SubmissionId'>()
export type SubmissionId = z.infer<typeof SubmissionId>

/** Id of a period of the return's kind: `2026-10`, `2026-Q4`, `2026-H2`, `2026`. */
export const PeriodId = z.string().regex(/^\d{4}(-(\d{2}|[QH]\d))?$/)
export const PeriodKindId = z.string().min(1).max(40)

/** A cell as a spreadsheet program names it. */
export const CellName = z.string().regex(/^[A-Z]{1,3}[1-9]\d{0,6}$/)
/** 31 characters by the book; some programs write longer ones. */
export const SheetName = z.string().min(1).max(100)

/** Which day of an entry decides: occurred, filed, the day on which it came into the state; or how it stands on the last day. */
export const countBases = ['occurred', 'filed', 'reached', 'end'] as const
export const CountBasis = z.enum(countBases)
export type CountBasis = z.infer<typeof CountBasis>

/** A named count: book x state x kind x beat x period; the period is the return's. Null: any. */
export const CountBinding = z
  .object({
    kind: z.literal('count'),
    book: BookId,
    basis: CountBasis,
    /** A state of the book's life cycle; `reached` needs one. */
    state: z.string().max(40).nullable(),
    /** A choice field of the book and one of its options: both or neither. */
    field: z.string().max(60).nullable(),
    value: z.string().max(60).nullable(),
    beat: z.string().max(40).nullable(),
    /** Entries in force, unless those that wait for a second person, or those put out of force, are meant. */
    stage: Stage.default('filed'),
    /** A number field whose values are added up instead of counting entries (people reached). */
    sum: z.string().max(60).nullable(),
  })
  .strict()
export type CountBinding = z.infer<typeof CountBinding>

export const textSources = ['station', 'period', 'from', 'to', 'filler', 'reviewer', 'date'] as const
export const TextSource = z.enum(textSources)
export type TextSource = z.infer<typeof TextSource>

/** Words that belong to the form itself; they are put behind what the cell says already (填报单位：…). */
export const TextBinding = z.object({ kind: z.literal('text'), what: TextSource }).strict()
export type TextBinding = z.infer<typeof TextBinding>

export const Binding = z.discriminatedUnion('kind', [CountBinding, TextBinding])
export type Binding = z.infer<typeof Binding>

export const cellKinds = ['blank', 'text', 'number', 'date', 'formula'] as const

export const TemplateCell = z.object({
  cell: CellName,
  kind: z.enum(cellKinds),
  text: z.string(),
  /** Without the leading `=`; shared formulas are written out. */
  formula: z.string().nullable(),
  bold: z.boolean(),
  align: z.enum(['start', 'center', 'end']).nullable(),
  border: z.boolean(),
  /** Its number is shown as a percentage. */
  percent: z.boolean(),
})
export type TemplateCell = z.infer<typeof TemplateCell>

/** 0-based, both ends included. */
export const CellRange = z.object({
  top: z.number().int(),
  left: z.number().int(),
  bottom: z.number().int(),
  right: z.number().int(),
})
export type CellRange = z.infer<typeof CellRange>

export const TemplateSheet = z.object({
  name: z.string(),
  /** Kept in the file as it is; neither shown nor bound, so its cells are left out. */
  hidden: z.boolean(),
  rows: z.number().int(),
  columns: z.number().int(),
  /** Of each column, in characters. */
  widths: z.array(z.number()),
  merges: z.array(CellRange),
  /** Cells that hold something or have a border. */
  cells: z.array(TemplateCell),
  /** Cells that are meant to be filled in, by the look of the template. */
  inputs: z.array(CellName),
})
export type TemplateSheet = z.infer<typeof TemplateSheet>

export const templateNotices = ['converted-from-xls', 'macros-removed', 'hidden-sheets', 'external-links'] as const
export const TemplateNotice = z.enum(templateNotices)
export type TemplateNotice = z.infer<typeof TemplateNotice>

export const Template = z.object({
  version: z.number().int(),
  /** False: made on another PC, and its file has not come here yet; `sheets` is empty. */
  here: z.boolean(),
  fileName: z.string(),
  at: Instant,
  by: z.string(),
  notices: z.array(TemplateNotice),
  sheets: z.array(TemplateSheet),
})
export type Template = z.infer<typeof Template>

export const CellPlace = z.object({ sheet: SheetName, cell: CellName })
export type CellPlace = z.infer<typeof CellPlace>

export const BoundCell = CellPlace.extend({ binding: Binding })
export type BoundCell = z.infer<typeof BoundCell>

/** Why a bound cell is left empty. */
export const gaps = [
  'book-gone',
  'state-gone',
  'field-gone',
  'value-gone',
  'beat-gone',
  'amount-missing',
  'cell-gone',
  'not-begun',
] as const
export const Gap = z.enum(gaps)
export type Gap = z.infer<typeof Gap>

/** `submitted` waits for the reviewer; `returned` goes back to the filler with a reason. */
export const submissionStatuses = ['submitted', 'sent', 'returned'] as const
export const SubmissionStatus = z.enum(submissionStatuses)
export type SubmissionStatus = z.infer<typeof SubmissionStatus>

export const Submission = z.object({
  submissionId: SubmissionId,
  period: PeriodId,
  status: SubmissionStatus,
  filler: z.string(),
  submittedAt: Instant,
  reviewer: z.string().nullable(),
  reviewedAt: Instant.nullable(),
  reason: z.string().nullable(),
  /** The period was not over yet. */
  preliminary: z.boolean(),
  templateVersion: z.number().int(),
  /** SHA-256 of the frozen snapshot, hex. */
  sha256: z.string(),
  /** False: made on another PC, and what was frozen has not come here yet. */
  here: z.boolean(),
  /** The caller filled it in and can therefore not review it. */
  own: z.boolean(),
})
export type Submission = z.infer<typeof Submission>

export const periodStatuses = ['running', 'open', 'submitted', 'returned', 'sent'] as const
export const PeriodStatus = z.enum(periodStatuses)
export type PeriodStatus = z.infer<typeof PeriodStatus>

/** A period of a return: `running` is not over, `open` is over and not sent. */
export const ReturnPeriod = z.object({
  id: PeriodId,
  from: LocalDate,
  to: LocalDate,
  due: LocalDate,
  status: PeriodStatus,
})
export type ReturnPeriod = z.infer<typeof ReturnPeriod>

export const ReturnRow = z.object({
  returnId: ReturnId,
  name: z.string(),
  issuer: z.string(),
  periodKind: PeriodKindId,
  dueDays: z.number().int(),
  startsWith: PeriodId,
  active: z.boolean(),
  bound: z.number().int(),
  /** The oldest period that still has to be sent, else the running one. */
  next: ReturnPeriod,
  lastSent: z.object({ period: PeriodId, at: Instant }).nullable(),
})
export type ReturnRow = z.infer<typeof ReturnRow>

/** A return whose period is over and that has not been sent; what 今日待办 shows. */
export const DueReturn = z.object({
  returnId: ReturnId,
  name: z.string(),
  issuer: z.string(),
  period: PeriodId,
  due: LocalDate,
  status: z.enum(['open', 'submitted', 'returned']),
})
export type DueReturn = z.infer<typeof DueReturn>

/** A bound cell with what it comes to; `sent` and the three numbers compare it with what was last sent for this period. */
export const FilledCell = CellPlace.extend({
  binding: Binding,
  /** Null where there is a gap, and for text. */
  value: z.number().nullable(),
  text: z.string().nullable(),
  gap: Gap.nullable(),
  /** Entries behind the number. */
  entries: z.number().int(),
  sent: z.number().nullable(),
  added: z.number().int(),
  removed: z.number().int(),
  changed: z.number().int(),
})
export type FilledCell = z.infer<typeof FilledCell>

/** A formula's result where this program can work it out; the spreadsheet program works out all of them when the file is opened. */
export const FormulaResult = CellPlace.extend({
  value: z.number().nullable(),
  sent: z.number().nullable(),
  /** A cell that it adds up is empty although it is meant to be filled in. */
  incomplete: z.boolean(),
})
export type FormulaResult = z.infer<typeof FormulaResult>

export const Filled = z.object({
  period: ReturnPeriod,
  /** The period is not over: the numbers will change. */
  preliminary: z.boolean(),
  cells: z.array(FilledCell),
  formulas: z.array(FormulaResult),
  /** Cells that are meant to be filled in and have no binding: yellow, never 0. */
  unbound: z.array(CellPlace),
  /** SHA-256 over cells and records, without who and when: a submission names what its filler saw. */
  contentHash: z.string(),
  lastSent: Submission.nullable(),
  waiting: Submission.nullable(),
})
export type Filled = z.infer<typeof Filled>

/** Records behind a cell: as counted now, as sent, and what made the difference. */
export const recordSets = ['now', 'sent', 'added', 'removed', 'changed'] as const
export const RecordSet = z.enum(recordSets)
export type RecordSet = z.infer<typeof RecordSet>

/** No content: that is read entry by entry through `ledger.read`. */
export const CountedRecord = z.object({
  entryId: EntryId,
  number: z.string(),
  book: BookId,
  state: z.string(),
  occurredOn: LocalDate,
  beat: z.string(),
  version: Version,
  voided: z.boolean(),
  /** How it stood in the last sent return. */
  sent: z.object({ version: Version, state: z.string() }).nullable(),
})
export type CountedRecord = z.infer<typeof CountedRecord>
