import { success } from '../../../src-contract/errors.ts'
import type { Handlers } from '../../rpc/handler.ts'
import { callBacks, closeCallBack } from './call-backs.service.ts'
import { figures } from './figures.service.ts'
import { apply, confirm, listSurveys, preview, withdraw } from './import.service.ts'
import { invitations, prepare } from './prepare.service.ts'
import { rejected } from './rejected.service.ts'

export const evaluationsHandlers: Handlers<'evaluations'> = {
  surveys: (ctx) => success(listSurveys(ctx)),
  prepare,
  invitations,
  preview,
  apply,
  confirm,
  withdraw,
  rejected,
  figures,
  callBacks: (ctx) => success(callBacks(ctx)),
  closeCallBack,
}
