import { success } from '../../../src-contract/errors.ts'
import type { Handlers } from '../../rpc/handler.ts'
import { add, confirm, listAuthorities, remove, revoke } from './authorities.service.ts'

export const authoritiesHandlers: Handlers<'authorities'> = {
  list: (ctx) => success(listAuthorities(ctx)),
  add,
  confirm,
  remove,
  revoke,
}
