import type { Session } from '../../../src-contract/features/accounts.contract.ts'
import type { QueryKind } from '../../../src-contract/features/lookup.contract.ts'
import { readResidentId } from '../../../src-domain/identifiers/resident-id.ts'
import type { AccessInput } from './access.rules.ts'

/**
 * P09, a resident's own request, opens all seven systems and therefore one person only: whoever asks shows a document, its whole number
 * is searched, and only the files that this number found may then be opened, until the next resident's.
 */
const asking = new WeakMap<Session, ReadonlySet<number>>()

/** Whether a question may be put under the purpose: under P09 only a whole ID number. */
export function namesOnePerson({ purpose }: AccessInput, kind: QueryKind, normal: string): boolean {
  return purpose !== 'P09' || (kind === 'id' && /^\d{17}[\dX]$/.test(normal) && readResidentId(normal).normal !== null)
}

/** The files that the newest whole number found; whoever was asked for before is closed again. */
export function bindPerson(session: Session, { purpose }: AccessInput, subjects: readonly number[]): void {
  if (purpose === 'P09') asking.set(session, new Set(subjects))
}

/** @param subjectId null: a view of several people */
export function isThatPerson(session: Session, { purpose }: AccessInput, subjectId: number | null): boolean {
  return purpose !== 'P09' || (subjectId !== null && (asking.get(session)?.has(subjectId) ?? false))
}
