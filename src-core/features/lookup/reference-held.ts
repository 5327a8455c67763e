import { readReference } from '../../../src-domain/access/reference.rules.ts'
import type { ReadDb } from '../../store/sql.ts'
import type { AccessInput } from './access.rules.ts'

/**
 * Whether the work that a reference number names is on this PC. A number that is not is no reason to refuse (an incident of ten minutes
 * ago comes later), but it is said, and the trail has it. Numbers of other registers are never held here.
 */
export function referenceHeld(db: ReadDb, { purpose, reference }: AccessInput): boolean | null {
  const read = reference === undefined ? null : readReference(purpose, reference)
  if (read === null || read.kind === 'other') return null
  const holds = (sql: string): boolean => db.prepare<[string], { held: number }>(sql).one(read.number) !== undefined
  if (read.kind === 'entry') return holds('SELECT 1 AS held FROM entries WHERE number = ?')
  // One that the search index does not lead to yet is here all the same.
  return (
    holds(`SELECT 1 AS held FROM subject_keys WHERE kind = 'incident' AND value = ? LIMIT 1`) ||
    holds(`SELECT 1 AS held FROM source_records WHERE system = 'JCJ' AND native_id = ?`)
  )
}

export function remarksOnReference(db: ReadDb, input: AccessInput): 'reference-not-held'[] {
  return referenceHeld(db, input) === false ? ['reference-not-held'] : []
}
