import { access } from './zh-CN/access.ts'
import { errors } from './zh-CN/errors.ts'
import { frame } from './zh-CN/frame.ts'

/** Every visible sentence in Chinese, the language of the stations; en.ts has the same shape. */
export const zhCN = { access, errors, frame }

export type Text = typeof zhCN
