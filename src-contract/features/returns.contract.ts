import { z } from 'zod'
import { FileId } from '../ids.ts'
import { method } from '../method.ts'
import {
  BoundCell,
  CellPlace,
  CountedRecord,
  Binding,
  Filled,
  PeriodId,
  PeriodKindId,
  RecordSet,
  ReturnId,
  ReturnPeriod,
  ReturnRow,
  Submission,
  SubmissionId,
  Template,
  TemplateNotice,
} from './returns.shapes.ts'

const fillers = ['clerk'] as const
const readers = ['clerk', 'chief'] as const

/** A template is a form, not a data file. */
export const templateLimits = { megabytes: 10, rows: 300, columns: 60, sheets: 20 } as const

const templateErrors = [
  'file/not-found',
  'file/empty',
  'file/not-a-spreadsheet',
  'file/password-protected',
  'file/too-large',
  'file/zip-bomb',
  'file/unreadable',
  'file/cancelled',
  'file/in-use',
  'returns/template-macros',
  'returns/template-format',
  'returns/template-blank',
] as const

const facts = {
  name: z.string().trim().min(2).max(60),
  issuer: z.string().trim().min(2).max(60),
  /** Days after the period's last day. */
  dueDays: z.number().int().min(0).max(90),
}

/** 报表报送: a superior's own spreadsheet, filled from the ledgers. */
export const returnsContract = {
  list: method({
    input: z.object({}).strict(),
    output: z.object({ returns: z.array(ReturnRow) }),
    errors: [],
    roles: readers,
  }),
  /** Keeps a template and puts the return into the directory. */
  create: method({
    input: z.object({ ...facts, periodKind: PeriodKindId, startsWith: PeriodId, fileId: FileId }).strict(),
    output: z.object({ returnId: ReturnId, notices: z.array(TemplateNotice) }),
    errors: [...templateErrors, 'returns/period-unknown', 'returns/name-taken'],
    roles: fillers,
    writes: true,
  }),
  update: method({
    input: z.object({ returnId: ReturnId, ...facts, active: z.boolean() }).strict(),
    output: z.object({}),
    errors: ['returns/gone', 'returns/name-taken'],
    roles: fillers,
    writes: true,
  }),
  /** A newer edition of the form. Bindings stay where cell and headings are the same; the others are named and dropped. */
  replaceTemplate: method({
    input: z.object({ returnId: ReturnId, fileId: FileId }).strict(),
    output: z.object({
      version: z.number().int(),
      notices: z.array(TemplateNotice),
      kept: z.number().int(),
      dropped: z.array(CellPlace),
    }),
    errors: [...templateErrors, 'returns/gone', 'returns/not-here', 'returns/awaiting-review'],
    roles: fillers,
    writes: true,
  }),
  /** The form itself, its bindings, its periods and what was sent. */
  open: method({
    input: z.object({ returnId: ReturnId }).strict(),
    output: z.object({
      row: ReturnRow,
      /** Grows with each change of the bindings. */
      revision: z.number().int(),
      template: Template,
      bindings: z.array(BoundCell),
      /** Newest first, the running one included; at most 24. */
      periods: z.array(ReturnPeriod),
      submissions: z.array(Submission),
    }),
    errors: ['returns/gone'],
    roles: readers,
  }),
  /** Binds cells, or frees them with null: all of them or none. */
  bind: method({
    input: z
      .object({
        returnId: ReturnId,
        revision: z.number().int(),
        cells: z
          .array(CellPlace.extend({ binding: Binding.nullable() }))
          .min(1)
          .max(500),
      })
      .strict(),
    output: z.object({ revision: z.number().int() }),
    errors: ['returns/gone', 'returns/not-here', 'returns/stale', 'returns/binding-invalid'],
    roles: fillers,
    writes: true,
  }),
  /** Counts every bound cell for a period and compares with what was last sent for it. Nothing is written. */
  fill: method({
    input: z.object({ returnId: ReturnId, period: PeriodId }).strict(),
    output: Filled,
    errors: ['returns/gone', 'returns/not-here', 'returns/period-unknown'],
    roles: readers,
  }),
  /** A submission as it was frozen. */
  submission: method({
    input: z.object({ submissionId: SubmissionId }).strict(),
    output: z.object({ submission: Submission, template: Template, filled: Filled }),
    errors: ['returns/gone', 'returns/not-here'],
    roles: readers,
  }),
  /** The records behind a cell: numbers, days, books, states. */
  records: method({
    input: CellPlace.extend({
      returnId: ReturnId,
      period: PeriodId,
      set: RecordSet,
      /** Records of this submission instead of a new count. */
      submissionId: SubmissionId.optional(),
      offset: z.number().int().min(0).default(0),
      limit: z.number().int().min(1).max(500).default(200),
    }).strict(),
    output: z.object({
      records: z.array(CountedRecord),
      total: z.number().int(),
      /** Of `total`, those that are outside the caller's reach and therefore not listed. */
      outOfReach: z.number().int(),
    }),
    errors: ['returns/gone', 'returns/not-here', 'returns/period-unknown'],
    roles: readers,
  }),
  /** Freezes what the filler saw and hands it to another person. */
  submit: method({
    input: z
      .object({
        returnId: ReturnId,
        period: PeriodId,
        contentHash: z.string().regex(/^[0-9a-f]{64}$/),
        /** The filler knows that the period is not over, or that cells are empty. */
        acceptIncomplete: z.boolean().default(false),
      })
      .strict(),
    output: z.object({ submissionId: SubmissionId, sha256: z.string() }),
    errors: [
      'returns/gone',
      'returns/not-here',
      'returns/period-unknown',
      'returns/nothing-bound',
      'returns/changed',
      'returns/incomplete',
      'returns/awaiting-review',
    ],
    roles: fillers,
    writes: true,
  }),
  /** The second person confirms under their own log-in, or returns it with a reason. */
  review: method({
    input: z
      .object({ submissionId: SubmissionId, confirm: z.boolean(), reason: z.string().trim().max(200).default('') })
      .strict(),
    output: z.object({}),
    errors: [
      'returns/gone',
      'returns/not-here',
      'returns/own-submission',
      'returns/reviewed',
      'returns/reason-missing',
    ],
    roles: readers,
    writes: true,
  }),
  /** The filled template as a file: of a submission, or of a period as it stands. Audited as an export. */
  file: method({
    input: z.object({ returnId: ReturnId, period: PeriodId, submissionId: SubmissionId.optional() }).strict(),
    output: z.object({ file: z.instanceof(Uint8Array), empty: z.number().int() }),
    errors: ['returns/gone', 'returns/not-here', 'returns/period-unknown', 'file/unreadable'],
    roles: readers,
  }),
} as const
