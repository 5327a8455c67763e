import type { OutputOf } from '../../../src-contract/contract.ts'
import type { Instant } from '../../../src-contract/ids.ts'
import type { Role } from '../../../src-contract/roles.ts'
import { books } from '../../../src-domain/books/books.ts'
import { freshnessOf } from '../../../src-domain/freshness/freshness.ts'
import { startOfDay } from '../../clock.ts'
import type { Context } from '../../rpc/context.ts'
import type { PaperBatch } from '../../../src-contract/features/duty.shapes.ts'
import { waitingForSomebody } from '../distribution/distribution.facts.ts'
import { batchesWaitingFor, campaignsOn, openInspections } from '../duty/duty.facts.ts'
import { openCallBacks } from '../evaluations/evaluations.facts.ts'
import { overdueCopies } from '../paper/paper.facts.ts'
import { dueReturns } from '../returns/due.queries.ts'
import { reachNow } from '../ledger/reach-now.ts'
import { reviewsFor } from '../ledger/waiting.service.ts'
import { systems } from '../sources/catalog.ts'
import {
  countAccounts,
  countAuditRows,
  countDrafts,
  countFiled,
  countUnusual,
  receivedFrom,
  recentEntries,
} from './home.repo.ts'

type Today = OutputOf<'home.today'>

/** Whose filings are counted: one's own, or the whole station's. IT and the auditor file nothing and see no entries. */
const filings: Readonly<Record<Role, 'own' | 'station' | 'none'>> = {
  clerk: 'own',
  officer: 'own',
  auxiliary: 'own',
  chief: 'station',
  auditor: 'none',
  it: 'none',
}

/** 今日待办: the numbers of today by role, and how fresh each system's data is. Nothing personal is in it. */
export async function todayFor(ctx: Context): Promise<Today> {
  const { role, accountId } = ctx.session
  const whose = filings[role]
  const since = startOfDay(ctx.today)
  const ids = books.map((book) => book.definition.id)
  const typist = whose === 'own' ? accountId : null
  const readsEntries = role === 'clerk' || role === 'officer' || role === 'chief'
  const dues = readsEntries
    ? await ctx.read('ledger.dues', { reach: reachNow(ctx), today: ctx.today })
    : { rows: [], total: 0, overdue: 0 }
  const types = whose !== 'none'
  return {
    ...dutyToday(ctx),
    batches: types ? batchesWaitingFor(ctx.db, accountId).map(batchLine) : [],
    callBacks: role === 'clerk' || role === 'chief' ? openCallBacks(ctx.db, accountId) : [],
    overdueCopies: readsEntries ? overdueCopies(ctx.db, ctx.session, ctx.today) : 0,
    dues: dues.rows,
    duesTotal: dues.total,
    overdue: dues.overdue,
    reviews: readsEntries ? reviewsFor(ctx) : { mine: 0, total: 0, returned: 0 },
    drafts: whose === 'own' ? countDrafts(ctx.db, accountId) : 0,
    filedToday: whose === 'none' ? 0 : countFiled(ctx.db, { books: ids, since, typist }),
    recent:
      whose === 'none'
        ? []
        : recentEntries(ctx.db, { books: ids, typist, limit: 8 }).map((row) => ({
            ...row,
            filedAt: row.filedAt as Instant,
          })),
    temporaryAddresses: readsEntries
      ? await ctx.read('ledger.countTemporary', { reach: reachNow(ctx), now: ctx.now })
      : 0,
    freshness: freshness(ctx),
    distribution: role === 'clerk' ? waitingForSomebody(ctx.db) : [],
    returns: role === 'clerk' || role === 'chief' ? dueReturns(ctx.db, ctx.today) : [],
    accounts: role === 'it' || role === 'chief' ? countAccounts(ctx.db) : null,
    unusual: role === 'auditor' ? countUnusual(ctx.db, weekBefore(ctx.now)) : null,
    auditRows: role === 'auditor' || role === 'it' ? countAuditRows(ctx.db) : null,
  }
}

const weekBefore = (now: string): string => new Date(Date.parse(now) - 7 * 86_400_000).toISOString()

const mostInspections = 20

/** What duty has planned: an officer sees the own inspections, clerk and chief the station's. */
function dutyToday(ctx: Context): Pick<Today, 'inspections' | 'inspectionsTotal' | 'campaigns'> {
  const { role, accountId } = ctx.session
  if (role !== 'officer' && role !== 'clerk' && role !== 'chief') {
    return { inspections: [], inspectionsTotal: 0, campaigns: [] }
  }
  const open = openInspections(ctx.db, ctx.today, role === 'officer' ? accountId : undefined).filter(
    ({ from }) => from <= ctx.today,
  )
  return {
    inspections: open
      .slice(0, mostInspections)
      .map(({ planId, object, officerName, to, state }) => ({ planId, object, officerName, to, state })),
    inspectionsTotal: open.length,
    campaigns: campaignsOn(ctx.db, ctx.today).map(({ campaignId, topic, to, heads }) => ({
      ...{ campaignId, topic, to, heads },
    })),
  }
}

function batchLine({ batchId, number, book, sheets, waitsFor }: PaperBatch): Today['batches'][number] {
  return { batchId, number, book, sheets, waitsFor }
}

function freshness(ctx: Context): Today['freshness'] {
  const received = receivedFrom(ctx.db)
  return [...systems.values()].map((system) => {
    const status = received.get(system.id)
    const lastReceived = status?.lastReceived ?? null
    return {
      system: system.id,
      freshness: freshnessOf(lastReceived, system.lagHours, ctx.now),
      lastReceived: lastReceived as Instant | null,
      records: status?.records ?? 0,
    }
  })
}
