import {
  indicatorIds,
  type EvidenceItem,
  type OfficerSnapshot,
  type SnapshotDay,
} from '../../../src-contract/features/assessment.snapshot.ts'
import { completenessItems, timelinessItems } from '../../../src-domain/assessment/day-records.ts'
import type { IndicatorId } from '../../../src-domain/scoring/scheme.ts'
import { readScheme } from '../../../src-domain/scoring/scheme.ts'
import type { ReadDb } from '../../store/sql.ts'
import { storedRecords, type Records } from './kept-days.repo.ts'
import { unpackedRecords } from './ledger-days.ts'

/**
 * The records behind a figure of a frozen document, by day and id. They add up to the figure.
 *
 * @param fresh records of days that are not stored: of a document that was only just computed
 * @throws Error where a stored record is not the one that was frozen
 */
export function recordsOf(
  db: ReadDb,
  snapshot: OfficerSnapshot,
  indicator: IndicatorId,
  fresh: readonly Records[] = [],
): readonly EvidenceItem[] {
  if (!inDays(snapshot, indicator)) return snapshot.evidence[indicator]
  const unstored = new Map(fresh.map(({ sha256, records }) => [sha256, records]))
  const days = snapshot.days.map((line) => {
    const records = unstored.get(line.sha256) ?? storedRecords(db, line.sha256)
    if (records === undefined) throw new Error('the records of a frozen day are gone')
    return { line, records: unpackedRecords(records, line.sha256) }
  })
  if (indicator === 'P2') return timelinessItems(days)
  const scheme = readScheme(snapshot.scheme.text)
  if (!scheme.ok) throw new Error('a frozen scheme that cannot be read')
  return completenessItems(days, scheme.scheme.declaredMissingShare)
}

type InDays = OfficerSnapshot & { readonly days: readonly SnapshotDay[] }

/** Whether a document names the records of this indicator by day; what was frozen in format 1 has them all in itself. */
function inDays(snapshot: OfficerSnapshot, indicator: IndicatorId): snapshot is InDays {
  return 'days' in snapshot && (indicator === 'P2' || indicator === 'P3')
}

export function recordCount(snapshot: OfficerSnapshot, indicator: IndicatorId): number {
  if (!inDays(snapshot, indicator)) return snapshot.evidence[indicator].length
  const days: readonly SnapshotDay[] = snapshot.days
  return days.reduce((sum, { P2, P3 }) => sum + (indicator === 'P2' ? P2.due : P3.records), 0)
}

/** What each day added to each indicator. */
export function sumsByDay(snapshot: OfficerSnapshot): {
  readonly indicator: IndicatorId
  readonly day: SnapshotDay['date']
  readonly good: number
  readonly due: number
}[] {
  return indicatorIds.flatMap((indicator) => {
    if (inDays(snapshot, indicator))
      return snapshot.days
        .filter(({ P2, P3 }) => (indicator === 'P2' ? P2.due : P3.records) > 0)
        .map(({ date, [indicator as 'P2']: { good, due } }) => ({ indicator, day: date, good, due }))
    const days = new Map<SnapshotDay['date'], { good: number; due: number }>()
    for (const { date, good, due } of snapshot.evidence[indicator]) {
      const day = days.get(date) ?? { good: 0, due: 0 }
      days.set(date, { good: day.good + good, due: day.due + due })
    }
    return [...days].map(([day, sums]) => ({ indicator, day, ...sums }))
  })
}
