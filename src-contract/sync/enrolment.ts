import { z } from 'zod'
import { Count, Sha256, Uuid } from './protocol.ts'

/**
 * `SSSSSSSSSSSSSSSS-FFFFFFFFFFFFFFFF` in Crockford's base 32, hyphens and blanks anywhere: 80 bits of secret, then the first 80 bits
 * of the SHA-256 of the platform CA's DER, so that the first contact already knows whom it talks to.
 */
export const EnrolmentCode = z.string().min(32).max(64)

export const EnrolmentRequest = z.object({
  code: EnrolmentCode,
  /** PKCS#10, PEM; the key stays on the PC. */
  csr: z.string().min(100).max(8192),
  deviceName: z.string().min(1).max(80),
  appVersion: z.string().max(40),
})
export type EnrolmentRequest = z.infer<typeof EnrolmentRequest>

export const EnrolmentResponse = z.object({
  device: Uuid,
  station: z.string().max(40),
  stationName: z.string().max(100),
  epoch: Count.min(1),
  /** PEM. */
  certificate: z.string(),
  ca: z.string(),
  caFingerprint: Sha256,
  /** Ed25519 public key, SPKI PEM: checks receipts, roots, directives, directory records. */
  signingKey: z.string(),
  lineage: Uuid,
  /** With it codes are made that prolong this device's lease, over the phone; base64. Absent from platforms of before. */
  leaseKey: z.string().max(100).optional(),
})
export type EnrolmentResponse = z.infer<typeof EnrolmentResponse>

/** A certificate for a new key, asked for under the one that still holds. */
export const RenewalRequest = z.object({
  /** PKCS#10, PEM; the key stays on the PC. */
  csr: z.string().min(100).max(8192),
})
export type RenewalRequest = z.infer<typeof RenewalRequest>

/** The certificate of before holds until this one was used. */
export const RenewalResponse = z.object({
  /** PEM. */
  certificate: z.string().max(8192),
})
export type RenewalResponse = z.infer<typeof RenewalResponse>
