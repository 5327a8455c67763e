import { success } from '../../../src-contract/errors.ts'
import type { Handlers } from '../../rpc/handler.ts'
import { todayFor } from './today.service.ts'

export const homeHandlers: Handlers<'home'> = {
  today: async (ctx) => success(await todayFor(ctx)),
}
