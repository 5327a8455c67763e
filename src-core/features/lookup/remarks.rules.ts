import type { QueryKind } from '../../../src-contract/features/lookup.contract.ts'
import { readResidentId } from '../../../src-domain/identifiers/resident-id.ts'

export type Remark = 'id-checksum' | 'id-damaged' | 'too-many' | 'too-short'

/** What should be said about the question itself. It is searched all the same. */
export function remarksOn(kind: QueryKind, text: string, found: { total: number; more: boolean }): Remark[] {
  const remarks: Remark[] = []
  if (kind === 'id') {
    const codes = readResidentId(text).problems.map(({ code }) => code)
    if (codes.includes('id/checksum')) remarks.push('id-checksum')
    if (codes.includes('id/damaged-number')) remarks.push('id-damaged')
  }
  if (found.more) remarks.push('too-many')
  if (kind === 'name' && [...text.trim()].length === 1) remarks.push('too-short')
  return remarks
}
