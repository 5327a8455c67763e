import { z } from 'zod'
import { method } from '../method.ts'
import { everyRole } from '../roles.ts'

/** The core process itself: is it there, is the replica whole. */
export const coreContract = {
  ping: method({
    input: z.object({ payload: z.string().max(1_000_000).optional() }).strict(),
    output: z.object({ payload: z.string().optional() }),
    errors: [],
    roles: ['anyone'],
  }),
  /** Full integrity check: every table read to its end, indexes, foreign keys, full-text index, audit chain. */
  check: method({
    input: z.object({}).strict(),
    output: z.object({
      ok: z.boolean(),
      tables: z.array(z.object({ table: z.string(), rows: z.number().int() })),
      problems: z.array(z.object({ where: z.string(), what: z.string() })),
      auditRows: z.number().int(),
    }),
    errors: ['store/damaged'],
    roles: everyRole,
  }),
} as const
