import { failure, success } from '../../../src-contract/errors.ts'
import type { Handlers } from '../../rpc/handler.ts'
import { adjustImport } from './adjust-import.service.ts'
import { exportList, printList } from './export-list.service.ts'
import { checkGridRows, fileGridRows } from './grid.service.ts'
import { openImport } from './open-import.service.ts'
import { rejectedRows } from './rejected.service.ts'
import { askExport, decideExport, exportRequests } from './requests.service.ts'
import { runImport } from './run-import.service.ts'
import { ownImport, shownImport } from './stored-import.ts'
import { template } from './template.service.ts'
import { discardImport, undoImport } from './undo-import.service.ts'

export const exchangeHandlers: Handlers<'exchange'> = {
  checkRows: (ctx, input) => checkGridRows(ctx, input),
  fileRows: (ctx, input) => fileGridRows(ctx, input),
  openImport: (ctx, input) => openImport(ctx, input),
  readImport: (ctx, input) => {
    const found = ownImport(ctx, input.importId)
    return found === undefined ? failure('exchange/import-gone') : success(shownImport(found))
  },
  adjustImport: (ctx, input) => adjustImport(ctx, input),
  runImport: (ctx, input) => runImport(ctx, input),
  discardImport: (ctx, input) => discardImport(ctx, input),
  rejectedRows: (ctx, input) => rejectedRows(ctx, input),
  undo: (ctx, input) => undoImport(ctx, input),
  imports: async (ctx, input) =>
    success(await ctx.read('exchange.imports', { book: input.book, accountId: ctx.session.accountId })),
  template: (ctx, input) => template(ctx, input),
  exportList: (ctx, input) => exportList(ctx, input),
  printList: (ctx, input) => printList(ctx, input),
  askExport: (ctx, input) => askExport(ctx, input),
  exportRequests: (ctx) => success(exportRequests(ctx)),
  decideExport: (ctx, input) => decideExport(ctx, input),
}
