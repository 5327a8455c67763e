import { z } from 'zod'
import { Count, FieldName, FieldValue, limits, RowId, Sha256, Signature, TableName, Time, Uuid } from './protocol.ts'

/** What one field is changed to, and what it was when it was changed (null: nothing). */
export const FieldChange = z.object({ base: FieldValue, value: FieldValue })
export type FieldChange = z.infer<typeof FieldChange>

/**
 * One change of one row.
 * - `put` makes the row (baseVer 0) or changes the named fields;
 * - `delete` removes it; baseVer is the version that was seen;
 * - `resolve` settles a conflict: fields hold what the person decided (base: the server's value that was seen), `conflict` its id
 *   and `choice` in a word; a reason is required. mine and merged also take up what was held with the conflict, theirs drops it.
 */
export const Mutation = z.object({
  /** Position in the device's outbox, from 1 without gaps within an epoch. */
  seq: Count.min(1),
  mid: Uuid,
  /** Mutations of one transaction stand together in one push; the platform does all of them or none. */
  txn: Uuid,
  txnSize: z.number().int().min(1).max(limits.mutationsPerTransaction),
  table: TableName,
  id: RowId,
  op: z.enum(['put', 'delete', 'resolve']),
  baseVer: Count,
  fields: z.record(FieldName, FieldChange),
  at: Time,
  actor: Uuid,
  reason: z.string().min(1).max(2000).optional(),
  conflict: Uuid.optional(),
  choice: z.enum(['mine', 'theirs', 'merged']).optional(),
  /** Known before the platform was restored from a backup and sent again under this lineage: steps in between are lost. */
  restored: Uuid.optional(),
})
export type Mutation = z.infer<typeof Mutation>

export const PushRequest = z.object({
  epoch: Count.min(1),
  /** In which the platform was greeted: one that was restored since takes nothing before it is greeted anew. Older clients do not say. */
  lineage: Uuid.optional(),
  /** Schema that the mutations were written in. */
  schema: Count.min(1),
  mutations: z.array(Mutation).min(1).max(limits.mutationsPerPush),
})
export type PushRequest = z.infer<typeof PushRequest>

export const rejectReasons = [
  'immutable',
  'append-only',
  'transition',
  'invalid',
  'missing',
  'deleted',
  'no-such-conflict',
  'reason-missing',
  /** A decision on a conflict came late: the row says something else by now; decide again. */
  'moved-on',
  'read-only',
  /** Another mutation of the same transaction was rejected. */
  'transaction',
] as const
export const RejectReason = z.enum(rejectReasons)
export type RejectReason = z.infer<typeof RejectReason>

/**
 * What is wrong with who did something, in the `field` of a refusal that is `invalid`: clients that do not know these words yet understand that
 * one.
 * - actor.unlisted: the station's directory has nobody like that; actor.ended: who was out of service by then;
 * - actor.role: whose role may not do it; actor.owner: whose draft or key it is not.
 */
export const actorProblems = ['actor.unlisted', 'actor.ended', 'actor.role', 'actor.owner'] as const
export type ActorProblem = (typeof actorProblems)[number]
/** Likewise: a second person has not decided what an entry's stage, or its state, asks for. */
export const undecided = ['stage.review', 'state.review'] as const
export type Undecided = (typeof undecided)[number]

/** As a PC lists refusals: those of the platform, and some that it tells from the field that was refused. */
export const refusalReasons = [
  ...rejectReasons,
  'actor-unknown',
  'decider',
  'actor-unlisted',
  'actor-ended',
  'actor-role',
  'actor-owner',
  'not-decided',
] as const
export type RefusalReason = (typeof refusalReasons)[number]

/** One field (or with `field` null the whole row: deleted against edited) on which two people disagree. */
export const ConflictField = z.object({
  field: FieldName.nullable(),
  base: FieldValue,
  mine: FieldValue,
  theirs: FieldValue,
})
export type ConflictField = z.infer<typeof ConflictField>

/**
 * - applied: done as sent; merged: done, and others' changes of the row stay;
 * - conflict: not done; the server's value stays, the losing one is kept in the row `conflicts/<conflict>`;
 * - held: not done yet: the rest of a transaction in conflict, or what the platform could not process (reason 'invalid');
 * - rejected: not done and never will be; duplicate: `was` says what became of it the first time.
 */
export const MutationResult = z.object({
  seq: Count,
  mid: Uuid,
  status: z.enum(['applied', 'merged', 'conflict', 'held', 'rejected', 'duplicate']),
  was: z.enum(['applied', 'merged', 'conflict', 'held', 'rejected']).optional(),
  /** Version of the row and the station's sequence after the change; 0 where nothing was done. */
  ver: Count,
  serverSeq: Count,
  reason: RejectReason.optional(),
  field: FieldName.optional(),
  conflict: Uuid.optional(),
  conflicts: z.array(ConflictField).optional(),
})
export type MutationResult = z.infer<typeof MutationResult>

/** Proof of what the platform took over. `signature` is over signedText('receipt', the rest). */
export const Receipt = z.object({
  device: Uuid,
  epoch: Count,
  fromSeq: Count,
  toSeq: Count,
  lineage: Uuid,
  /** SHA-256 of the canonical JSON of the results. */
  results: Sha256,
  at: Time,
  signature: Signature,
})
export type Receipt = z.infer<typeof Receipt>

export const PushResponse = z.object({
  results: z.array(MutationResult),
  ackedSeq: Count,
  headSeq: Count,
  receipt: Receipt,
})
export type PushResponse = z.infer<typeof PushResponse>
