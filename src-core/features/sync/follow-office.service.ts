import type { CoreEvent } from '../../../src-contract/rpc.ts'
import { canonicalJson } from '../../../src-domain/canonical/canonical-json.ts'
import type { AuditAction } from '../../../src-contract/features/audit.contract.ts'
import type { AuditDetail } from '../../../src-contract/features/audit-details.ts'
import { instantOf, type Clock } from '../../clock.ts'
import type { OpenSession } from '../../open-session.ts'
import type { ReadDb } from '../../store/sql.ts'
import { schemesHere } from '../assessment/assessment.facts.ts'
import { appendAudit } from '../audit/audit.service.ts'
import { catalogsInForce } from '../duty/office-catalogs.facts.ts'
import { followCalendar } from '../ledger/follow-calendar.service.ts'
import { keepSetting, setting, whileApplying } from './sync.repo.ts'

export type OfficeParts = {
  readonly open: OpenSession
  readonly clock: Clock
  readonly goOn: () => boolean
  readonly emit: (event: CoreEvent) => void
}

/**
 * What the superior office issued counts from the moment its row is here, because it is read from the row. This does what is left then: the
 * trail says, once, when this PC first had it, what is due is counted by the days that hold now, and screens that are open are told.
 */
export async function followOffice({ open, clock, goOn, emit }: OfficeParts): Promise<void> {
  const { db } = open
  const noticed = new Set(JSON.parse(setting(db, 'officeNoticed') ?? '[]') as string[])
  const news = documentsHere(db).filter(({ name }) => !noticed.has(name))
  if (news.length > 0)
    db.transaction((tx) => {
      for (const { action, record, result, detail } of news)
        appendAudit(tx, {
          ...{ at: instantOf(clock.nowMs()), monotonicMs: clock.monotonicMs() },
          ...{ actor: open.session.accountId, role: open.session.role },
          ...{ action, record, result, detail: canonicalJson(detail) },
        })
      keepSetting(tx, 'officeNoticed', JSON.stringify([...noticed, ...news.map(({ name }) => name)]))
    })
  const counted = await followCalendar({
    ...{ db, goOn },
    write: (slice) => db.transaction((tx) => whileApplying(tx, () => slice(tx))),
  })
  if (!goOn()) return
  if (news.length > 0) for (const what of ['assessment', 'duty'] as const) emit({ name: 'data-changed', what })
  if (counted > 0) emit({ name: 'data-changed', what: 'ledger' })
}

type Noticed = {
  /** Of this document and of what became of it here. */
  readonly name: string
  readonly action: AuditAction
  readonly record: string
  readonly result: string
  readonly detail: AuditDetail
}

function documentsHere(db: ReadDb): Noticed[] {
  const { schemes, unused } = schemesHere(db)
  const holding = schemes.flatMap(({ source, version, from }): Noticed[] =>
    source !== 'platform' || from === null
      ? []
      : [
          {
            ...{ name: `scheme:${version}`, action: 'load-scheme', record: version, result: 'ok' },
            detail: { from, source: 'office' },
          },
        ],
  )
  const refused = unused.map(({ version, at, reason }): Noticed => ({
    ...{ name: `unused:${at}`, action: 'load-scheme', record: version ?? '', result: 'refused' },
    detail: { problem: reason, source: 'office' },
  }))
  const catalogs = catalogsInForce(db).map(({ name, version }): Noticed => ({
    ...{ name: `${name}:${version}`, action: 'load-catalog', record: name, result: 'ok' },
    detail: { version, source: 'office' },
  }))
  return [...holding, ...refused, ...catalogs]
}
