import { failure, type Result } from '../../../src-contract/errors.ts'
import { purposesWithReference, type Purpose } from '../../../src-contract/purposes.ts'
import { opensSearch } from '../../../src-domain/access/purpose-table.ts'
import type { Context } from '../../rpc/context.ts'

export type AccessInput = { purpose: Purpose; reference?: string | undefined }

/** Refuses a purpose that needs a number it was not given, and one under which nothing can be looked up freely (which is audited). */
export function refuseAccess(
  ctx: Pick<Context, 'audit'>,
  input: AccessInput,
): Extract<Result<never, 'access/reference-required' | 'access/purpose-not-open'>, { ok: false }> | null {
  if (!opensSearch(input.purpose)) {
    ctx.audit({ action: 'denied', ...withReference(input), result: 'purpose' })
    return failure('access/purpose-not-open', { purpose: input.purpose })
  }
  if (purposesWithReference.has(input.purpose) && !input.reference) {
    return failure('access/reference-required', { purpose: input.purpose })
  }
  return null
}

/** Purpose and number as an audit row takes them. */
export function withReference({ purpose, reference }: AccessInput): { purpose: Purpose; reference?: string } {
  return reference === undefined ? { purpose } : { purpose, reference }
}
