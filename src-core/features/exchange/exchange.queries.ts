import { listIds, plainRows } from '../ledger/list-plain.queries.ts'
import { checkRows, checkStaged } from './check.queries.ts'
import { checkGrid } from './grid.queries.ts'
import { pastImports, untouched } from './past-imports.queries.ts'

export const exchangeQueries = {
  'exchange.checkRows': checkRows,
  'exchange.checkStaged': checkStaged,
  'exchange.checkGrid': checkGrid,
  'exchange.imports': pastImports,
  'exchange.untouched': untouched,
  'exchange.listIds': listIds,
  'exchange.plainRows': plainRows,
}
