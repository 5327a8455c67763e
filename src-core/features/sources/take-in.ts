import type { WriteDb } from '../../store/sql.ts'
import { queueForLinking } from '../linkage/queue.ts'
import { definition, memberOf } from '../subjects/describe-subject.rules.ts'
import { assignSubject } from '../subjects/subjects.service.ts'
import { noteOddity } from './odd-records.repo.ts'
import { leaveQueue, setSubject, type QueuedRecord } from './staging.repo.ts'

/**
 * Gives a record that waits for the subject index its subject, and takes it out of the queue.
 *
 * @param touched takes the subjects that the caller has to refresh in the same transaction
 */
export function takeIn(tx: WriteDb, record: QueuedRecord, touched: Set<number>): void {
  const before = record.subject_id ?? null
  const subject = assignSubject(tx, memberOf(record).found, before)
  if (subject !== before) setSubject(tx, record.record_id, subject)
  for (const each of [subject, before, record.subject_before]) if (each !== null) touched.add(each)
  leaveQueue(tx, record.record_id)
  noteOddity(tx, definition(record.system), record.record_id, record.payload)
  queueForLinking(tx, record.record_id)
}
