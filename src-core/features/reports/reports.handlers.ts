import type { Handlers } from '../../rpc/handler.ts'
import { bundle, list, print } from './print-report.service.ts'
import { sign } from './sign-reports.service.ts'

export const reportsHandlers: Handlers<'reports'> = { list, print, sign, bundle }
