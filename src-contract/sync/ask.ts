import { z } from 'zod'
import { Purpose } from '../purposes.ts'
import { SystemId } from '../systems.ts'
import { Count, Sha256, Time, Uuid } from './protocol.ts'

/** What the platform can be asked by; an address is answered by its room, a name by itself and by its pinyin. */
export const askKinds = ['name', 'pinyin', 'id', 'phone', 'plate', 'uscc', 'incident', 'address'] as const

/**
 * A question to the systems that lies outside the replica: every system is asked by itself, within the same time limit. The text is in
 * the normal form of its kind; neither side keeps it. `digest` is the station's HMAC of it, so that both trails name one question alike.
 */
export const AskRequest = z.object({
  question: Uuid,
  actor: Uuid,
  role: z.enum(['clerk', 'officer']),
  purpose: Purpose,
  reference: z.string().max(60).nullable(),
  kind: z.enum(askKinds),
  text: z.string().min(1).max(200),
  digest: Sha256,
  /** Milliseconds that each system has. */
  limitMs: z.number().int().min(200).max(10_000),
})
export type AskRequest = z.infer<typeof AskRequest>

/** denied: the purpose does not open the system, or not by what was asked. unreachable: it gave no answer or an error. */
export const askStates = ['answered', 'timed-out', 'unreachable', 'denied'] as const
export type AskState = (typeof askStates)[number]

export const AskedRecord = z.object({
  station: z.string().max(40),
  stationName: z.string().max(200),
  nativeId: z.string().max(200),
  sourceTime: Time.nullable(),
  receivedAt: Time.nullable(),
  /** Only fields that the purpose opens, by the keys of the system's catalog. Plain: the station's core masks them. */
  fields: z.record(z.string().max(60), z.string().max(20_000)),
})
export type AskedRecord = z.infer<typeof AskedRecord>

/** One line of the answer, as soon as its system has answered: newline-delimited JSON, in the order in which they come. */
export const AskLine = z.object({
  system: SystemId,
  state: z.enum(askStates),
  records: z.array(AskedRecord).max(50),
  /** How many there are in all, where there are more than were sent. */
  total: Count,
  tookMs: Count,
})
export type AskLine = z.infer<typeof AskLine>
