import type { Run } from '../../../src-contract/features/assessment.shapes.ts'
import type { ReadDb } from '../../store/sql.ts'
import { findRun, snapshotTexts, stationText, type StoredText } from './runs.repo.ts'

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
