import { success } from '../../../src-contract/errors.ts'
import type { Handlers } from '../../rpc/handler.ts'
import { preferencesOf, savePreference } from './preferences.repo.ts'

/** Everybody has their own and sees nobody else's. A matter of taste is not audited. */
export const preferencesHandlers: Handlers<'preferences'> = {
  get: (ctx) => success({ chosen: preferencesOf(ctx.db, ctx.session.accountId) }),
  set: (ctx, { preference }) =>
    ctx.commit((tx) => {
      savePreference(tx, ctx.session.accountId, preference)
      return success({})
    }),
}
