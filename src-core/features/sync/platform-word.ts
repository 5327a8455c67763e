import type { HelloResponse } from '../../../src-contract/sync/hello.ts'
import type { PushRequest, PushResponse, Receipt } from '../../../src-contract/sync/push.ts'
import { resultsHash } from '../../../src-domain/sync/canonical-row.ts'
import { scopeHashOf } from '../../../src-domain/sync/scope.ts'
import type { ReadDb, WriteDb } from '../../store/sql.ts'
import { coSignedHead, isInTrail, keepCoSigned } from '../audit/co-signed.acts.ts'
import { Untrue } from './checked-operation.ts'
import { isSigned } from './signature.ts'
import { setting } from './sync.repo.ts'

// What a platform says of itself before anything of it is stored: whose rows it has, and what it has put its name under.

/** The greeting is this station's, and not another one's that the connection was led to. @throws Untrue */
export function checkScope(
  station: string,
  { station: theirs, scopeHash }: Pick<HelloResponse, 'station' | 'scopeHash'>,
): void {
  if (theirs !== station || scopeHash !== scopeHashOf(station)) throw new Untrue('scope')
}

/**
 * The platform signs the head of this PC's audit trail as long as it only grows: what it signed is kept, and the trail is held against it when it
 * is verified. A head that is not in the trail, or not signed by the platform for this PC, was not made from it.
 *
 * @returns false: it signed none, because it knows a longer trail of this PC, or another one
 * @throws Untrue
 */
export function keepAuditHead(tx: WriteDb, { audit }: Pick<HelloResponse, 'audit'>): boolean {
  if (audit === null) return false
  if (audit.device !== setting(tx, 'device') || !isSigned(tx, 'audit-head', audit) || !isInTrail(tx, audit))
    throw new Untrue('audit')
  const before = coSignedHead(tx)
  // An answer that comes late, of before.
  if (before === null || before.device !== audit.device || before.seq < audit.seq) keepCoSigned(tx, audit)
  return true
}

/**
 * Proof that the platform has taken over what was pushed, and of what it made of it, before any of it counts as answered. What was said of
 * each change is what was signed.
 *
 * @throws Untrue
 */
export function checkReceipt(
  db: ReadDb,
  { receipt, results }: Pick<PushResponse, 'receipt' | 'results'>,
  { epoch, mutations }: Pick<PushRequest, 'epoch' | 'mutations'>,
): void {
  const [first, last] = [mutations[0]?.seq ?? 0, mutations.at(-1)?.seq ?? 0]
  const isOfThis = receipt.epoch === epoch && receipt.fromSeq >= first && receipt.toSeq <= last
  if (receipt.device !== setting(db, 'device') || !isOfThis || !isSigned(db, 'receipt', receipt))
    throw new Untrue('signature')
  if (receipt.results !== resultsHash(results)) throw new Untrue('receipt')
}

/** So many are enough to show what became of the last weeks' work; each stands for a push. */
const mostReceipts = 500

/** What the platform signed is evidence of what it took over, whatever becomes of the platform. */
export function keepReceipt(tx: WriteDb, receipt: Receipt): void {
  const { device, lineage, epoch, fromSeq, toSeq, results, at, signature } = receipt
  const { lastInsertRowid } = tx
    .prepare<(string | number)[], never>(
      `INSERT INTO sync_receipts (device, lineage, epoch, from_seq, to_seq, results, at, signature)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    )
    .run(device, lineage, epoch, fromSeq, toSeq, results, at, signature)
  tx.prepare<[number], never>('DELETE FROM sync_receipts WHERE receipt_id <= ?').run(
    Number(lastInsertRowid) - mostReceipts,
  )
}
