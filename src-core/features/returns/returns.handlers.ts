import { failure, success } from '../../../src-contract/errors.ts'
import type { Handlers } from '../../rpc/handler.ts'
import { reachOf } from '../ledger/reach.rules.ts'
import { bindCells } from './bind.service.ts'
import {
  changeReturn,
  createReturn,
  isFormHere,
  listReturns,
  openReturn,
  replaceTemplate,
} from './directory.service.ts'
import { readSubmission, writeFile } from './file.service.ts'
import { findReturn, withContent } from './returns.repo.ts'
import { reviewReturn, submitReturn } from './send.service.ts'

export const returnsHandlers: Handlers<'returns'> = {
  list: (ctx) => success(listReturns(ctx)),
  create: createReturn,
  update: changeReturn,
  replaceTemplate,
  open: openReturn,
  bind: bindCells,
  fill: async (ctx, input) => {
    if (findReturn(ctx.db, input.returnId) === undefined) return failure('returns/gone')
    if (!isFormHere(ctx.db, input.returnId)) return failure('returns/not-here')
    const { accountId: caller, station } = ctx.session
    const filled = await ctx.read('returns.fill', { ...input, today: ctx.today, station: station.name, caller })
    return filled === null ? failure('returns/period-unknown') : success(filled)
  },
  submission: readSubmission,
  records: async (ctx, input) => {
    if (findReturn(ctx.db, input.returnId) === undefined) return failure('returns/gone')
    const of = input.submissionId
    const here = of === undefined ? isFormHere(ctx.db, input.returnId) : withContent(ctx.db, [of]).has(of)
    if (!here) return failure('returns/not-here')
    const { station } = ctx.session
    const reach = reachOf(ctx.session)
    const page = await ctx.read('returns.records', { ...input, today: ctx.today, station: station.name, reach })
    return page === null ? failure('returns/period-unknown') : success(page)
  },
  submit: submitReturn,
  review: reviewReturn,
  file: writeFile,
}
