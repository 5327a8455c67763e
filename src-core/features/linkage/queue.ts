import type { WriteDb } from '../../store/sql.ts'
import { enqueue, enqueueAll } from './linkage.repo.ts'
import { runState } from './run-state.ts'

/** A record that came or changed is linked again, once a run was started; before, the run will meet it anyway. */
export function queueForLinking(tx: WriteDb, recordId: number): void {
  if (runState(tx).phase !== null) enqueue(tx, recordId)
}

/** The same for many. */
export function queueAllForLinking(tx: WriteDb, recordIds: readonly number[]): void {
  if (runState(tx).phase !== null) enqueueAll(tx, recordIds)
}
