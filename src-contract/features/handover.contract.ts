import { z } from 'zod'
import { AccountId, EntryId, Instant, LocalDate } from '../ids.ts'
import { method } from '../method.ts'

export const HandoverId = z
  .string()
  .regex(/^[0-9a-f-]{36}$/)
  .brand<'HandoverId'>()
export type HandoverId = z.infer<typeof HandoverId>

/** Drafts, disputes and hazards that are open, other entries with something due, reviews asked for, walk lists in hand, paper batches. */
export const handoverKinds = ['draft', 'dispute', 'hazard', 'due', 'review', 'copy', 'batch'] as const
export const HandoverKind = z.enum(handoverKinds)
export type HandoverKind = z.infer<typeof HandoverKind>

/** What the receiver said of an item: taken, given back with a reason, or it was closed in the meantime. */
export const itemOutcomes = ['taken', 'returned', 'gone'] as const
export const ItemOutcome = z.enum(itemOutcomes)

const about = {
  kind: HandoverKind,
  ref: z.string().max(40),
  entryId: EntryId.nullable(),
  /** Number of the entry, copy or batch; of a draft the time at which it was last saved. */
  number: z.string(),
  book: z.string().nullable(),
  state: z.string().nullable(),
  dueKind: z.string().nullable(),
  dueOn: LocalDate.nullable(),
}
export const HandoverCandidate = z.object(about)
export type HandoverCandidate = z.infer<typeof HandoverCandidate>
export const HandoverItem = z.object({
  ...about,
  position: z.number().int(),
  outcome: ItemOutcome.nullable(),
  reason: z.string().nullable(),
})
export type HandoverItem = z.infer<typeof HandoverItem>

export const Handover = z.object({
  handoverId: HandoverId,
  /** H2026-0001 */
  number: z.string(),
  giverId: AccountId,
  giverName: z.string(),
  receiverId: AccountId,
  receiverName: z.string(),
  startedByName: z.string(),
  startedAt: Instant,
  reason: z.string(),
  note: z.string(),
  signedAt: Instant.nullable(),
  /** The giver, or the chief for somebody who has left. */
  signedByName: z.string().nullable(),
  confirmedAt: Instant.nullable(),
  calledOffAt: Instant.nullable(),
  callOffReason: z.string().nullable(),
  state: z.enum(['to-sign', 'to-confirm', 'done', 'called-off']),
  /** What the caller may do now. */
  mine: z.enum(['sign', 'confirm']).nullable(),
  mayCallOff: z.boolean(),
  items: z.number().int(),
})
export type Handover = z.infer<typeof Handover>

const parties = ['clerk', 'officer'] as const
const readers = ['clerk', 'officer', 'chief'] as const
const Reason = z.string().trim().max(200).default('')

export const handoverContract = {
  /** Everybody who may give or receive, and whether the account is still in use. */
  people: method({
    input: z.object({}).strict(),
    output: z.object({
      people: z.array(
        z.object({ accountId: AccountId, name: z.string(), staffNumber: z.string(), active: z.boolean() }),
      ),
    }),
    errors: [],
    roles: readers,
  }),
  /** What lies with somebody and could go to somebody else: the caller's own, or anybody's for the chief. */
  candidates: method({
    input: z.object({ giverId: AccountId.optional() }).strict(),
    output: z.object({ items: z.array(HandoverCandidate) }),
    errors: ['handover/people'],
    roles: readers,
  }),
  list: method({
    input: z.object({}).strict(),
    output: z.object({ handovers: z.array(Handover), mine: z.number().int() }),
    errors: [],
    roles: readers,
  }),
  read: method({
    input: z.object({ handoverId: HandoverId }).strict(),
    output: z.object({ handover: Handover, items: z.array(HandoverItem) }),
    errors: ['handover/gone'],
    roles: readers,
  }),
  /**
   * Starts a handover. The giver's own start is the giver's signature. A chief starts one for somebody else with a reason, and signs
   * for an account that is no longer in use.
   */
  start: method({
    input: z
      .object({
        giverId: AccountId.optional(),
        receiverId: AccountId,
        items: z.array(z.object({ kind: HandoverKind, ref: z.string().max(40) })).max(2000),
        reason: Reason,
        note: Reason,
      })
      .strict(),
    output: z.object({ handoverId: HandoverId, number: z.string() }),
    errors: ['handover/people', 'handover/nothing', 'handover/item-gone', 'handover/reason-missing'],
    roles: readers,
    writes: true,
  }),
  sign: method({
    input: z.object({ handoverId: HandoverId }).strict(),
    output: z.object({}),
    errors: ['handover/gone', 'handover/not-yours', 'handover/closed'],
    roles: parties,
    writes: true,
  }),
  /** The receiver takes what is handed over, single items may go back with a reason. */
  confirm: method({
    input: z
      .object({
        handoverId: HandoverId,
        returned: z
          .array(z.object({ position: z.number().int(), reason: z.string().trim().max(200) }))
          .max(2000)
          .default([]),
      })
      .strict(),
    output: z.object({ taken: z.number().int(), returned: z.number().int(), gone: z.number().int() }),
    errors: [
      'handover/gone',
      'handover/not-yours',
      'handover/not-signed',
      'handover/closed',
      'handover/reason-missing',
    ],
    roles: parties,
    writes: true,
  }),
  callOff: method({
    input: z.object({ handoverId: HandoverId, reason: Reason }).strict(),
    output: z.object({}),
    errors: ['handover/gone', 'handover/not-yours', 'handover/closed', 'handover/reason-missing'],
    roles: readers,
    writes: true,
  }),
  /** What is handed over, with names and addresses. The handing over itself goes on without it. */
  print: method({
    leased: true,
    input: z.object({ handoverId: HandoverId }).strict(),
    output: z.object({ pdf: z.instanceof(Uint8Array), pages: z.number().int(), fileName: z.string() }),
    errors: ['handover/gone', 'ledger/print-missing-glyphs'],
    roles: readers,
  }),
} as const
