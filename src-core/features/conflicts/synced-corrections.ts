import type { SystemId } from '../../../src-contract/systems.ts'
import { channelOf } from '../../../src-domain/distribution/forms.ts'
import { nullable, textOf, type SyncedTable } from '../sync/synced-table.ts'
import { correction, putCorrection, removeCorrection, showRequested } from './corrections.repo.ts'

/** What was asked of the seven systems, and what they answered. */
export const syncedCorrections: SyncedTable = {
  name: 'corrections',
  kept: new Set(['system', 'nativeId', 'kind', 'field', 'fingerprint', 'oldValue', 'askedAt', 'channel']),
  wireId: (_db, requestId) => requestId,
  markId: (_db, id) => id,
  read(db, id, people) {
    const row = correction(db, id)
    if (row === undefined || row.proposed === null) return undefined
    return {
      system: row.system,
      nativeId: row.native_id,
      kind: row.kind,
      field: row.field,
      fingerprint: row.fingerprint,
      oldValue: row.old_value,
      proposed: row.proposed,
      grounds: row.reason,
      actor: people.toWire(row.account_id),
      askedAt: row.created_at,
      channel: channelOf(row.system as SystemId),
      status: row.state,
      batch: row.batch,
      receipt: row.receipt,
      reason: row.refusal,
      answeredAt: row.answered_at,
    }
  },
  write(tx, id, fields, people) {
    const [system, nativeId, kind, field] = ['system', 'nativeId', 'kind', 'field'].map((name) => textOf(fields, name))
    const [status, proposed, askedAt] = ['status', 'proposed', 'askedAt'].map((name) => textOf(fields, name))
    const accountId = people.toLocal(textOf(fields, 'actor') ?? '')
    if (!system || !nativeId || !kind || !field || !status || proposed === undefined || !askedAt) return 'waits'
    const known = correction(tx, id) !== undefined
    const row = {
      request_id: id,
      system,
      native_id: nativeId,
      kind,
      field,
      reason: textOf(fields, 'grounds') ?? '',
      state: status,
      account_id: accountId,
      created_at: askedAt,
      fingerprint: nullable(fields, 'fingerprint'),
      old_value: nullable(fields, 'oldValue'),
      proposed,
      receipt: nullable(fields, 'receipt'),
      refusal: nullable(fields, 'reason'),
      answered_at: nullable(fields, 'answeredAt'),
      batch: nullable(fields, 'batch'),
    }
    putCorrection(tx, row)
    // Asked at another PC of the station: here, too, the conflict no longer waits for somebody.
    if (!known) showRequested(tx, row)
    return 'shown'
  },
  remove(tx, id) {
    removeCorrection(tx, id)
    return true
  },
  entryOf: () => null,
}
