import { z } from 'zod'
import { Count, Position, Sha256, Signature, Time, Uuid } from './protocol.ts'

/** Head of the device's audit chain: number and hash of its newest row. */
export const AuditHead = z.object({ seq: Count, hash: z.string().max(128) })
export type AuditHead = z.infer<typeof AuditHead>

/** The last step of an update of the app: what happened, with its UPD_ code where it was refused or went back. */
export const LastUpdate = z.object({
  what: z.string().regex(/^[a-z-]{1,30}$/),
  code: z
    .string()
    .regex(/^UPD_[A-Z_]{1,30}$/)
    .nullable(),
  at: Time,
})

export const HelloRequest = z.object({
  device: Uuid,
  epoch: Count.min(1),
  proto: z.object({ min: Count, max: Count }),
  schema: Count.min(1),
  appVersion: z.string().max(40),
  /** Of the rows held; null before the first bootstrap. */
  scopeHash: Sha256.nullable(),
  position: Position.nullable(),
  /**
   * This PC's replica was restored from its own backup, once under this id, and asks which epoch it goes on under: only the platform knows
   * which ones were used since that backup.
   */
  restored: Uuid.optional(),
  /** The newest mutation of the outbox, and the newest one that the platform acknowledged. */
  lastSeq: Count,
  ackedSeq: Count,
  auditHead: AuditHead.nullable(),
  clientTime: Time,
  /** For the fleet's page; absent where no update was ever tried, and from clients of before. */
  update: LastUpdate.optional(),
  /** Of the key that codes which prolong its lease are made with; null: it has none. Absent from clients of before. */
  leaseKey: Sha256.nullable().optional(),
  /** What is only on this PC, for the fleet's page: counts, no content. */
  waiting: z.object({ mutations: Count, conflicts: Count, deadLetters: Count, oldest: Time.nullable() }),
})
export type HelloRequest = z.infer<typeof HelloRequest>

/**
 * An order of the platform, signed over signedText('directive', the rest): stop (no sync, no personal data), erase (drop the keys),
 * new-epoch (this device's outbox goes on under `epoch`, from seq 1), rebootstrap
 * (the station's rows are taken anew as a snapshot; what is unsent stays).
 */
export const Directive = z.object({
  id: Uuid,
  device: Uuid,
  kind: z.enum(['stop', 'erase', 'new-epoch', 'rebootstrap']),
  epoch: Count.optional(),
  at: Time,
  signature: Signature,
})
export type Directive = z.infer<typeof Directive>

/** The platform's signature under the device's audit chain, over signedText('audit-head', the rest). */
export const AuditReceipt = z.object({
  device: Uuid,
  seq: Count,
  hash: z.string().max(128),
  at: Time,
  signature: Signature,
})
export type AuditReceipt = z.infer<typeof AuditReceipt>

export const HelloResponse = z.object({
  serverTime: Time,
  /** The protocol that both speak. */
  proto: Count,
  schema: Count,
  station: z.string().max(40),
  scopeHash: Sha256,
  lineage: Uuid,
  headSeq: Count,
  /** The device's epoch as it is now. Absent from platforms of before. */
  epoch: Count.optional(),
  /** Of the greeting: `epoch` was given to the replica that was restored under this id. */
  restored: Uuid.optional(),
  /**
   * The newest mutation of this epoch that the platform has, 0 where the device's is another one. Lower than what the client was told before,
   * in the same lineage: the platform has lost something without saying so.
   */
  ackedSeq: Count,
  cursorStatus: z.enum(['ok', 'rebootstrap']),
  audit: AuditReceipt.nullable(),
  directives: z.array(Directive),
  /** End of the offline lease that this contact begins. */
  leaseUntil: Time,
  /** X25519 public key, SPKI PEM: packages of unsent work are sealed to it. Absent from platforms of before. */
  sealingKey: z.string().max(400).optional(),
  /** The device's own key for such codes, base64, where it has another one, or none. */
  leaseKey: z.string().max(100).optional(),
})
export type HelloResponse = z.infer<typeof HelloResponse>
