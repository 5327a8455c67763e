import { success } from '../../../src-contract/errors.ts'
import type { Handlers } from '../../rpc/handler.ts'

export const placesHandlers: Handlers<'places'> = {
  suggest: async (ctx, input) => success(await ctx.read('places.suggest', input)),
}
