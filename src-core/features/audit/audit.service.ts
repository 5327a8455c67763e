// What other features may do with the trail: append to it in their own transaction, and check it. Reading it is the auditor's.
export { appendAudit, verifyChain, type NewAuditRow } from './audit.repo.ts'
