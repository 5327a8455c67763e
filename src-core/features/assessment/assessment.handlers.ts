import { success } from '../../../src-contract/errors.ts'
import type { Handlers } from '../../rpc/handler.ts'
import {
  acceptAppeal,
  acceptMissing,
  decideAppeal,
  listAppeals,
  reviewAppeal,
  submitAppeal,
} from './appeals.service.ts'
import { diff, evidence, listRuns, officerResult, openRun, progress, schemes, trySchemeOn } from './read.service.ts'
import { discard, readiness, release, runAssessment } from './run.service.ts'

import { loadScheme } from './load-scheme.service.ts'
export const assessmentHandlers: Handlers<'assessment'> = {
  runs: (ctx) => success(listRuns(ctx)),
  readiness,
  run: runAssessment,
  open: openRun,
  officer: officerResult,
  progress,
  evidence,
  release,
  discard,
  diff,
  schemes: (ctx) => success(schemes(ctx)),
  loadScheme,
  trySchemeOn,
  appeal: submitAppeal,
  appeals: (ctx) => success(listAppeals(ctx)),
  acceptAppeal,
  reviewAppeal,
  decideAppeal,
  acceptMissing,
}
