import { success } from '../../../src-contract/errors.ts'
import type { Handlers } from '../../rpc/handler.ts'
import { draw, lock, verify } from './draw.service.ts'
import { frame, judge, listSamples, openSample, reveal } from './judge.service.ts'

export const samplingHandlers: Handlers<'sampling'> = {
  list: (ctx) => success(listSamples(ctx)),
  lock,
  draw,
  open: openSample,
  frame,
  verify,
  reveal,
  judge,
}
