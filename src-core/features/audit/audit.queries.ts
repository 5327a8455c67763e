import type { ReadDb } from '../../store/sql.ts'
import { listAudit, verifyChain, type AuditFilter } from './audit.repo.ts'

export const auditQueries = {
  'audit.list': (db: ReadDb, input: AuditFilter) => listAudit(db, input),
  'audit.verify': (db: ReadDb, _input: null) => verifyChain(db),
}
