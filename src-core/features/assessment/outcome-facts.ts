import type { ItemNote } from '../../../src-contract/features/assessment.snapshot.ts'
import type { Calendar } from '../../../src-domain/duty/calendar.rules.ts'
import { reinspectDueOn } from '../../../src-domain/books/l08-hazards.book.ts'
import { serviceDueOn } from '../../../src-domain/books/l12-service-requests.book.ts'
import { addDays } from '../../../src-domain/identifiers/calendar.ts'
import { localDateOf } from '../../clock.ts'
import { specOf, type EntryRow } from './entry-rows.ts'
import { officerOfBeat, hasCome, rowsOf, type Fact, type World } from './world.ts'

/** Working days from finding a hazard to its notice, and from handing over to the receipt, as the books have them. */
const noticeWithin = 3
const receiptWithin = 10

/** What an entry says at its own moment: due on a day, done or not. */
type Outcome = { readonly due: string; readonly good: boolean; readonly note: ItemNote }

/**
 * An outcome as a fact of who answers for it: the officer of the entry or, after a handover, who works on it then. What was inherited
 * less than the scheme's days before it fell due is in nobody's figures.
 */
function outcomeFact(world: World, row: EntryRow, { due, good, note }: Outcome): Fact[] {
  if (!hasCome(world, due, good)) return []
  const since = row.handlerSince === null ? null : localDateOf(Date.parse(row.handlerSince))
  const inherited = row.handler !== null && since !== null && since <= due && row.handler !== row.officer
  const officer = inherited ? row.handler : row.officer
  const exempt = inherited && !good && due < addDays(since, world.scheme.backlogExemptDays)
  return [
    {
      ...{ officer, kind: 'entry', id: row.id, number: row.number, book: row.book, date: due, state: row.state },
      ...{ good: good ? 1 : 0, due: exempt ? 0 : 1, note: exempt ? 'exempt-backlog' : note },
    },
  ]
}

/** O2, the entries: closed and 90 days of peace, or not closed by the deadline (without one, by as many days after acceptance). */
export function disputeFacts(world: World): Fact[] {
  return rowsOf(world, 'L07', null).flatMap((row) =>
    outcomeFact(world, row, disputeOutcome(row, world.scheme.relapseDays)),
  )
}

function disputeOutcome({ state, date, values }: EntryRow, days: number): Outcome {
  const closed = values['closedOn']
  const receipt = values['receiptOn']
  if (state === 'handed-over' && receipt !== undefined)
    return { due: addDays(receipt, days), good: true, note: 'transferred' }
  if (closed !== undefined) {
    const due = addDays(closed, days)
    if (state === 'ended') return { due, good: false, note: 'not-closed' }
    const relapsed = values['relapsedOn']
    const held = relapsed === undefined || relapsed < closed || relapsed > due
    return { due, good: held, note: held ? 'held' : 'relapsed' }
  }
  const due = values['deadline'] ?? addDays(date, days)
  return { due, good: false, note: state === 'transferred' ? 'transfer-open' : 'not-closed' }
}

/** O3: re-inspected on time of those due. One that was never ordered is due when its notice was. */
export function hazardFacts(world: World): Fact[] {
  return rowsOf(world, 'L08', null).flatMap((row) => {
    const outcome = hazardOutcome(row, world.calendar)
    return outcome === null ? [] : outcomeFact(world, row, outcome)
  })
}

function hazardOutcome({ state, date, values }: EntryRow, calendar: Calendar): Outcome | null {
  if (state === 'clear') return null
  const by = reinspectDueOn(values, calendar)
  const seen = values['reinspectedOn']
  const transferred = values['transferredOn']
  if (transferred !== undefined && seen === undefined) {
    const due = calendar.addWorkingDays(transferred, receiptWithin)
    const receipt = values['receiptOn']
    const good = receipt !== undefined && receipt <= due
    return { due, good, note: good ? 'transferred' : 'transfer-open' }
  }
  if (by === null) return { due: calendar.addWorkingDays(date, noticeWithin), good: false, note: 'not-done' }
  const inspected = seen !== undefined && !['ordered', 'rectified'].includes(state)
  const good = inspected && seen <= by
  return { due: by, good, note: good ? 'on-time' : inspected ? 'late' : 'not-done' }
}

/** O5: answered by the promised day. While a request is with the applicant its clock stands. */
export function serviceFacts(world: World): Fact[] {
  return rowsOf(world, 'L12', null).flatMap((row) => {
    const due = serviceDueOn(row.values, world.calendar)
    if (row.state === 'returned' || due === null) return []
    const finished = row.state === 'done' ? row.values['finishedOn'] : undefined
    const good = finished !== undefined && finished <= due
    return outcomeFact(world, row, { due, good, note: good ? 'on-time' : finished === undefined ? 'not-done' : 'late' })
  })
}

type ShareRow = { id: string; topic: string; from: string; to: string; beat: string; officer: string; heads: number }

/**
 * O6: heads that the receipts confirm, of those assigned. A share of a beat is of whoever holds it on the campaign's last day. An
 * entry is of the first campaign that runs on its day and names its topic.
 */
export function outreachFacts(world: World): Fact[] {
  const shares = world.db
    .prepare<string[], ShareRow>(
      `SELECT c.campaign_id AS id, c.topic, c.from_date AS "from", c.to_date AS "to", s.beat, s.officer_id AS officer, s.heads
       FROM campaigns AS c JOIN campaign_shares AS s ON s.campaign_id = c.campaign_id
       WHERE c.removed_at IS NULL AND c.to_date >= ? AND c.to_date <= ? ORDER BY c.from_date, c.campaign_id, s.beat, s.officer_id`,
    )
    .all(world.from, world.to)
    .filter(({ to }) => to < world.today)
  const facts = shares.flatMap((share): Fact[] => {
    const officer = share.officer === '' ? officerOfBeat(world, share.beat, share.to)?.id : share.officer
    if (officer === undefined) return []
    return [
      {
        ...{
          officer,
          kind: 'campaign',
          id: `${share.id}/${share.beat}`,
          number: share.topic,
          book: null,
          date: share.to,
        },
        ...{ state: null, good: 0, due: share.heads, note: 'counted' },
      },
    ]
  })
  const first = shares.reduce((day, { from }) => (from < day ? from : day), world.to)
  const labels = new Map(
    specOf('L11')
      .definition.fields.find(({ key }) => key === 'topic')
      ?.options.map(({ value, label }) => [value, label.zh]),
  )
  for (const row of rowsOf(world, 'L11', { from: first, to: world.to })) {
    const label = labels.get(row.values['topic'] ?? '')
    const share = shares.find(
      ({ topic, from, to, beat, officer }) =>
        from <= row.date &&
        row.date <= to &&
        beat === row.beat &&
        (officer === '' || officer === row.officer) &&
        (label === undefined || topic.includes(label)),
    )
    if (share === undefined || row.state === 'planned' || row.state === 'called-off') continue
    const good = row.state === 'receipt' ? Number(row.values['receiptCount'] ?? 0) : 0
    facts.push({
      ...{ officer: row.officer, kind: 'entry', id: row.id, number: row.number, book: 'L11', date: row.date },
      ...{ state: row.state, good, due: 0, note: row.state === 'receipt' ? 'reached' : 'receipt-open' },
    })
  }
  return facts
}
