import { z } from 'zod'
import { AccountId, EntryId, Instant, LocalDate } from '../ids.ts'

const uuid = z.string().regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/)
export const SurveyId = uuid.brand<'SurveyId'>()
export type SurveyId = z.infer<typeof SurveyId>
export const EvaluationImportId = uuid.brand<'EvaluationImportId'>()
export type EvaluationImportId = z.infer<typeof EvaluationImportId>
export const CaseId = uuid.brand<'CaseId'>()
export type CaseId = z.infer<typeof CaseId>

const Sha256 = z.string().regex(/^[0-9a-f]{64}$/)
const Count = z.number().int().min(0)

export const EvaluationCounts = z.object({
  rows: Count,
  /** Answers that count. */
  counted: Count,
  /** Answers that weigh nothing: without a token, or solicited by the officer. */
  uncounted: Count,
  /** Rows without an overall answer: neither counted nor wrong. */
  incomplete: Count,
  rejected: Count,
  callBacks: Count,
})
export type EvaluationCounts = z.infer<typeof EvaluationCounts>

export const Signer = z.object({ subject: z.string(), serial: z.string(), fingerprint: z.string() })
export type Signer = z.infer<typeof Signer>

export const EvaluationImport = z.object({
  importId: EvaluationImportId,
  fileName: z.string(),
  /** null for whoever has to confirm it: it must come from the office's own copy. */
  sha256: Sha256.nullable(),
  at: Instant,
  byName: z.string(),
  state: z.enum(['waiting', 'imported']),
  /** null where the file was not signed. */
  signer: Signer.nullable(),
  documentNumber: z.string().nullable(),
  confirmedAt: Instant.nullable(),
  confirmedByName: z.string().nullable(),
  counts: EvaluationCounts,
})
export type EvaluationImport = z.infer<typeof EvaluationImport>

export const Survey = z.object({
  surveyId: SurveyId,
  /** What the agency's manifest names. */
  code: z.string(),
  period: z.string(),
  from: LocalDate,
  to: LocalDate,
  agency: z.string(),
  invited: Count,
  /** SHA-256 of the invitations' table. */
  frameSha256: Sha256,
  preparedAt: Instant,
  preparedByName: z.string(),
  imports: z.array(EvaluationImport),
})
export type Survey = z.infer<typeof Survey>

export const RowProblem = z.object({
  code: z.enum(['TP02', 'TP03', 'TP04', 'TP05', 'TP06', 'TP08']),
  /** null: the file as a whole. */
  row: z.number().int().nullable(),
  /** Heading of the column; never a value. */
  column: z.string().nullable(),
})
export type RowProblem = z.infer<typeof RowProblem>

export const EvaluationPreview = z.object({
  importId: EvaluationImportId,
  fileName: z.string(),
  sha256: Sha256,
  signer: Signer.nullable(),
  columns: z.array(z.object({ key: z.string(), heading: z.string(), field: z.string().nullable() })),
  counts: EvaluationCounts,
  /** Nothing of the file can be imported: a column is missing, or it holds personal data. */
  refused: z.boolean(),
  problems: z.array(RowProblem),
  problemCount: Count,
  /** TP07: with fewer than ten answers, this file included, satisfaction is a missing source. */
  few: z.array(z.object({ number: z.string(), name: z.string(), answers: Count })),
  /** The file has been imported before. */
  again: z.boolean(),
})
export type EvaluationPreview = z.infer<typeof EvaluationPreview>

/** Ten-thousandths. */
const Figure = z.number().int()
export const Satisfaction = z.object({
  invited: Count,
  answered: Count,
  responseRate: Figure.nullable(),
  /** null: fewer than ten answers, or it would give another's away. */
  rate: Figure.nullable(),
  /** What the silent could make of it. */
  low: Figure.nullable(),
  high: Figure.nullable(),
})
export type Satisfaction = z.infer<typeof Satisfaction>
export const OfficerSatisfaction = Satisfaction.extend({ officerId: AccountId, number: z.string(), name: z.string() })
export type OfficerSatisfaction = z.infer<typeof OfficerSatisfaction>

export const callBackOutcomes = ['settled', 'open-issue', 'not-reached'] as const
export const CallBackOutcome = z.enum(callBackOutcomes)
export type CallBackOutcome = z.infer<typeof CallBackOutcome>

/** Somebody who is dissatisfied and agreed to be called; who, says the record that the invitation came from. */
export const CallBackCase = z.object({
  caseId: CaseId,
  survey: z.string(),
  /** The record to open; its content needs access and a purpose. */
  entryId: EntryId,
  number: z.string(),
  book: z.string(),
  /** Whom it is about: anybody else calls. */
  officerName: z.string(),
  dueOn: LocalDate,
  outcome: CallBackOutcome.nullable(),
  note: z.string().nullable(),
  closedAt: Instant.nullable(),
  closedByName: z.string().nullable(),
})
export type CallBackCase = z.infer<typeof CallBackCase>
