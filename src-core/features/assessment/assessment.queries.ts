import type { EvidenceItem, OfficerSnapshot } from '../../../src-contract/features/assessment.snapshot.ts'
import type { IndicatorId } from '../../../src-domain/scoring/scheme.ts'
import type { ReadDb } from '../../store/sql.ts'
import { calendarWith, type CalendarYear } from '../../../src-domain/duty/calendar.rules.ts'
import { calendarOf, issuedDays } from '../duty/office-catalogs.facts.ts'
import { besideLedgers } from './beside.ts'
import type { Scheme } from '../../../src-domain/scoring/scheme.ts'
import { freeze, freezeOne, sumOf, type Beside, type Frozen, type FreezeInput, type Means } from './freeze.ts'
import { incidentPage, type IncidentPage } from './incidents.ts'
import { newestTouch, staleDays, type Records, type StaleDay } from './kept-days.repo.ts'
import { computeDays } from './kept-days.ts'
import type { LedgerDay } from './ledger-days.ts'
import { readinessOf, type ReadinessInput } from './readiness.ts'
import { recordsOf } from './records.ts'
import { officerSnapshot } from './runs.repo.ts'
import { schemeNamed } from './schemes.ts'

/** What comes back from the reader: texts and figures, no more. */
export type Packed = {
  readonly stationText: string
  readonly stationSha256: string
  readonly officers: readonly {
    readonly officerId: string
    readonly number: string
    readonly name: string
    readonly text: string
    readonly sha256: string
    readonly status: string
    readonly total: number | null
    readonly processPoints: number | null
    readonly outcomePoints: number | null
  }[]
  /** Records that the texts name and that are not stored yet. */
  readonly fresh: readonly Records[]
  /** Years of the office that it was computed by. */
  readonly calendars: readonly CalendarYear[]
}

/** Days of one officer, in order. */
export type DaysToCompute = { readonly officer: string; readonly days: readonly string[] }
/** With the newest touch that they know of. */
export type ComputedDays = { readonly days: readonly LedgerDay[]; readonly seq: number }

type Page = { readonly indicator: IndicatorId; readonly offset: number; readonly limit: number }
type RecordsPage = {
  readonly items: readonly EvidenceItem[]
  readonly total: number
  readonly good: number
  readonly due: number
}

export type FreezeRequest = Omit<FreezeInput, 'scheme' | 'means' | 'calendar'> & {
  readonly version: string
  /** Years of the office that the version before was frozen by; without one, those in force. */
  readonly calendars?: readonly CalendarYear[]
  readonly means?: readonly (readonly [string, Means])[]
}

/** What a freezing takes: scheme, means and all that stands beside the ledgers. */
function given(db: ReadDb, { version, means, calendars, ...input }: FreezeRequest): [FreezeInput, Scheme, Beside] {
  const { scheme, head } = schemeNamed(db, version)
  const calendar = calendars === undefined ? calendarOf(db) : calendarWith(calendars)
  const kept = means === undefined ? {} : { means: new Map(means) }
  return [{ ...input, scheme: head, calendar, ...kept }, scheme, besideLedgers(db, input.period, scheme)]
}

export const assessmentQueries = {
  /** The whole station, frozen and scored. */
  'assessment.freeze': (db: ReadDb, input: FreezeRequest): Packed =>
    packed(freeze(db, ...given(db, input)), input.calendars ?? issuedDays(db)),
  /** One officer of a running period: nobody else's figures leave the reader. */
  'assessment.progress': (db: ReadDb, input: OneRequest): string | null => one(db, input)?.text ?? null,
  /** The same with the records that are not stored yet: what a new version is made of. */
  'assessment.again': (db: ReadDb, input: OneRequest): { text: string; fresh: readonly Records[] } | null => {
    const frozen = one(db, input)
    return frozen === undefined ? null : { text: frozen.text, fresh: frozen.fresh }
  },
  /** The records behind a figure of the running period; null: nobody who is scored. */
  'assessment.progressRecords': (db: ReadDb, { page, ...input }: OneRequest & { readonly page: Page }) => {
    const frozen = one(db, input)
    return frozen === undefined ? null : pageOf(db, JSON.parse(frozen.text) as OfficerSnapshot, page, frozen.fresh)
  },
  /** The records behind a figure of a run. */
  'assessment.records': (
    db: ReadDb,
    { runId, officerId, page }: { readonly runId: string; readonly officerId: string; readonly page: Page },
  ): RecordsPage | null => {
    const snapshot = officerSnapshot(db, runId, officerId)
    return snapshot === undefined ? null : pageOf(db, snapshot, page)
  },
  'assessment.staleDays': (db: ReadDb, _input: Record<string, never>): readonly StaleDay[] => staleDays(db),
  'assessment.incidents': (db: ReadDb, input: { readonly after: number; readonly records: number }): IncidentPage =>
    incidentPage(db, input),
  'assessment.computeDays': (db: ReadDb, { officer, days }: DaysToCompute): ComputedDays => ({
    days: computeDays(db, officer, days),
    seq: newestTouch(db),
  }),
  'assessment.readiness': (db: ReadDb, input: ReadinessInput) => readinessOf(db, input),
}

type OneRequest = FreezeRequest & { readonly officerId: string }

const one = (db: ReadDb, { officerId, ...request }: OneRequest) => freezeOne(db, ...given(db, request), officerId)

function pageOf(
  db: ReadDb,
  snapshot: OfficerSnapshot,
  { indicator, offset, limit }: Page,
  fresh?: readonly Records[],
): RecordsPage {
  const items = recordsOf(db, snapshot, indicator, fresh)
  return { items: items.slice(offset, offset + limit), total: items.length, ...sumOf(items) }
}

export function packed(
  { officers, stationText, stationSha256, fresh }: Frozen,
  calendars: readonly CalendarYear[],
): Packed {
  return {
    calendars,
    stationText,
    stationSha256,
    // Of a day that was computed only its records are stored with a run.
    fresh: fresh.map(({ sha256, records }) => ({ sha256, records })),
    officers: officers.map(({ officer, text, sha256, score }) => ({
      officerId: officer.id,
      ...{ number: officer.number, name: officer.name, text, sha256 },
      ...{ status: score.status, total: score.total },
      ...{ processPoints: score.processPoints, outcomePoints: score.outcomePoints },
    })),
  }
}

/** The station's means that a snapshot was scored with. */
export function meansOf({ parts }: OfficerSnapshot): Means {
  const of = (id: 'O1' | 'O2' | 'O3' | 'O5') => {
    for (const { inputs } of parts) {
      const given = inputs[id]
      if (typeof given !== 'string') return given.stationMean
    }
    return null
  }
  return { O1: of('O1'), O2: of('O2'), O3: of('O3'), O5: of('O5') }
}
