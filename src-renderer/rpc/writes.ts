import type { MethodName } from '../../src-contract/contract.ts'

/**
 * Methods that change something and therefore carry an operationId. Written out, because reading it from the contract would
 * load zod before the log-in page is up; writes.test.ts holds it equal to the contract.
 */
export const writingMethods: ReadonlySet<MethodName> = new Set<MethodName>([
  'accounts.setUp',
  'accounts.create',
  'accounts.setActive',
  'accounts.changePassphrase',
  'accounts.recover',
  'accounts.restoreBackup',
  'sources.import',
  'ledger.openDraft',
  'ledger.saveDraft',
  'ledger.discardDraft',
  'ledger.file',
  'ledger.correct',
  'ledger.settleLikeness',
  'ledger.confirm',
  'ledger.passDraft',
  'ledger.step',
  'ledger.stepMany',
  'ledger.void',
  'ledger.restore',
  'ledger.decide',
  'ledger.undo',
  'ledger.saveView',
  'ledger.deleteView',
  'attachments.add',
  'attachments.remove',
  'exchange.fileRows',
  'exchange.runImport',
  'exchange.discardImport',
  'exchange.undo',
  'exchange.askExport',
  'exchange.decideExport',
])
