import type { WriteDb } from '../../store/sql.ts'
import { refreshSubjects } from '../subjects/subjects.service.ts'
import { Pauses } from './pauses.ts'
import { queuedRecord } from './staging.repo.ts'
import { takeIn } from './take-in.ts'

const sliceMs = 12
const recordsAtOnce = 8

/**
 * Puts some records into the subject index before their turn. Those that do not wait any more are passed over, so it may go on beside the
 * work on the whole queue. Any slice may be the last: what it did is whole.
 *
 * @param bulk short transactions
 * @param goOn asked between slices
 * @returns how many records were indexed
 */
export async function indexNow(
  recordIds: readonly number[],
  bulk: (slice: (tx: WriteDb) => number) => number,
  goOn: () => boolean,
): Promise<number> {
  const pauses = new Pauses()
  const left = [...recordIds]
  let indexed = 0
  while (left.length > 0 && goOn()) {
    indexed += bulk((tx) => indexSlice(tx, left))
    await pauses.due()
  }
  return indexed
}

/** Takes away from `left` what it did. */
function indexSlice(tx: WriteDb, left: number[]): number {
  const started = performance.now()
  let indexed = 0
  while (left.length > 0 && performance.now() - started < sliceMs) {
    const touched = new Set<number>()
    for (const recordId of left.splice(0, recordsAtOnce)) {
      const record = queuedRecord(tx, recordId)
      if (record === undefined) continue
      takeIn(tx, record, touched)
      indexed += 1
    }
    refreshSubjects(tx, touched)
  }
  return indexed
}
