import { duesDue } from './dues.queries.ts'
import { listEntries } from './list.queries.ts'
import { measures } from './measures.queries.ts'
import { listReviews } from './reviews.queries.ts'
import { countTemporary, temporaryAddresses } from './temporary-addresses.queries.ts'

export const ledgerQueries = {
  'ledger.list': listEntries,
  'ledger.reviews': listReviews,
  'ledger.measures': measures,
  'ledger.dues': duesDue,
  'ledger.temporary': temporaryAddresses,
  'ledger.countTemporary': countTemporary,
}
