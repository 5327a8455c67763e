import type { z } from 'zod'
import type { ErrorCode } from './errors.ts'
import type { Caller } from './roles.ts'

/**
 * One method of the contract: what may be asked, what can go wrong, who may ask. Any call can also fail with the codes of
 * `commonErrors`; they are not repeated in each method.
 */
export type Method<
  I extends z.ZodType = z.ZodType,
  O extends z.ZodType = z.ZodType,
  E extends readonly ErrorCode[] = readonly ErrorCode[],
> = {
  readonly input: I
  readonly output: O
  readonly errors: E
  readonly roles: readonly Caller[]
  /** Changes something: the caller sends an operationId, and a repeat gets the first answer. */
  readonly writes: boolean
  /** Discloses personal data at will: stops when a PC has not reached its platform for longer than its lease. */
  readonly leased: boolean
}

export const commonErrors = [
  'internal',
  'rpc/unknown-method',
  'rpc/invalid-input',
  'rpc/too-large',
  'rpc/cancelled',
  'rpc/denied',
  'rpc/not-logged-in',
  'rpc/operation-reused',
  'core/restarted',
  'core/reader-restarted',
  'core/unavailable',
  // Only of methods that are `leased`.
  'sync/lease-lapsed',
  'store/disk-full',
  'store/read-only',
  'store/audit-unwritable',
  // Found while reading: the way forward is the backup, from the log-in page.
  'store/damaged',
] as const satisfies readonly ErrorCode[]

export function method<I extends z.ZodType, O extends z.ZodType, const E extends readonly ErrorCode[]>(
  spec: Omit<Method<I, O, E>, 'writes' | 'leased'> & { writes?: boolean; leased?: boolean },
): Method<I, O, E> {
  return { ...spec, writes: spec.writes ?? false, leased: spec.leased ?? false }
}

export type FeatureContract = Readonly<Record<string, Method>>
