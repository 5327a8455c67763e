import type { SystemId } from '../../../src-contract/systems.ts'
import type { ReadDb } from '../../store/sql.ts'

export type StatusRow = { system: SystemId; last_received: string | null }

/** When each system last delivered anything; systems that never did have no row. */
export function systemStatus(db: ReadDb): StatusRow[] {
  return db.prepare<[], StatusRow>('SELECT system, last_received FROM source_status').all()
}
