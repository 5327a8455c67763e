import type { Run } from '../../../src-contract/features/assessment.shapes.ts'
import type { Scheme } from '../../../src-domain/scoring/scheme.ts'
import type { ReadDb } from '../../store/sql.ts'
import { calendarOf } from '../duty/office-catalogs.facts.ts'
import { inLine, keepDays, type KeepParts } from './keep-days.service.ts'
import { findRun, runsOfPeriod, snapshotTexts, stationText, type StoredText } from './runs.repo.ts'
import { schemeNamed, schemeVersionFor } from './schemes.ts'
import { openWorld, type ScoredOfficer } from './world.ts'

/** What other features may ask of the assessment: frozen runs and their texts. Who may see which officer is the asking feature's to check. */

export type FrozenRun = Run & {
  /** Account that released it; null for a preview. */
  readonly releasedBy: string | null
  readonly stationText: string
  readonly stationSha256: string
}

export function frozenRun(db: ReadDb, runId: string): FrozenRun | undefined {
  const run = findRun(db, runId)
  const text = stationText(db, runId)
  if (run === undefined || text === undefined) return undefined
  return { ...run, stationText: text, stationSha256: run.sha256 }
}

/** The officers' documents of a run, by staff number; of one officer where given. */
export function frozenOfficers(db: ReadDb, runId: string, officerId?: string): StoredText[] {
  return snapshotTexts(db, runId, officerId)
}

/** The period with this id; undefined for what is none. */
export { periodOf } from './period-of.ts'

/** All schemes with where each came from, and what came signed over the platform and is not used. */
export { schemesHere } from './schemes.ts'

/** The scheme that a period with this first day is assessed and sampled by. */
export function schemeFor(db: ReadDb, firstDay: string): Scheme {
  return schemeNamed(db, schemeVersionFor(db, firstDay)).scheme
}

/** @throws for a version that is not known */
export function schemeOf(db: ReadDb, version: string): Scheme {
  return schemeNamed(db, version).scheme
}

/** Who is scored in a period, by staff number. */
export function scoredOfficers(
  db: ReadDb,
  period: { readonly from: string; readonly to: string; readonly today: string },
): Pick<ScoredOfficer, 'id' | 'number' | 'name' | 'team'>[] {
  return [
    ...openWorld(db, { ...period, scheme: schemeFor(db, period.from), calendar: calendarOf(db) }).officers.values(),
  ]
}

/** Whether a result of the period was released: what it rests on is then no longer changed. */
export function isAssessed(db: ReadDb, period: string): boolean {
  return runsOfPeriod(db, period).some(({ status }) => status !== 'preview')
}

/** Brings the figures that are kept by day up to date, when nobody waits for them. */
export async function followLedger(parts: Omit<KeepParts, 'rests'>): Promise<number> {
  return inLine(parts.db, () => keepDays({ ...parts, rests: true }))
}
