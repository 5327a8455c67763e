import type { AuditDetail } from '../../../src-contract/features/audit-details.ts'
import { canonicalJson } from '../../../src-domain/canonical/canonical-json.ts'
import { instantOf, localDateOf, type Clock } from '../../clock.ts'
import type { Db, WriteDb } from '../../store/sql.ts'
import { settleDirectory } from '../accounts/directory.acts.ts'
import { appendAudit } from '../audit/audit.service.ts'
import { deriveAccountBeats } from '../duty/standing-assignments.ts'
import { Untrue } from './checked-operation.ts'
import { showDirectoryRecord } from './directory.service.ts'
import { fieldsOf } from './row-view.ts'
import { whileApplying } from './sync.repo.ts'

/**
 * What the platform's directory says by now counts from here on: after each exchange, and before each log-in, since somebody's last day may
 * have passed. What it changes is in the audit trail.
 *
 * @returns whether any account is something else than before
 */
export function followDirectory(db: Db, clock: Clock): boolean {
  const [now, today] = [instantOf(clock.nowMs()), localDateOf(clock.nowMs())]
  return db.transaction((tx) => {
    takeLeftOver(tx)
    const changed = settleDirectory(tx, { now, today }, (write) => whileApplying(tx, write))
    deriveAccountBeats(tx, today)
    for (const { accountId, active, role } of changed)
      appendAudit(tx, {
        ...{ at: now, monotonicMs: clock.monotonicMs(), actor: null, role: null },
        ...{ action: 'account-change', record: accountId },
        detail: canonicalJson({ active, role, source: 'directory' } satisfies AuditDetail),
      })
    return changed.length > 0
  })
}

/** Records that came while this PC's version only named people by them, or did not understand them. */
function takeLeftOver(tx: WriteDb): void {
  const left = tx
    .prepare<[], { row_id: string; fields: string }>(
      `SELECT r.row_id, r.fields FROM sync_rows AS r LEFT JOIN directory_records AS d ON d.record_id = r.row_id
       WHERE r.tbl = 'directory' AND d.record_id IS NULL`,
    )
    .all()
  for (const row of left) {
    try {
      whileApplying(tx, () => showDirectoryRecord(tx, row.row_id, fieldsOf(row) ?? {}))
    } catch (error) {
      // An older version stored it without a look: it says nothing here.
      if (!(error instanceof Untrue)) throw error
    }
  }
}
