import { duesDue } from './dues.queries.ts'
import { listEntries } from './list.queries.ts'
import { measures } from './measures.queries.ts'
import { listReviews } from './reviews.queries.ts'

export const ledgerQueries = {
  'ledger.list': listEntries,
  'ledger.reviews': listReviews,
  'ledger.measures': measures,
  'ledger.dues': duesDue,
}
