import { assessmentQueries } from './features/assessment/assessment.queries.ts'
import { auditQueries } from './features/audit/audit.queries.ts'
import { conflictQueries } from './features/conflicts/conflicts.queries.ts'
import { exchangeQueries } from './features/exchange/exchange.queries.ts'
import { ledgerQueries } from './features/ledger/ledger.queries.ts'
import { linkageQueries } from './features/linkage/reviews.queries.ts'
import { lookupQueries } from './features/lookup/lookup.queries.ts'
import { placesQueries } from './features/places/places.queries.ts'
import { returnsQueries } from './features/returns/returns.queries.ts'

/**
 * Every query that runs in a read-only worker, by name. Features spread theirs in here; each is a pure function of the database's
 * state and its input, both structured-clonable.
 */
export const readQueries = {
  ...auditQueries,
  ...lookupQueries,
  ...linkageQueries,
  ...conflictQueries,
  ...ledgerQueries,
  ...exchangeQueries,
  ...placesQueries,
  ...returnsQueries,
  ...assessmentQueries,
}

export type ReadQueries = typeof readQueries
export type ReadName = keyof ReadQueries
export type ReadInput<N extends ReadName> = Parameters<ReadQueries[N]>[1]
export type ReadOutput<N extends ReadName> = ReturnType<ReadQueries[N]>
