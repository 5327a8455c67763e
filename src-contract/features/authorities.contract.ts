import { z } from 'zod'
import { FileId, Instant, LocalDate } from '../ids.ts'
import { method } from '../method.ts'

const Sha256 = z.string().regex(/^[0-9a-f]{64}$/)
/** Serial number of a certificate, upper-case hex, as Node prints it. */
export const Serial = z
  .string()
  .trim()
  .regex(/^[0-9A-Fa-f]{1,40}$/)
  .transform((serial) => serial.toUpperCase())

export const AuthorityRoot = z.object({
  /** Of the certificate's DER: what two persons compare with what the organisation published. */
  sha256: Sha256,
  name: z.string(),
  from: LocalDate,
  to: LocalDate,
  addedAt: Instant,
  addedByName: z.string(),
  /** null: not confirmed yet, and trusted by nothing. */
  confirmedAt: Instant.nullable(),
  confirmedByName: z.string().nullable(),
})
export type AuthorityRoot = z.infer<typeof AuthorityRoot>

const errors = ['authorities/gone'] as const

/**
 * 签发机关: the organisation's own root certificates, up to which agencies and the superior office sign. The chief adds one, the auditor
 * confirms its fingerprint; neither can do both.
 */
export const authoritiesContract = {
  list: method({
    input: z.object({}).strict(),
    output: z.object({
      roots: z.array(AuthorityRoot),
      revoked: z.array(z.object({ serial: z.string(), reason: z.string(), at: Instant, byName: z.string() })),
    }),
    errors: [],
    roles: ['chief', 'auditor'],
  }),
  add: method({
    input: z.object({ fileId: FileId }).strict(),
    output: z.object({ sha256: Sha256 }),
    errors: ['file/not-found', 'authorities/not-a-root', 'authorities/weak', 'authorities/dates', 'authorities/known'],
    roles: ['chief'],
    writes: true,
  }),
  confirm: method({
    input: z.object({ sha256: Sha256 }).strict(),
    output: z.object({}),
    errors: [...errors, 'authorities/confirmed'],
    roles: ['auditor'],
    writes: true,
  }),
  remove: method({
    input: z.object({ sha256: Sha256 }).strict(),
    output: z.object({}),
    errors,
    roles: ['chief', 'auditor'],
    writes: true,
  }),
  /** A certificate that counts no longer, by its serial number. */
  revoke: method({
    input: z.object({ serial: Serial, reason: z.string().trim().min(2).max(200) }).strict(),
    output: z.object({}),
    errors: [],
    roles: ['chief', 'auditor'],
    writes: true,
  }),
} as const
