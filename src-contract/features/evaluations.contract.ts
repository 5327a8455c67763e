import { z } from 'zod'
import { FileId } from '../ids.ts'
import { method } from '../method.ts'
import { AssessedPeriod, PeriodId } from './assessment.shapes.ts'
import {
  CallBackCase,
  CallBackOutcome,
  CaseId,
  EvaluationCounts,
  EvaluationImportId,
  EvaluationPreview,
  OfficerSatisfaction,
  Satisfaction,
  Survey,
  SurveyId,
} from './evaluations.shapes.ts'
import { keyErrors } from './reports.contract.ts'
import { fileErrors } from './sources.contract.ts'

const Sha256 = z.string().regex(/^[0-9a-f]{64}$/)
export const DocumentNumber = z.string().trim().max(60)

/** 第三方测评: whom the station invites, what the agency sends back, and who is called for being dissatisfied. */
export const evaluationsContract = {
  surveys: method({
    input: z.object({}).strict(),
    output: z.object({ surveys: z.array(Survey) }),
    errors: [],
    roles: ['chief', 'auditor'],
  }),
  /** Draws the invitations of a period from its services, disputes and visits. Once a period: what was drawn is kept. */
  prepare: method({
    input: z
      .object({ periodKind: AssessedPeriod, period: PeriodId, agency: z.string().trim().min(2).max(100) })
      .strict(),
    output: z.object({ surveyId: SurveyId, invited: z.number().int() }),
    errors: ['assessment/period-unknown', 'evaluations/prepared', 'evaluations/nobody-to-invite'],
    roles: ['chief'],
    writes: true,
  }),
  /** The invitations as the agency gets them: a table without personal data, and the chief's signature over it. */
  invitations: method({
    input: z.object({ surveyId: SurveyId, fileId: FileId, passphrase: z.string().max(200) }).strict(),
    output: z.object({ zip: z.instanceof(Uint8Array), fileName: z.string(), rows: z.number().int(), sha256: Sha256 }),
    errors: ['evaluations/gone', 'file/not-found', ...keyErrors],
    roles: ['chief'],
  }),
  /** What a file would do, and all that is wrong with it, by row. Nothing is kept but for `apply`. */
  preview: method({
    input: z
      .object({
        surveyId: SurveyId,
        fileId: FileId,
        /** The agency's signed manifest; null where two persons confirm the file instead. */
        manifest: FileId.nullable(),
        /** Column to field, where the headings do not say it. */
        mapping: z.record(z.string().max(200), z.string().regex(/^[a-z_]{1,40}$|^q[1-9]\d?$/)).optional(),
      })
      .strict(),
    output: EvaluationPreview,
    errors: [
      ...fileErrors,
      'evaluations/gone',
      'evaluations/tp01',
      'evaluations/jsonl',
      'evaluations/long',
      'evaluations/empty',
      'evaluations/mapping',
      'evaluations/changed-while-read',
    ],
    roles: ['chief'],
  }),
  /** Takes over what was previewed. Signed: at once. Otherwise it waits for the second person. The same file again changes nothing. */
  apply: method({
    input: z.object({ importId: EvaluationImportId, documentNumber: DocumentNumber.default('') }).strict(),
    output: z.object({
      importId: EvaluationImportId,
      state: z.enum(['waiting', 'imported']),
      counts: EvaluationCounts,
      /** The file had been imported before. */
      again: z.boolean(),
    }),
    errors: [
      'evaluations/preview-stale',
      'evaluations/refused',
      'evaluations/nothing-usable',
      'evaluations/document-missing',
    ],
    roles: ['chief'],
    writes: true,
  }),
  /** The second person, of the superior office, says that document number and SHA-256 are those of the office's own copy. */
  confirm: method({
    input: z
      .object({ importId: EvaluationImportId, documentNumber: DocumentNumber, sha256: z.string().trim().max(64) })
      .strict(),
    output: z.object({}),
    errors: ['evaluations/gone', 'evaluations/not-waiting', 'evaluations/not-the-same'],
    roles: ['auditor'],
    writes: true,
  }),
  /** Lets go of a file that nobody has confirmed. */
  withdraw: method({
    input: z.object({ importId: EvaluationImportId }).strict(),
    output: z.object({}),
    errors: ['evaluations/gone', 'evaluations/not-waiting'],
    roles: ['chief', 'auditor'],
    writes: true,
  }),
  /** The rows that were left out, as they came, with what is wrong with each: for the agency. */
  rejected: method({
    input: z.object({ importId: EvaluationImportId }).strict(),
    output: z.object({ xlsx: z.instanceof(Uint8Array), fileName: z.string(), rows: z.number().int() }),
    errors: ['evaluations/gone', 'evaluations/nothing-rejected'],
    roles: ['chief'],
  }),
  /** Rates by officer from ten answers on, the station's where it gives nobody away, and comments without personal data. */
  figures: method({
    input: z.object({ surveyId: SurveyId }).strict(),
    output: z.object({
      officers: z.array(OfficerSatisfaction),
      station: Satisfaction,
      comments: z.array(z.object({ text: z.string(), times: z.number().int() })),
    }),
    errors: ['evaluations/gone'],
    roles: ['chief'],
  }),
  /** Open cases first. Nobody sees a case about the own work. */
  callBacks: method({
    input: z.object({}).strict(),
    output: z.object({ cases: z.array(CallBackCase) }),
    errors: [],
    roles: ['clerk', 'chief'],
  }),
  closeCallBack: method({
    input: z.object({ caseId: CaseId, outcome: CallBackOutcome, note: z.string().trim().min(2).max(1000) }).strict(),
    output: z.object({}),
    errors: ['evaluations/case-gone', 'evaluations/case-closed', 'evaluations/own-case'],
    roles: ['clerk', 'chief'],
    writes: true,
  }),
} as const
