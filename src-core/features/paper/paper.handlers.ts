import { success } from '../../../src-contract/errors.ts'
import type { Handlers } from '../../rpc/handler.ts'
import { buildings } from './buildings.service.ts'
import { copies, prepare, tick } from './copies.service.ts'
import { fileCopy } from './filing.service.ts'
import { newcomer } from './newcomer.service.ts'
import { print } from './print.service.ts'
import { open, saveRow, setDay, takeOver } from './typing.service.ts'

export const paperHandlers: Handlers<'paper'> = {
  buildings: async (ctx, input) => success(await buildings(ctx, input.text)),
  copies: (ctx) => success(copies(ctx)),
  prepare,
  print,
  tick,
  open,
  takeOver,
  setDay,
  saveRow,
  newcomer,
  file: fileCopy,
}
