import { access } from './zh-CN/access.ts'
import { admin } from './zh-CN/admin.ts'
import { assessment } from './zh-CN/assessment.ts'
import { reports } from './zh-CN/reports.ts'
import { attachments } from './zh-CN/attachments.ts'
import { diagnostics } from './zh-CN/diagnostics.ts'
import { distribution } from './zh-CN/distribution.ts'
import { duty } from './zh-CN/duty.ts'
import { errors } from './zh-CN/errors.ts'
import { evaluations } from './zh-CN/evaluations.ts'
import { exchange } from './zh-CN/exchange.ts'
import { frame } from './zh-CN/frame.ts'
import { addresses } from './zh-CN/addresses.ts'
import { handover } from './zh-CN/handover.ts'
import { ledger } from './zh-CN/ledger.ts'
import { linkage } from './zh-CN/linkage.ts'
import { lookup } from './zh-CN/lookup.ts'
import { draftProblems, fileNotices, rowProblems } from './zh-CN/problems.ts'
import { quality } from './zh-CN/quality.ts'
import { rawRecords } from './zh-CN/raw-records.ts'
import { returns } from './zh-CN/returns.ts'
import { network } from './zh-CN/network.ts'
import { paper } from './zh-CN/paper.ts'
import { sampling } from './zh-CN/sampling.ts'
import { sources } from './zh-CN/sources.ts'
import { sync } from './zh-CN/sync.ts'
import { updates } from './zh-CN/updates.ts'

/** Every visible sentence in Chinese, the language of the stations; en.ts has the same shape. */
export const zhCN = {
  access,
  admin,
  assessment,
  reports,
  attachments,
  diagnostics,
  distribution,
  duty,
  errors,
  evaluations,
  exchange,
  frame,
  addresses,
  handover,
  ledger,
  linkage,
  lookup,
  draftProblems,
  fileNotices,
  rowProblems,
  quality,
  rawRecords,
  returns,
  network,
  paper,
  sampling,
  sources,
  sync,
  updates,
}

export type Text = typeof zhCN
