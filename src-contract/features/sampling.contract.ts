import { z } from 'zod'
import { AccountId, EntryId, Instant, LocalDate, Version } from '../ids.ts'
import { method } from '../method.ts'
import { AssessedPeriod, PeriodId } from './assessment.shapes.ts'

export const SampleId = z
  .string()
  .regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/)
  .brand<'SampleId'>()
export type SampleId = z.infer<typeof SampleId>

/** What an auditor checks of each drawn entry. */
export const checks = ['existed', 'accurate', 'onTime', 'evidence'] as const
export const Checks = z.object({
  existed: z.boolean(),
  accurate: z.boolean(),
  onTime: z.boolean(),
  evidence: z.boolean(),
})
export type Checks = z.infer<typeof Checks>

export const Sample = z.object({
  sampleId: SampleId,
  period: z.string(),
  from: LocalDate,
  to: LocalDate,
  scheme: z.string(),
  /** SHA-256 over the hashes of all frames: what is published before the dice are rolled. */
  framesSha256: z.string(),
  lockedAt: Instant,
  lockedByName: z.string(),
  seed: z.string().nullable(),
  drawnAt: Instant.nullable(),
  drawn: z.number().int(),
  judged: z.number().int(),
})
export type Sample = z.infer<typeof Sample>

export const SampledOfficer = z.object({
  officerId: AccountId,
  number: z.string(),
  name: z.string(),
  team: z.string(),
  sha256: z.string(),
  size: z.number().int(),
  n: z.number().int(),
  late: z.boolean(),
  burst: z.boolean(),
  drawn: z.number().int(),
  judged: z.number().int(),
  passed: z.number().int(),
  /** The auditor who asks is of another team. */
  mayJudge: z.boolean(),
})
export type SampledOfficer = z.infer<typeof SampledOfficer>

export const DrawnLine = z.object({
  entryId: EntryId,
  officerId: AccountId,
  number: z.string(),
  book: z.string(),
  date: LocalDate,
  state: z.string(),
  stratum: z.string(),
  version: Version,
  /** Corrected or voided since the frame was locked. */
  changed: z.boolean(),
  checks: Checks.nullable(),
  passed: z.boolean().nullable(),
  reason: z.string().nullable(),
})
export type DrawnLine = z.infer<typeof DrawnLine>

const errors = ['sampling/gone'] as const

/** 抽查核验: frames are locked and published, dice are rolled, what they draw is checked one by one. */
export const samplingContract = {
  list: method({
    input: z.object({}).strict(),
    output: z.object({ samples: z.array(Sample) }),
    errors: [],
    roles: ['chief', 'auditor'],
  }),
  /** Locks the frames of a period that is over, before anybody knows the dice. */
  lock: method({
    input: z.object({ periodKind: AssessedPeriod, period: PeriodId }).strict(),
    output: z.object({ sampleId: SampleId, framesSha256: z.string(), entries: z.number().int() }),
    errors: ['assessment/period-unknown', 'assessment/period-running', 'assessment/no-officers', 'sampling/locked'],
    roles: ['chief'],
    writes: true,
  }),
  /** The digits of twenty ten-sided dice; digits that look typed have to be confirmed. */
  draw: method({
    input: z.object({ sampleId: SampleId, dice: z.string().max(60), rolled: z.boolean().default(false) }).strict(),
    output: z.object({ seed: z.string(), drawn: z.number().int() }),
    errors: [
      ...errors,
      'sampling/drawn',
      'sampling/dice-count',
      'sampling/dice-digits',
      'sampling/dice-typed',
      'sampling/frame-changed',
      'sampling/station',
    ],
    roles: ['chief'],
    writes: true,
  }),
  open: method({
    input: z.object({ sampleId: SampleId }).strict(),
    output: z.object({ sample: Sample, officers: z.array(SampledOfficer), entries: z.array(DrawnLine) }),
    errors,
    roles: ['chief', 'auditor'],
  }),
  /** One officer's frame as it is published: book, position, id and version of each entry. */
  frame: method({
    input: z.object({ sampleId: SampleId, officerId: AccountId }).strict(),
    output: z.object({ text: z.string(), sha256: z.string() }),
    errors,
    roles: ['chief', 'auditor'],
  }),
  /** Draws again from frames and seed, and says whether it is the same list. */
  verify: method({
    input: z.object({ sampleId: SampleId }).strict(),
    output: z.object({ same: z.boolean(), changedFrames: z.array(z.string()), changedEntries: z.number().int() }),
    errors: [...errors, 'sampling/not-drawn'],
    roles: ['chief', 'auditor'],
  }),
  /** The content of a drawn entry, under P07 with the sample as its reference; audited. */
  reveal: method({
    leased: true,
    input: z.object({ sampleId: SampleId, entryId: EntryId }).strict(),
    output: z.object({ fields: z.array(z.object({ key: z.string(), value: z.string() })) }),
    errors: [...errors, 'sampling/own-team'],
    roles: ['auditor'],
  }),
  judge: method({
    input: z
      .object({ sampleId: SampleId, entryId: EntryId, checks: Checks, reason: z.string().trim().max(500).default('') })
      .strict(),
    output: z.object({ passed: z.boolean() }),
    errors: [...errors, 'sampling/own-team', 'sampling/reason-missing', 'sampling/used'],
    roles: ['auditor'],
    writes: true,
  }),
} as const
