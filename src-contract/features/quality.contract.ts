import { z } from 'zod'
import { ConflictKind } from '../conflicts.ts'
import { AccountId, LocalDate, SourceRecordId, SubjectId } from '../ids.ts'
import { method } from '../method.ts'
import { SystemId } from '../systems.ts'

export const conflictStates = ['open', 'checked', 'requested'] as const
export const ConflictState = z.enum(conflictStates)
export type ConflictState = z.infer<typeof ConflictState>

export const correctionStates = ['waiting', 'sent', 'exported', 'shared', 'rejected', 'cancelled'] as const
/**
 * waiting: on this PC; sent: the platform has it and the system has not answered; exported: handed over, unconfirmed; shared: the system took
 * it; rejected: it did not; cancelled: taken back by the station.
 */
export const CorrectionState = z.enum(correctionStates)
export type CorrectionState = z.infer<typeof CorrectionState>

/** One conflict of the worklist. No value and no name is in it: whoever needs them opens the file, with a purpose. */
export const QualityItem = z.object({
  findId: z.number().int(),
  kind: ConflictKind,
  system: SystemId,
  recordId: SourceRecordId,
  subjectId: SubjectId,
  label: z.object({ zh: z.string(), en: z.string() }),
  against: SystemId.nullable(),
  foundOn: LocalDate,
  /** Days since it was found. */
  age: z.number().int(),
  state: ConflictState,
  settledOn: LocalDate.nullable(),
  reason: z.string().nullable(),
  assigneeName: z.string().nullable(),
  /** The correction that was asked of the system, and what became of it. */
  correction: z
    .object({
      requestId: z.string(),
      state: CorrectionState,
      /** Why the system sent it back, or what became of one that was cancelled under way: `code` or `code:detail`. */
      refusal: z.string().nullable(),
      receipt: z.string().nullable(),
      answeredOn: LocalDate.nullable(),
    })
    .nullable(),
})
export type QualityItem = z.infer<typeof QualityItem>

const mostAtOnce = 500
const chosen = { findIds: z.array(z.number().int()).min(1).max(mostAtOnce) }
const reason = z.string().trim().min(2).max(200)

export const qualityContract = {
  list: method({
    input: z
      .object({
        state: ConflictState.default('open'),
        kind: ConflictKind.optional(),
        system: SystemId.optional(),
        mine: z.boolean().default(false),
        offset: z.number().int().min(0).max(1_000_000).default(0),
        limit: z.number().int().min(1).max(500).default(200),
      })
      .strict(),
    output: z.object({
      items: z.array(QualityItem),
      total: z.number().int(),
      measures: z.object({
        open: z.number().int(),
        checked: z.number().int(),
        requested: z.number().int(),
        /** Days since the oldest open one was found; null when none is open. */
        oldestDays: z.number().int().nullable(),
        /** Files that are still to be looked at in the background. */
        waiting: z.number().int(),
      }),
    }),
    errors: [],
    roles: ['clerk', 'officer', 'chief'],
  }),
  /** 标为已核: looked at and left as it is. Counts as long as the values stay what they are. */
  settle: method({
    input: z.object({ ...chosen, reason }).strict(),
    output: z.object({ settled: z.number().int() }),
    errors: [],
    roles: ['clerk', 'officer'],
    writes: true,
  }),
  /**
   * 提请更正: a correction for the system to make, sent with the next exchange. Without `proposed`, which is of one conflict only, the
   * other record's value is proposed; core reads it, the page never has it.
   */
  request: method({
    input: z.object({ ...chosen, reason, proposed: z.string().trim().min(1).max(200).optional() }).strict(),
    output: z.object({
      requested: z.number().int(),
      /** Left open: nothing says what the value should be, so that it has to be typed. */
      withoutValue: z.number().int(),
      /** Left open: the system takes no correction of such a field. */
      notTaken: z.number().int(),
    }),
    errors: ['quality/one-value'],
    roles: ['clerk', 'officer'],
    writes: true,
  }),
  /** One that the system sent back goes out again; without `proposed` with the value it had. */
  sendAgain: method({
    input: z
      .object({ requestId: z.string().max(60), reason, proposed: z.string().trim().min(1).max(200).optional() })
      .strict(),
    output: z.object({}),
    errors: ['quality/not-rejected'],
    roles: ['clerk', 'officer'],
    writes: true,
  }),
  assign: method({
    input: z.object({ ...chosen, accountId: AccountId.nullable() }).strict(),
    output: z.object({ assigned: z.number().int() }),
    errors: ['accounts/unknown'],
    roles: ['clerk', 'officer', 'chief'],
    writes: true,
  }),
} as const
