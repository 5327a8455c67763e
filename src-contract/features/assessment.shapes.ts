import { z } from 'zod'
import { AccountId, EntryId, Instant, LocalDate } from '../ids.ts'
import { AuditSummary, EvaluationSummary, EvidenceItem, IndicatorId, TrendPoint } from './assessment.snapshot.ts'

const uuid = z.string().regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/)

export const RunId = uuid.brand<'RunId'>()
export type RunId = z.infer<typeof RunId>
export const AppealId = uuid.brand<'AppealId'>()
export type AppealId = z.infer<typeof AppealId>

/** Kinds of periods that can be assessed, of resources/catalogs/periods. */
export const assessedPeriods = ['month', 'quarter', 'half-year', 'year'] as const
export const AssessedPeriod = z.enum(assessedPeriods)
export const PeriodId = z.string().regex(/^[0-9]{4}(-([0-9]{2}|[QH][0-9]))?$/)
export const Words = z.string().trim().min(2).max(1000)

/** Ten-thousandths. */
const Figure = z.number().int()

export const runStates = ['preview', 'released', 'superseded'] as const
export const Run = z.object({
  runId: RunId,
  periodKind: z.string(),
  period: z.string(),
  from: LocalDate,
  to: LocalDate,
  version: z.number().int(),
  scheme: z.string(),
  status: z.enum(runStates),
  reason: z.string(),
  frozenAt: Instant,
  frozenByName: z.string(),
  releasedAt: Instant.nullable(),
  releasedByName: z.string().nullable(),
  /** Last day on which an officer may appeal. */
  appealUntil: LocalDate.nullable(),
  sha256: z.string(),
  officers: z.number().int(),
})
export type Run = z.infer<typeof Run>

export const schemeSources = ['program', 'file', 'platform'] as const

/** In the order in which they hold; `from` null: it came with the program. */
export const AssessmentScheme = z.object({
  version: z.string(),
  text: z.string(),
  source: z.enum(schemeSources),
  from: LocalDate.nullable(),
  /** Who issued it: the office of the file's certificate, or who signed it on the platform. */
  office: z.string().nullable(),
  /** When it was signed on the platform. */
  issuedAt: Instant.nullable(),
  loadedAt: Instant.nullable(),
  loadedByName: z.string().nullable(),
})
export type AssessmentScheme = z.infer<typeof AssessmentScheme>

/** `file`: a file that was loaded at this PC has the same version or the same first day, and that one holds. */
export const schemeRefusals = ['malformed', 'known', 'past', 'not-later', 'file'] as const
/** What came signed over the platform and holds nowhere, or not at this PC. Version and day are null where they could not be read. */
export const UnusedScheme = z.object({
  version: z.string().nullable(),
  from: LocalDate.nullable(),
  by: z.string(),
  at: Instant,
  reason: z.enum(schemeRefusals),
})
export type UnusedScheme = z.infer<typeof UnusedScheme>

export const scoreStatuses = ['scored', 'observe_only', 'outcome_missing', 'process_missing', 'invalid_input'] as const
export const ScoreStatus = z.enum(scoreStatuses)

export const OfficerLine = z.object({
  officerId: AccountId,
  number: z.string(),
  name: z.string(),
  status: ScoreStatus,
  total: Figure.nullable(),
  processPoints: Figure.nullable(),
  outcomePoints: Figure.nullable(),
  /** Of the version before, where there is one. */
  before: Figure.nullable(),
})
export type OfficerLine = z.infer<typeof OfficerLine>

export const IndicatorFigures = z.object({
  id: IndicatorId,
  name: z.object({ zh: z.string(), en: z.string() }),
  dimension: z.enum(['process', 'outcome']),
  state: z.enum(['counted', 'not_applicable', 'source_missing', 'not_submitted']),
  good: Figure.nullable(),
  due: Figure.nullable(),
  raw: Figure.nullable(),
  /** What stands against the target in a chart: the rate, or the smoothed ratio of O4. */
  shown: Figure.nullable(),
  credit: Figure.nullable(),
  weight: Figure,
  points: Figure,
  /** Where credit begins and where it is full; null: the ratio itself. */
  target: z.object({ none: Figure, full: Figure }).nullable(),
  smallSample: z
    .object({
      shrunk: Figure,
      n: Figure,
      reliability: Figure,
      indicative: z.boolean(),
      low: Figure,
      high: Figure,
      meanFrom: z.enum(['station', 'prior']),
    })
    .nullable(),
  /** How many records stand behind it. */
  records: z.number().int(),
})
export type IndicatorFigures = z.infer<typeof IndicatorFigures>

export const OfficerResult = z.object({
  officer: z.object({ officerId: AccountId, number: z.string(), name: z.string() }),
  sha256: z.string().nullable(),
  status: ScoreStatus,
  total: Figure.nullable(),
  processPoints: Figure.nullable(),
  outcomePoints: Figure.nullable(),
  auditRate: Figure,
  auditFactor: Figure,
  dutyDays: z.number().int(),
  workingDays: z.number().int(),
  parts: z.array(
    z.object({
      from: LocalDate,
      to: LocalDate,
      beats: z.array(z.object({ id: z.string(), name: z.string() })),
      dutyDays: z.number().int(),
      workingDays: z.number().int(),
    }),
  ),
  indicators: z.array(IndicatorFigures),
  evaluation: EvaluationSummary.nullable(),
  audit: AuditSummary.nullable(),
  trend: z.array(TrendPoint),
})
export type OfficerResult = z.infer<typeof OfficerResult>

/** A record behind a figure; content is opened where it lives, with a purpose. */
export const EvidenceLine = EvidenceItem.omit({ part: true }).extend({ entryId: EntryId.nullable() })
export type EvidenceLine = z.infer<typeof EvidenceLine>

/** What a version changed for one officer: only what differs. */
export const OfficerDiff = z.object({
  officerId: AccountId,
  number: z.string(),
  name: z.string(),
  before: Figure.nullable(),
  after: Figure.nullable(),
  indicators: z.array(
    z.object({
      id: IndicatorId,
      goodBefore: Figure.nullable(),
      goodAfter: Figure.nullable(),
      dueBefore: Figure.nullable(),
      dueAfter: Figure.nullable(),
      pointsBefore: Figure,
      pointsAfter: Figure,
    }),
  ),
})
export type OfficerDiff = z.infer<typeof OfficerDiff>

export const appealStates = ['submitted', 'accepted', 'reviewed', 'decided'] as const
export const Appeal = z.object({
  appealId: AppealId,
  runId: RunId,
  period: z.string(),
  version: z.number().int(),
  officerId: AccountId,
  officerName: z.string(),
  indicator: IndicatorId.nullable(),
  status: z.enum(appealStates),
  words: z.string(),
  submittedAt: Instant,
  acceptedAt: Instant.nullable(),
  acceptedByName: z.string().nullable(),
  reviewedAt: Instant.nullable(),
  reviewedByName: z.string().nullable(),
  review: z.string().nullable(),
  decidedAt: Instant.nullable(),
  decidedByName: z.string().nullable(),
  outcome: z.enum(['upheld', 'changed']).nullable(),
  decision: z.string().nullable(),
  newRunId: RunId.nullable(),
  /** What the caller may do with it next. */
  next: z.enum(['accept', 'review', 'decide']).nullable(),
})
export type Appeal = z.infer<typeof Appeal>

/** One thing that is wrong with a scheme, with the place in it. */
export const SchemeProblem = z.object({ at: z.string(), reason: z.string(), bound: z.string().nullable() })
