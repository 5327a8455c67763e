import { failure, type Result } from '../../../src-contract/errors.ts'
import { purposesWithReference, type Purpose } from '../../../src-contract/purposes.ts'
import { systemIds, type SystemId } from '../../../src-contract/systems.ts'
import { opensSearch, opensSystem } from '../../../src-domain/access/purpose-table.ts'

export type AccessInput = { purpose: Purpose; reference?: string | undefined }

/** Refuses a purpose that needs a number it was not given, and one under which nothing can be looked up freely. */
export function refuseAccess(
  input: AccessInput,
): Extract<Result<never, 'access/reference-required' | 'access/purpose-not-open'>, { ok: false }> | null {
  if (!opensSearch(input.purpose)) return failure('access/purpose-not-open', { purpose: input.purpose })
  if (purposesWithReference.has(input.purpose) && !input.reference) {
    return failure('access/reference-required', { purpose: input.purpose })
  }
  return null
}

export function openSystems(purpose: Purpose): SystemId[] {
  return systemIds.filter((system) => opensSystem(purpose, system))
}
