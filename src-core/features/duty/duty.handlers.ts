import { success } from '../../../src-contract/errors.ts'
import type { Instant } from '../../../src-contract/ids.ts'
import type { Handlers } from '../../rpc/handler.ts'
import { endActing, nameDeputy } from './acting.service.ts'
import { beatOf, listAreas, saveArea } from './areas.service.ts'
import {
  listAssignments,
  removeAssignment,
  saveAssignment,
  saveBeat,
  saveCover,
  timeline,
} from './assignments.service.ts'
import { cancelBatch, confirmBatch, handPaper, linkEntries, listBatches } from './batches.service.ts'
import { listCampaigns, saveCampaign } from './campaigns.service.ts'
import { applyImport, previewImport, undoImport } from './import.service.ts'
import { pastImports } from './imports.repo.ts'
import { fulfilByHand, listInspections, saveInspection } from './inspections.service.ts'
import { planInspections, proposed } from './plan-inspections.service.ts'
import { changesOf } from './records.repo.ts'
import { template } from './template.service.ts'
import { choices, removed, removeDuty, roster, saveDuty } from './roster.service.ts'

export const dutyHandlers: Handlers<'duty'> = {
  choices: (ctx) => success(choices(ctx)),

  roster: (ctx, { month }) => success(roster(ctx, month)),
  saveDuty,
  removeDuty,

  assignments: (ctx) => success(listAssignments(ctx)),
  timeline,
  saveAssignment,
  removeAssignment,
  saveCover,
  removeCover: (ctx, { coverId, reason }) => removed(ctx, 'cover', coverId, reason),
  nameDeputy,
  endActing,
  saveBeat,

  areas: (ctx, input) => success(listAreas(ctx, input)),
  saveArea,
  removeArea: (ctx, { areaId, reason }) => removed(ctx, 'area', areaId, reason),
  beatOf: (ctx, input) => success(beatOf(ctx, input)),

  inspections: (ctx, input) => success(listInspections(ctx, input)),
  saveInspection,
  removeInspection: (ctx, { planId, reason }) => removed(ctx, 'inspection', planId, reason),
  fulfilInspection: fulfilByHand,
  proposeInspections: proposed,
  planInspections,

  campaigns: (ctx) => success(listCampaigns(ctx)),
  saveCampaign,
  removeCampaign: (ctx, { campaignId, reason }) => removed(ctx, 'campaign', campaignId, reason),

  batches: (ctx, input) => success(listBatches(ctx, input)),
  handPaper,
  confirmBatch,
  cancelBatch,
  linkBatch: linkEntries,

  template,
  previewImport,
  applyImport,
  undoImport,
  imports: (ctx, { kind }) => success({ imports: pastImports(ctx.db, kind) }),

  changes: (ctx, { recordId }) =>
    success({
      changes: changesOf(ctx.db, recordId).map((row) => ({
        at: row.at as Instant,
        by: row.by ?? '',
        reason: row.reason,
        before: shown(row.before),
        after: shown(row.after),
      })),
    }),
}

function shown(row: string | null): Record<string, string> | null {
  if (row === null) return null
  const values = JSON.parse(row) as Record<string, string | number | null>
  return Object.fromEntries(
    Object.entries(values).flatMap(([key, value]) => (value === null ? [] : [[key, String(value)]])),
  )
}
