import { z } from 'zod'
import { Instant } from '../ids.ts'
import { method } from '../method.ts'
import { everyRole } from '../roles.ts'
import { SystemId } from '../systems.ts'
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
      accounts: z.number().int().nullable(),
      auditRows: z.number().int().nullable(),
    }),
    errors: [],
    roles: everyRole,
  }),
} as const
