// What the assessment asks of audit samples: the summary of a finished one, by officer.
export { auditOf } from './sampling.repo.ts'
