import type { HelloResponse } from '../../../src-contract/sync/hello.ts'
import type { PushRequest, Receipt } from '../../../src-contract/sync/push.ts'
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

/** Proof that the platform has taken over what was pushed, before any of it counts as answered. @throws Untrue */
export function checkReceipt(
  db: ReadDb,
  receipt: Receipt,
  { epoch, mutations }: Pick<PushRequest, 'epoch' | 'mutations'>,
): void {
  const [first, last] = [mutations[0]?.seq ?? 0, mutations.at(-1)?.seq ?? 0]
  const isOfThis = receipt.epoch === epoch && receipt.fromSeq >= first && receipt.toSeq <= last
  if (receipt.device !== setting(db, 'device') || !isOfThis || !isSigned(db, 'receipt', receipt))
    throw new Untrue('signature')
}
