import { success } from '../../../src-contract/errors.ts'
import type { Handlers } from '../../rpc/handler.ts'
import { callOff, candidates, confirm, list, people, read, sign, start } from './handover.service.ts'
import { print } from './print.service.ts'

export const handoverHandlers: Handlers<'handover'> = {
  people: (ctx) => success(people(ctx)),
  candidates,
  list: (ctx) => success(list(ctx)),
  read,
  start,
  sign,
  confirm,
  callOff,
  print,
}
