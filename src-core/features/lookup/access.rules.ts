import { failure, type Result } from '../../../src-contract/errors.ts'
import { purposesWithReference, type Purpose } from '../../../src-contract/purposes.ts'
import { opensSearch } from '../../../src-domain/access/purpose-table.ts'
import { readReference } from '../../../src-domain/access/reference.rules.ts'
import type { Context } from '../../rpc/context.ts'
import { isThatPerson } from './one-person.ts'

export type AccessInput = { purpose: Purpose; reference?: string | undefined }

export type AccessRefusal =
  'access/reference-required' | 'access/reference-unreadable' | 'access/purpose-not-open' | 'access/one-person-only'

/**
 * Refuses a purpose under which nothing can be looked up freely (which is audited), one whose number is missing or is none of its
 * numbers, and under P09 everybody but the one person.
 *
 * @param subjectId whose file is opened; null: several people's; left out: nobody's yet
 */
export function refuseAccess(
  ctx: Pick<Context, 'audit' | 'session'>,
  input: AccessInput,
  subjectId?: number | null,
): Extract<Result<never, AccessRefusal>, { ok: false }> | null {
  const { purpose, reference } = input
  if (!opensSearch(purpose)) {
    ctx.audit({ action: 'denied', ...withReference(input), result: 'purpose' })
    return failure('access/purpose-not-open', { purpose })
  }
  if (purposesWithReference.has(purpose)) {
    if (!reference?.trim()) return failure('access/reference-required', { purpose })
    if (readReference(purpose, reference) === null) return failure('access/reference-unreadable', { purpose })
  }
  if (subjectId !== undefined && !isThatPerson(ctx.session, input, subjectId)) {
    ctx.audit({
      action: 'denied',
      ...(subjectId === null ? {} : { record: `subject:${subjectId}` }),
      ...withReference(input),
      result: 'one-person',
    })
    return failure('access/one-person-only')
  }
  return null
}

/** Purpose and number as an audit row takes them: the number in the form of its register. */
export function withReference({ purpose, reference }: AccessInput): { purpose: Purpose; reference?: string } {
  if (reference === undefined) return { purpose }
  return { purpose, reference: readReference(purpose, reference)?.number ?? reference }
}
