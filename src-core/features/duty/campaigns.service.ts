import type { OutputOf, ParsedInputOf } from '../../../src-contract/contract.ts'
import { failure, success } from '../../../src-contract/errors.ts'
import type { CampaignId } from '../../../src-contract/features/duty.shapes.ts'
import type { Context } from '../../rpc/context.ts'
import type { Answer } from '../../rpc/handler.ts'
import { seesAll } from './access.rules.ts'
import { actOf, noteChange } from './acts.ts'
import { changed } from './assignments.service.ts'
import { allCampaigns, sharesOf, writeShares, type Share } from './plans.repo.ts'
import { findRow, writeRow } from './records.repo.ts'
import { beatKnown, staffMember } from './staff.repo.ts'

/** Everybody's tasks, or those of one's own name and beats. */
export function listCampaigns(ctx: Context): OutputOf<'duty.campaigns'> {
  const { accountId, beats, role } = ctx.session
  const all = allCampaigns(ctx.db, ctx.today)
  if (seesAll(role)) return { campaigns: all }
  const mine = all.map((campaign) => ({
    ...campaign,
    shares: campaign.shares.filter(
      (share) => share.officerId === accountId || (share.officerId === null && beats.includes(share.beat)),
    ),
  }))
  return { campaigns: mine.filter(({ shares }) => shares.length > 0) }
}

export function saveCampaign(ctx: Context, input: ParsedInputOf<'duty.saveCampaign'>): Answer<'duty.saveCampaign'> {
  if (input.from > input.to) return failure('duty/dates-reversed')
  const places = input.shares.map(({ beat, officerId }) => `${beat} ${officerId ?? ''}`)
  if (new Set(places).size !== places.length) return failure('duty/share-twice')
  return changed(ctx, (tx) => {
    const before = input.campaignId === undefined ? undefined : findRow(tx, 'campaign', input.campaignId)
    if (input.campaignId !== undefined && before === undefined) return failure('duty/gone')
    for (const { beat, officerId } of input.shares) {
      if (!beatKnown(tx, beat)) return failure('duty/beat-unknown')
      if (officerId !== null && staffMember(tx, officerId) === undefined) return failure('duty/account-unknown')
    }
    const campaignId = input.campaignId ?? (ctx.newId() as CampaignId)
    const row = {
      campaign_id: campaignId,
      topic: input.topic,
      from_date: input.from,
      to_date: input.to,
      created_at: before?.created_at ?? ctx.now,
      removed_at: null,
    }
    const told = { before: { shares: inWords(sharesOf(tx, campaignId)) }, after: { shares: inWords(input.shares) } }
    if (!writeRow(tx, 'campaign', row, actOf(ctx, input.reason), told)) return failure('duty/nothing-changed')
    writeShares(tx, campaignId, input.shares)
    noteChange(tx, 'campaign', campaignId, before === undefined ? 'new' : 'changed')
    return success({ campaignId })
  })
}

/** Shares as one text, whatever their order. */
function inWords(shares: readonly Share[]): string {
  return shares
    .map(({ beat, officerId, heads }) => `${beat}${officerId === null ? '' : ` ${officerId}`}: ${heads}`)
    .sort()
    .join('; ')
}
