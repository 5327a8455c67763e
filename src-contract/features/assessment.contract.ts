import { z } from 'zod'
import { AccountId, FileId, LocalDate } from '../ids.ts'
import { method } from '../method.ts'
import {
  Appeal,
  AppealId,
  AssessedPeriod,
  AssessmentScheme,
  EvidenceLine,
  OfficerDiff,
  OfficerLine,
  OfficerResult,
  PeriodId,
  Run,
  RunId,
  SchemeProblem,
  UnusedScheme,
  Words,
} from './assessment.shapes.ts'
import { IndicatorId } from './assessment.snapshot.ts'

const Page = { offset: z.number().int().min(0).default(0), limit: z.number().int().min(1).max(500).default(100) }

/** 绩效考评: from the ledgers to a released score, each figure open down to its records. */
export const assessmentContract = {
  /** Runs, the newest period first: of the chief all, of an officer those released with an own score. */
  runs: method({
    input: z.object({}).strict(),
    output: z.object({ runs: z.array(Run) }),
    errors: [],
    roles: ['chief', 'officer'],
  }),
  /** What stands between a period and its assessment: who has no roster, which beat had nobody, which source is missing. */
  readiness: method({
    input: z.object({ periodKind: AssessedPeriod, period: PeriodId }).strict(),
    output: z.object({
      from: LocalDate,
      to: LocalDate,
      over: z.boolean(),
      workingDays: z.number().int(),
      officers: z.array(
        z.object({
          officerId: AccountId,
          number: z.string(),
          name: z.string(),
          beats: z.array(z.string()),
          dutyDays: z.number().int(),
        }),
      ),
      /** Beats with days on which nobody answered for them. */
      gaps: z.array(z.object({ beat: z.string(), name: z.string(), from: LocalDate, to: LocalDate })),
      profilesMissing: z.array(z.string()),
      incidents: z.number().int(),
      survey: z.boolean(),
      sampled: z.number().int(),
    }),
    errors: ['assessment/period-unknown'],
    roles: ['chief'],
  }),
  /** Freezes a period and scores it. A released period needs a reason, becomes a new version and keeps the station's means. */
  run: method({
    input: z
      .object({ periodKind: AssessedPeriod, period: PeriodId, reason: z.string().trim().max(200).default('') })
      .strict(),
    output: z.object({ runId: RunId, version: z.number().int(), officers: z.number().int(), sha256: z.string() }),
    errors: [
      'assessment/period-unknown',
      'assessment/period-running',
      'assessment/no-working-days',
      'assessment/no-officers',
      'assessment/reason-missing',
      'assessment/appeals-open',
    ],
    roles: ['chief'],
    writes: true,
  }),
  open: method({
    input: z.object({ runId: RunId }).strict(),
    output: z.object({ run: Run, officers: z.array(OfficerLine) }),
    errors: ['assessment/gone'],
    roles: ['chief'],
  }),
  /** One officer's figures of a run: the chief's view, or the officer's own of a released run. */
  officer: method({
    input: z.object({ runId: RunId, officerId: AccountId }).strict(),
    output: z.object({ run: Run, result: OfficerResult }),
    errors: ['assessment/gone', 'assessment/not-yours'],
    roles: ['chief', 'officer'],
  }),
  /** The running period of the caller, as of now; nobody else sees it. */
  progress: method({
    input: z.object({ periodKind: AssessedPeriod.default('quarter') }).strict(),
    output: z.object({
      period: z.string(),
      from: LocalDate,
      to: LocalDate,
      asOf: LocalDate,
      result: OfficerResult,
      /** By indicator and day: what was added to the numerator and denominator. */
      days: z.array(z.object({ indicator: IndicatorId, day: LocalDate, good: z.number(), due: z.number() })),
    }),
    errors: ['assessment/no-working-days', 'assessment/not-scored'],
    roles: ['officer'],
  }),
  /** The records behind a figure; without a run, of the caller's running period. */
  evidence: method({
    input: z.object({ runId: RunId.nullable(), officerId: AccountId, indicator: IndicatorId, ...Page }).strict(),
    output: z.object({
      items: z.array(EvidenceLine),
      total: z.number().int(),
      good: z.number(),
      due: z.number(),
    }),
    errors: ['assessment/gone', 'assessment/not-yours', 'assessment/not-scored', 'assessment/no-working-days'],
    roles: ['chief', 'officer'],
  }),
  /** Makes a preview known to the officers. The hash says that what is released is what was looked at. */
  release: method({
    input: z.object({ runId: RunId, sha256: z.string() }).strict(),
    output: z.object({ appealUntil: LocalDate }),
    errors: ['assessment/gone', 'assessment/not-preview', 'assessment/changed'],
    roles: ['chief'],
    writes: true,
  }),
  discard: method({
    input: z.object({ runId: RunId }).strict(),
    output: z.object({}),
    errors: ['assessment/gone', 'assessment/not-preview'],
    roles: ['chief'],
    writes: true,
  }),
  /** What a version changed against the one before it. */
  diff: method({
    input: z.object({ runId: RunId }).strict(),
    output: z.object({ before: z.number().int().nullable(), officers: z.array(OfficerDiff) }),
    errors: ['assessment/gone'],
    roles: ['chief', 'officer'],
  }),

  schemes: method({
    input: z.object({}).strict(),
    output: z.object({ schemes: z.array(AssessmentScheme), unused: z.array(UnusedScheme) }),
    errors: [],
    roles: ['chief', 'officer'],
  }),
  /** A scheme that the superior office issued and signed, from a day to come on. */
  loadScheme: method({
    input: z.object({ fileId: FileId }).strict(),
    output: z.object({ version: z.string(), from: LocalDate }),
    errors: [
      'file/not-found',
      'assessment/scheme-signature',
      'assessment/scheme-invalid',
      'assessment/scheme-past',
      'assessment/scheme-known',
      'assessment/scheme-later',
    ],
    roles: ['chief'],
    writes: true,
  }),
  /** What a variant would change in a frozen run; nothing is kept. */
  trySchemeOn: method({
    input: z.object({ runId: RunId, text: z.string().max(100_000) }).strict(),
    output: z.object({
      problems: z.array(SchemeProblem),
      officers: z.array(OfficerLine.extend({ variant: z.number().int().nullable(), variantStatus: z.string() })),
    }),
    errors: ['assessment/gone'],
    roles: ['chief'],
  }),

  appeal: method({
    input: z.object({ runId: RunId, indicator: IndicatorId.nullable(), words: Words }).strict(),
    output: z.object({ appealId: AppealId }),
    errors: ['assessment/gone', 'assessment/not-yours', 'assessment/appeal-late', 'assessment/appeal-open'],
    roles: ['officer'],
    writes: true,
  }),
  /** An officer's own; of chief and clerk all, because they accept, review and decide them. */
  appeals: method({
    input: z.object({}).strict(),
    output: z.object({ appeals: z.array(Appeal) }),
    errors: [],
    roles: ['chief', 'officer', 'clerk'],
  }),
  acceptAppeal: method({
    input: z.object({ appealId: AppealId }).strict(),
    output: z.object({}),
    errors: ['assessment/gone', 'assessment/appeal-step'],
    roles: ['chief', 'clerk'],
    writes: true,
  }),
  /** Looks into it. Whoever released the score cannot. */
  reviewAppeal: method({
    input: z.object({ appealId: AppealId, review: Words }).strict(),
    output: z.object({}),
    errors: ['assessment/gone', 'assessment/appeal-step', 'assessment/own-release'],
    roles: ['chief', 'clerk'],
    writes: true,
  }),
  /** Ends it: the score stays, or is computed again from the corrected records as a new, released version. */
  decideAppeal: method({
    input: z.object({ appealId: AppealId, outcome: z.enum(['upheld', 'changed']), decision: Words }).strict(),
    output: z.object({ newRunId: RunId.nullable() }),
    errors: ['assessment/gone', 'assessment/appeal-step', 'assessment/nothing-changed'],
    roles: ['chief'],
    writes: true,
  }),
  /** Accepts why a dispute of the incident system has no entry: it leaves the denominators. Counts from the next run on. */
  acceptMissing: method({
    input: z.object({ incident: z.string().trim().min(1).max(60), reason: z.string().trim().min(2).max(200) }).strict(),
    output: z.object({}),
    errors: ['assessment/incident-unknown'],
    roles: ['chief'],
    writes: true,
  }),
} as const
