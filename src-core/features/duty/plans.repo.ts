import type { Schema } from '../../../db/schema.ts'
import type { Campaign, CampaignId, Inspection, PlanId } from '../../../src-contract/features/duty.shapes.ts'
import type { AccountId, EntryId, LocalDate } from '../../../src-contract/ids.ts'
import { q } from '../../query.ts'
import type { ReadDb, WriteDb } from '../../store/sql.ts'

const mostListed = 2_000

type PlanRow = Schema['inspection_plans'] & { readonly officer_name: string; readonly fulfilled_number: string | null }

/** Planned inspections by the end of their window; done ones last, the newest first. */
export function inspectionPlans(
  db: ReadDb,
  today: string,
  wanted: { officerId?: string; open?: boolean } = {},
): Inspection[] {
  const conditions = [
    'p.removed_at IS NULL',
    ...(wanted.officerId === undefined ? [] : ['p.officer_id = ?']),
    ...(wanted.open ? ['p.fulfilled_by IS NULL'] : []),
  ]
  const rows = db
    .prepare<string[], PlanRow>(
      `SELECT p.*, a.name AS officer_name, e.number AS fulfilled_number FROM inspection_plans AS p
       JOIN accounts AS a ON a.account_id = p.officer_id LEFT JOIN entries AS e ON e.entry_id = p.fulfilled_by
       WHERE ${conditions.join(' AND ')} ORDER BY p.fulfilled_on DESC, p.to_date, p.plan_id LIMIT ${mostListed}`,
    )
    .all(...(wanted.officerId === undefined ? [] : [wanted.officerId]))
  const all = rows.map((row) => ({
    planId: row.plan_id as PlanId,
    object: row.object,
    objectNumber: row.object_number,
    address: row.address,
    beat: row.beat,
    from: row.from_date as LocalDate,
    to: row.to_date as LocalDate,
    officerId: row.officer_id as AccountId,
    officerName: row.officer_name,
    fulfilledBy: row.fulfilled_by as EntryId | null,
    fulfilledNumber: row.fulfilled_number,
    fulfilledOn: row.fulfilled_on as LocalDate | null,
    state: stateOf(row, today),
  }))
  return [...all.filter(({ state }) => state !== 'done'), ...all.filter(({ state }) => state === 'done')]
}

function stateOf(
  row: { from_date: string; to_date: string; fulfilled_by: string | null },
  today: string,
): Inspection['state'] {
  if (row.fulfilled_by !== null) return 'done'
  if (row.to_date < today) return 'overdue'
  return row.from_date <= today ? 'due' : 'planned'
}

/** Campaigns, the newest first. @param on only those that run on this day */
export function allCampaigns(db: ReadDb, today: string, on?: string): Campaign[] {
  let query = q
    .selectFrom('campaigns')
    .selectAll()
    .where('removed_at', 'is', null)
    .orderBy('from_date', 'desc')
    .orderBy('campaign_id')
    .limit(mostListed)
  if (on !== undefined) query = query.where('from_date', '<=', on).where('to_date', '>=', on)
  const campaigns = db.all(query)
  if (campaigns.length === 0) return []
  const shares = db.all(
    q
      .selectFrom('campaign_shares as s')
      .leftJoin('accounts as a', 'a.account_id', 's.officer_id')
      .selectAll('s')
      .select('a.name as officer_name')
      .where(
        's.campaign_id',
        'in',
        campaigns.map((one) => one.campaign_id),
      )
      .orderBy('s.beat')
      .orderBy('s.officer_id'),
  )
  return campaigns.map((row) => {
    const own = shares.filter(({ campaign_id: id }) => id === row.campaign_id)
    return {
      campaignId: row.campaign_id as CampaignId,
      topic: row.topic,
      from: row.from_date as LocalDate,
      to: row.to_date as LocalDate,
      shares: own.map((share) => ({
        beat: share.beat,
        officerId: share.officer_id === '' ? null : (share.officer_id as AccountId),
        officerName: share.officer_name,
        heads: share.heads,
      })),
      heads: own.reduce((sum, { heads }) => sum + heads, 0),
      state: row.to_date < today ? 'over' : row.from_date <= today ? 'running' : 'planned',
    }
  })
}

export type Share = { readonly beat: string; readonly officerId: string | null; readonly heads: number }

export function sharesOf(db: ReadDb, campaignId: string): Share[] {
  return db
    .all(
      q
        .selectFrom('campaign_shares')
        .selectAll()
        .where('campaign_id', '=', campaignId)
        .orderBy('beat')
        .orderBy('officer_id'),
    )
    .map((row) => ({ beat: row.beat, officerId: row.officer_id === '' ? null : row.officer_id, heads: row.heads }))
}

export function writeShares(tx: WriteDb, campaignId: string, shares: readonly Share[]): void {
  tx.run(q.deleteFrom('campaign_shares').where('campaign_id', '=', campaignId))
  for (const { beat, officerId, heads } of shares)
    tx.run(
      q.insertInto('campaign_shares').values({ campaign_id: campaignId, beat, officer_id: officerId ?? '', heads }),
    )
}

/** An entry by the number that is printed on it; a voided one counts for nothing. */
export function entryNumbered(db: ReadDb, number: string) {
  return db.one(
    q
      .selectFrom('entries')
      .select(['entry_id', 'book', 'occurred_on', 'officer_id', 'beat'])
      .where('number', '=', number)
      .where('voided_at', 'is', null),
  )
}
