import { listEntries } from './list.queries.ts'

export const ledgerQueries = {
  'ledger.list': listEntries,
}
