import { canonicalJson, type Json } from '../../../src-domain/canonical/canonical-json.ts'
import { instantOf } from '../../clock.ts'
import type { WriteDb } from '../../store/sql.ts'
import { appendAudit } from '../audit/audit.service.ts'
import type { RunParts } from './run-parts.ts'

type Teller = Pick<RunParts, 'open' | 'clock'>

/**
 * Says in the audit trail that rows came in, in the transaction that they come in with: whoever checked something against the ledger asks
 * the trail whether the ledger is still the same, also in the middle of a run and after one whose link broke.
 */
export function cameIn(tx: WriteDb, parts: Teller, rows: number): void {
  if (rows > 0) audited(tx, parts, { applied: rows })
}

export function audited(tx: WriteDb, { open, clock }: Teller, detail: Json): void {
  appendAudit(tx, {
    at: instantOf(clock.nowMs()),
    monotonicMs: clock.monotonicMs(),
    actor: open.session.accountId,
    role: open.session.role,
    action: 'sync',
    detail: canonicalJson(detail),
  })
}
