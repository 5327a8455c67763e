import type { ReadDb } from '../../store/sql.ts'
import { trueCoSignedHead } from '../sync/co-signed.facts.ts'
import { listAudit, verifyChain, type AuditFilter } from './audit.repo.ts'

export const auditQueries = {
  'audit.list': (db: ReadDb, input: AuditFilter) => listAudit(db, input),
  'audit.verify': (db: ReadDb, _input: null) => {
    const coSigned = trueCoSignedHead(db)
    return { ...verifyChain(db, coSigned), coSigned: coSigned && { seq: coSigned.seq, at: coSigned.at } }
  },
}
