import type { AuditDetail } from '../../../src-contract/features/audit-details.ts'
import type { AuditAction } from '../../../src-contract/features/audit.contract.ts'
import { canonicalJson } from '../../../src-domain/canonical/canonical-json.ts'
import type { Gate } from '../../gate.ts'
import type { WriteDb } from '../../store/sql.ts'
import { appendAudit } from '../audit/audit.service.ts'

export type Note = {
  action: AuditAction
  actor?: string | undefined
  role?: string
  result?: string
  detail?: AuditDetail
  at?: string
}

/** A row of the audit trail about what happens around a session. */
export function note(gate: Gate, tx: WriteDb, row: Note): void {
  appendAudit(tx, {
    at: row.at ?? gate.now(),
    monotonicMs: gate.clock.monotonicMs(),
    actor: row.actor ?? null,
    role: row.role ?? null,
    action: row.action,
    result: row.result,
    detail: canonicalJson(row.detail ?? {}),
  })
}
