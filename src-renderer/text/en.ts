import type { Text } from './zh-CN.ts'
import { access } from './en/access.ts'
import { errors } from './en/errors.ts'
import { frame } from './en/frame.ts'

export const en: Text = { access, errors, frame }
