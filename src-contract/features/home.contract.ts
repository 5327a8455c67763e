import { z } from 'zod'
import { BookId } from '../books.ts'
import { EntryId, Instant, LocalDate } from '../ids.ts'
import { method } from '../method.ts'
import { everyRole } from '../roles.ts'
import { SystemId } from '../systems.ts'
import { WaitingList } from './distribution.contract.ts'
import { Campaign, Inspection, PaperBatch } from './duty.shapes.ts'
import { CallBackCase } from './evaluations.shapes.ts'
import { DueReturn } from './returns.shapes.ts'
import { Freshness } from './sources.contract.ts'

/** 今日待办: what is to be done today, by role. */
export const homeContract = {
  today: method({
    input: z.object({}).strict(),
    output: z.object({
      drafts: z.number().int(),
      filedToday: z.number().int(),
      recent: z.array(z.object({ entryId: z.string(), book: z.string(), number: z.string(), filedAt: Instant })),
      /** Overdue and due within a week, by day, as far as the caller's reach goes; at most 50. */
      dues: z.array(
        z.object({
          entryId: EntryId,
          book: BookId,
          number: z.string(),
          state: z.string(),
          /** One of `dueKinds` in src-domain/books/book.ts. */
          kind: z.string(),
          on: LocalDate,
        }),
      ),
      duesTotal: z.number().int(),
      overdue: z.number().int(),
      /** What waits for a second person: what the caller may decide, and in all; and what was returned to the caller. */
      reviews: z.object({ mine: z.number().int(), total: z.number().int(), returned: z.number().int() }),
      /** Entries with a temporary address within the caller's reach. */
      temporaryAddresses: z.number().int(),
      freshness: z.array(
        z.object({
          system: SystemId,
          freshness: Freshness,
          lastReceived: Instant.nullable(),
          records: z.number().int(),
        }),
      ),
      /** Returns whose period is over and that have not been sent. */
      returns: z.array(DueReturn),
      /** What systems refused, or cannot take as it is: for those who hand entries over. */
      distribution: z.array(WaitingList),
      /** Planned inspections that are not done and have begun, the soonest to end first; an officer's own, at most 20. */
      inspections: z.array(Inspection.pick({ planId: true, object: true, officerName: true, to: true, state: true })),
      inspectionsTotal: z.number().int(),
      /** Paper that waits for the caller's confirmation. */
      batches: z.array(PaperBatch.pick({ batchId: true, number: true, book: true, sheets: true, waitsFor: true })),
      /** Campaigns that run today. */
      campaigns: z.array(Campaign.pick({ campaignId: true, topic: true, to: true, heads: true })),
      /** Dissatisfied respondents who agreed to be called, the soonest due first. */
      callBacks: z.array(CallBackCase.pick({ caseId: true, number: true, book: true, dueOn: true })),
      /** Walk lists that have been out for more than seven days. */
      overdueCopies: z.number().int(),
      accounts: z.number().int().nullable(),
      auditRows: z.number().int().nullable(),
      /** Notices of unusual access in the last seven days; the auditor's alone. */
      unusual: z.number().int().nullable(),
    }),
    errors: [],
    roles: everyRole,
  }),
} as const
