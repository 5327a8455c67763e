import type { AuditReceipt } from '../../../src-contract/sync/hello.ts'
import type { ReadDb } from '../../store/sql.ts'
import { coSignedHead } from '../audit/co-signed.acts.ts'
import { isSigned } from './signature.ts'

/** The newest row of this PC's trail that the platform has signed; null where there is none, or the signature is not the platform's. */
export function trueCoSignedHead(db: ReadDb): AuditReceipt | null {
  const head = coSignedHead(db)
  return head !== null && isSigned(db, 'audit-head', head) ? head : null
}
