import type { Text } from './zh-CN.ts'
import { access } from './en/access.ts'
import { admin } from './en/admin.ts'
import { assessment } from './en/assessment.ts'
import { reports } from './en/reports.ts'
import { attachments } from './en/attachments.ts'
import { diagnostics } from './en/diagnostics.ts'
import { distribution } from './en/distribution.ts'
import { duty } from './en/duty.ts'
import { errors } from './en/errors.ts'
import { evaluations } from './en/evaluations.ts'
import { exchange } from './en/exchange.ts'
import { frame } from './en/frame.ts'
import { addresses } from './en/addresses.ts'
import { handover } from './en/handover.ts'
import { ledger } from './en/ledger.ts'
import { linkage } from './en/linkage.ts'
import { lookup } from './en/lookup.ts'
import { draftProblems, fileNotices, rowProblems } from './en/problems.ts'
import { quality } from './en/quality.ts'
import { rawRecords } from './en/raw-records.ts'
import { returns } from './en/returns.ts'
import { network } from './en/network.ts'
import { paper } from './en/paper.ts'
import { sampling } from './en/sampling.ts'
import { sources } from './en/sources.ts'
import { sync } from './en/sync.ts'
import { updates } from './en/updates.ts'

export const en: Text = {
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
