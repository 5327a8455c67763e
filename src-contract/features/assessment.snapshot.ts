import { z } from 'zod'
import { AccountId, Instant, LocalDate } from '../ids.ts'
import { SystemId } from '../systems.ts'

/**
 * What a run froze, as canonical JSON with a SHA-256. One document per officer, so that an officer's report carries nobody else's
 * figures, and one for the station that lists their hashes. Everything that is scored or printed is computed from these texts.
 */

export const indicatorIds = ['P1', 'P2', 'P3', 'P4', 'O1', 'O2', 'O3', 'O4', 'O5', 'O6'] as const
export const IndicatorId = z.enum(indicatorIds)

const Sha256 = z.string().regex(/^[0-9a-f]{64}$/)
const uuid = z.string().regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/)
const Count = z.number().int().min(0)
const Amount = z.number().min(0)
const Mark = z.enum(['NOT_APPLICABLE', 'SOURCE_MISSING', 'NOT_SUBMITTED'])
const Mean = z.object({ sum: Count, n: Count }).strict().nullable()
const orMark = <S extends z.ZodType>(shape: S) => z.union([Mark, shape])

/** The inputs of `score --inputs`, for one part of the period. */
export const PartInputs = z
  .object({
    workingDays: Count,
    dutyDays: Count,
    P1: orMark(z.object({ valid: Count, perWeek: Amount, workingWeeks: Amount }).strict()),
    P2: orMark(z.object({ timely: Count, changes: Count }).strict()),
    P3: orMark(z.object({ filled: Count, required: Count }).strict()),
    P4: orMark(z.object({ done: Count, planned: Amount }).strict()),
    audit: z.object({ passed: Count, drawn: Count }).strict(),
    O1: orMark(
      z
        .object({
          satisfied: Amount,
          fairly: Amount,
          dissatisfied: Amount,
          answers: Count.optional(),
          squaredWeights: Amount.optional(),
          stationMean: Mean,
        })
        .strict(),
    ),
    O2: orMark(z.object({ held: Count, closed: Count, stationMean: Mean }).strict()),
    O3: orMark(z.object({ onTime: Count, due: Count, stationMean: Mean }).strict()),
    O4: orMark(z.object({ observed: Count, expected: Amount }).strict()),
    O5: orMark(z.object({ onTime: Count, due: Count, stationMean: Mean }).strict()),
    O6: orMark(z.object({ reached: Count, assigned: Count }).strict()),
  })
  .strict()
export type PartInputs = z.infer<typeof PartInputs>

/** Why a record counts as it does; words in the text files. */
export const itemNotes = [
  'counted',
  'household-again',
  'not-met',
  'on-time',
  'late',
  'late-entered',
  'handed-over-in-time',
  'done',
  'not-done',
  'held',
  'relapsed',
  'not-closed',
  'transferred',
  'transfer-open',
  'no-address',
  'receipt-open',
  'not-recorded',
  'accepted-reason',
  'exempt-backlog',
  'reached',
  'complete',
  'incomplete',
  'declared',
  'preventable',
] as const
export const ItemNote = z.enum(itemNotes)
export type ItemNote = z.infer<typeof ItemNote>

/** One record behind a numerator or denominator. Never content: number, day, book and state. */
export const EvidenceItem = z
  .object({
    kind: z.enum(['entry', 'incident', 'plan', 'campaign']),
    /** Entry id, plan id, campaign id or number of the incident. */
    id: z.string(),
    number: z.string(),
    book: z.string().nullable(),
    date: LocalDate,
    state: z.string().nullable(),
    /** What it adds to the numerator and to the denominator. Both 0: looked at and left out, `note` says why. */
    good: Amount,
    due: Amount,
    note: ItemNote,
    /** Index in `parts`. */
    part: Count,
  })
  .strict()
export type EvidenceItem = z.infer<typeof EvidenceItem>

export const SnapshotPart = z
  .object({
    from: LocalDate,
    to: LocalDate,
    beats: z.array(z.object({ id: z.string(), name: z.string() }).strict()),
    inputs: PartInputs,
  })
  .strict()
export type SnapshotPart = z.infer<typeof SnapshotPart>

/** Who answers for the answers: a signature that was checked, or two persons and a document number (收文号). */
export const EvaluationTrust = z.enum(['signed', 'two-persons'])

/** What the survey said of one officer or of the station. Sums are of weights; no single answer is in it. */
export const EvaluationSummary = z
  .object({
    agency: z.string(),
    survey: z.string(),
    trust: EvaluationTrust,
    documentNumber: z.string().nullable(),
    fileSha256: Sha256,
    invited: Count,
    answered: Count,
    /** Ten-thousandths; null where nobody was invited. */
    responseRate: Count.nullable(),
    /** Rate of satisfaction in ten-thousandths; null under the least number of answers or where it would give another away. */
    rate: Count.nullable(),
    /** What the silent could make of it, ten-thousandths. */
    low: Count.nullable(),
    high: Count.nullable(),
  })
  .strict()
export type EvaluationSummary = z.infer<typeof EvaluationSummary>

/** How the records of an officer were checked; null before a sample was drawn. */
export const AuditSummary = z
  .object({
    frameSha256: Sha256,
    frameSize: Count,
    seed: z.string(),
    n: Count,
    drawn: Count,
    passed: Count,
    late: z.boolean(),
    burst: z.boolean(),
  })
  .strict()
export type AuditSummary = z.infer<typeof AuditSummary>

/** Who made the run and when; printed on every page. */
const RunHead = z
  .object({
    id: uuid,
    version: z.number().int().min(1),
    frozenAt: Instant,
    frozenBy: z.object({ number: z.string(), name: z.string() }).strict(),
  })
  .strict()
const PeriodHead = z.object({ kind: z.string(), id: z.string(), from: LocalDate, to: LocalDate }).strict()
const StationHead = z.object({ id: z.string(), name: z.string() }).strict()
/** The scheme in full, so that a score can be recomputed without the database; `sha256` is of `text`, canonical JSON. */
const SchemeHead = z.object({ version: z.string(), sha256: Sha256, text: z.string() }).strict()

/** A released total of an earlier period, of the same officer. Ten-thousandths; null: no score was given. */
export const TrendPoint = z
  .object({
    period: z.string(),
    scheme: z.string(),
    status: z.string(),
    total: Count.nullable(),
    processPoints: Count.nullable(),
    outcomePoints: Count.nullable(),
  })
  .strict()
export type TrendPoint = z.infer<typeof TrendPoint>

const head = { engine: z.string(), station: StationHead, period: PeriodHead, run: RunHead, scheme: SchemeHead }

/**
 * An officer's day of the ledger: what it adds to timeliness and completeness. Its records stand in a document of their own, whose SHA-256
 * is named; with it the lists of both indicators come back.
 */
export const SnapshotDay = z
  .object({
    date: LocalDate,
    part: Count,
    sha256: Sha256,
    /** The last day on which a change of this day was entered in time. */
    inTimeBy: LocalDate,
    P2: z.object({ good: Count, due: Count }).strict(),
    P3: z.object({ good: Count, due: Count, records: Count }).strict(),
  })
  .strict()
export type SnapshotDay = z.infer<typeof SnapshotDay>

/** Records of an officer's day, by book, each by id; canonical JSON of it has the SHA-256 that a snapshot names. */
export const DayRecords = z
  .object({
    format: z.literal('beatbook-assessment-day-1'),
    officer: AccountId,
    day: LocalDate,
    books: z.record(
      z.string(),
      z
        .object({
          /** How many fields a complete entry of the book fills. */
          expected: Count,
          /** Id, number, state, fields filled, fields declared missing, day of filing, day of handing over on paper. */
          rows: z.array(z.tuple([z.string(), z.string(), z.string(), Count, Count, LocalDate, LocalDate.nullable()])),
        })
        .strict(),
    ),
  })
  .strict()
export type DayRecords = z.infer<typeof DayRecords>

const officerDocument = z
  .object({
    ...head,
    officer: z.object({ id: AccountId, number: z.string(), name: z.string(), team: z.string() }).strict(),
    /** In order, without common days, at least one: an officer without a beat has one without duty days. */
    parts: z.array(SnapshotPart).min(1),
    /** Records by indicator; from format 2 on without those of `days`. */
    evidence: z.record(IndicatorId, z.array(EvidenceItem)),
    evaluation: EvaluationSummary.nullable(),
    audit: AuditSummary.nullable(),
    /** Oldest first. */
    trend: z.array(TrendPoint),
  })
  .strict()

/** Format 1, of runs before version 2 of the format, has every record of the ledger in `evidence`. */
export const OfficerSnapshot = z.discriminatedUnion('format', [
  officerDocument.extend({ format: z.literal('beatbook-officer-assessment-1') }),
  officerDocument.extend({ format: z.literal('beatbook-officer-assessment-2'), days: z.array(SnapshotDay) }),
])
export type OfficerSnapshot = z.infer<typeof OfficerSnapshot>

export const StationSnapshot = z
  .object({
    format: z.literal('beatbook-station-assessment-1'),
    ...head,
    /** By staff number, never by score. Figures in ten-thousandths, for the charts of the whole station. */
    officers: z.array(
      z
        .object({
          id: AccountId,
          number: z.string(),
          name: z.string(),
          sha256: Sha256,
          status: z.string(),
          total: Count.nullable(),
          indicators: z.array(
            z
              .object({
                id: IndicatorId,
                state: z.string(),
                good: Count.nullable(),
                due: Count.nullable(),
                credit: Count.nullable(),
              })
              .strict(),
          ),
        })
        .strict(),
    ),
    /** How complete and how timely the books were filled. */
    quality: z.array(
      z
        .object({ book: z.string(), entries: Count, expected: Count, filled: Count, declared: Count, late: Count })
        .strict(),
    ),
    evaluation: EvaluationSummary.nullable(),
    /** What the seven systems had delivered when the run was frozen. */
    systems: z.array(
      z.object({ system: SystemId, records: Count, newestSourceTime: Instant.nullable(), stale: z.boolean() }).strict(),
    ),
    /** Incidents of the period whose place belongs to no beat or to a beat without an officer on the day: in nobody's figures. */
    unassignedIncidents: Count,
  })
  .strict()
export type StationSnapshot = z.infer<typeof StationSnapshot>
