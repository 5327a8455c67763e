import { z } from 'zod'
import { SystemId } from '../systems.ts'
import { Count, Time, Uuid } from './protocol.ts'

/**
 * A source system's records of one station. incremental: these changed. full: these are all; a full one may come in several parts
 * under one batch id, in any order but with the `last` one at the end: whatever none of them named is gone then, except what another
 * delivery named since the first of them came.
 */
export const IngestRequest = z.object({
  batch: Uuid,
  part: z.number().int().min(1).max(10_000),
  last: z.boolean(),
  mode: z.enum(['full', 'incremental']),
  system: SystemId,
  station: z.string().max(40),
  records: z
    .array(
      z.object({
        nativeId: z.string().regex(/^[^\p{Cc}\p{Cs}]{1,150}$/u),
        /** The system's own version of the record: a higher one replaces a lower one, whatever order they come in. */
        nativeVersion: Count,
        sourceTime: Time.nullable(),
        /** Field keys of the system's catalog. null: the system deleted the record. */
        payload: z.record(z.string().max(60), z.union([z.string().max(20_000), z.number(), z.null()])).nullable(),
      }),
    )
    .max(5000),
})
export type IngestRequest = z.infer<typeof IngestRequest>

export const IngestResponse = z.object({
  /** The part was taken over before: nothing was done. */
  repeated: z.boolean(),
  applied: Count,
  unchanged: Count,
  /** Older than what is here. */
  stale: Count,
  removed: Count,
})
export type IngestResponse = z.infer<typeof IngestResponse>
