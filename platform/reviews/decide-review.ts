import { sql } from 'kysely'
import type { Fields } from '../../src-contract/sync/protocol.ts'
import { rowsOfDecision, type SyncedRow } from '../../src-domain/sync/office-decision.rules.ts'
import { officeRole } from '../../src-contract/roles.ts'
import type { Tx } from '../database/database.ts'
import { WireError } from '../http/wire-error.ts'
import { platformId } from '../platform-id.ts'
import type { Platform } from '../platform.ts'
import { StationWriter } from '../sync/station-writer.ts'
import { handedUpReview, partakers, peopleOf } from './waiting-reviews.ts'

/** Who decides: `account` is the id under which stations come to know this person. */
export type Decider = {
  readonly login: string
  readonly name: string
  readonly account: string
  readonly staffNumber: string | null
}

export type Asked = {
  readonly station: string
  readonly review: string
  /** Versions of both rows that the page showed. */
  readonly ver: number
  readonly entryVer: number
  readonly approve: boolean
  readonly reason: string
}

/**
 * - reason-missing: a return says why;
 * - no-staff-number: without one it cannot be excluded that the decider is the one who asked;
 * - by-another: the decider has a part in what is asked;
 * - decided: somebody decided it before; withdrawn: the station took it back;
 * - changed: the station changed the entry or the request since the page was opened, or it is no longer possible.
 */
export type DecisionProblem = 'reason-missing' | 'no-staff-number' | 'by-another' | 'decided' | 'withdrawn' | 'changed'

/**
 * Decides what a station handed up. The decision goes down as rows of the station, by the ordinary pull of each of its PCs, and is noted
 * with who made it, all in one transaction.
 *
 * @throws WireError not-found when that station handed up no such review
 */
export async function decideReview(
  platform: Platform,
  decider: Decider,
  asked: Asked,
): Promise<DecisionProblem | null> {
  if (!asked.approve && asked.reason.length < 2) return 'reason-missing'
  return platform.db.transaction().execute(async (tx) => {
    const known = await handedUpReview(tx, asked.station, asked.review)
    if (known === undefined) throw new WireError('sync/not-found')
    const writer = await StationWriter.begin(tx, asked.station)
    // Read again behind the lock: what was read before may have been pushed over meanwhile.
    const found = await handedUpReview(tx, asked.station, asked.review)
    if (found === undefined) throw new WireError('sync/not-found')
    const { status } = found.fields
    if (status !== 'open') return status === 'withdrawn' ? 'withdrawn' : 'decided'
    if (found.ver !== asked.ver || found.entryVer !== asked.entryVer) return 'changed'
    const number = decider.staffNumber ?? ''
    if (number === '') return 'no-staff-number'
    const involved = partakers(found)
    const people = await peopleOf(tx, asked.station, involved)
    const same = [...people.values()].some(({ staffNumber }) => staffNumber === number)
    if (same || involved.includes(decider.account)) return 'by-another'
    const { account } = decider
    const at = platform.now().toISOString()
    const [first = '', second = ''] = [platformId(), platformId()].sort()
    const { approve, reason } = asked
    const review = { table: 'reviews', id: found.id, fields: found.fields }
    const entry = { table: 'entries', id: found.entryId, fields: found.entry }
    const sampled = await sampledOf(tx, asked.station, found.entryId)
    const made = rowsOfDecision(review, entry, sampled, { approve, reason, by: account, at, ids: [first, second] })
    if (made === null) return 'changed'
    const rows = [personRow(decider), ...made]
    await writer.load(rows)
    for (const { table, id, fields } of rows) {
      const isPerson = table === 'accounts' && writer.row({ table, id })?.fields['name'] === decider.name
      if (!isPerson) writer.put({ table, id }, fields, { device: null, actor: account }, false)
    }
    await writer.flush()
    const action = approve ? 'approve-review' : 'return-review'
    await tx
      .insertInto('page_actions')
      .values({ login: decider.login, action, subject: `${asked.station}:${found.id}` })
      .execute()
    return null
  })
}

/** As the station's history names who decided; nobody of the station, and without a number that could be somebody's there. */
function personRow({ account, name }: Decider): SyncedRow {
  const fields = { login: `office-${account}`, name, role: officeRole, staffKind: 'officer', staffNumber: '', team: '' }
  return { table: 'accounts', id: account, fields }
}

async function sampledOf(tx: Tx, station: string, entryId: string): Promise<SyncedRow[]> {
  const { rows } = await sql<{ id: string; fields: string }>`
    SELECT id, fields FROM rows WHERE station = ${station} AND tbl = 'reviews' AND NOT deleted
      AND fields LIKE '%"kind":"sampled"%' AND fields LIKE '%"status":"open"%'
      AND fields LIKE ${`%"entry":"${entryId}"%`}`.execute(tx)
  return rows.map(({ id, fields }) => ({ table: 'reviews', id, fields: JSON.parse(fields) as Fields }))
}
