import { engineVersion } from '../../../src-domain/linkage/link-record.ts'
import type { FrequencyTable } from '../../../src-domain/linkage/frequency-table.ts'
import type { ReadDb } from '../../store/sql.ts'
import { readState } from './linkage.repo.ts'

/** Phases of a full run in their order; `done` when nothing is under way. */
export const phases = ['clear', 'profiles', 'table', 'files', 'done'] as const
export type Phase = (typeof phases)[number]

export type RunState = {
  /** Null: nothing was ever linked here. */
  readonly phase: Phase | null
  /** Last record that the phase has done. */
  readonly cursor: number
  /** Records that the phase had done when it came to the cursor. */
  readonly done: number
  readonly engine: number
  /** Null until the run that is done was noted in the audit trail. */
  readonly finishedAt: string | null
  readonly tableVersion: number | null
}

export function runState(db: ReadDb): RunState {
  const version = readState(db, 'table-version')
  return {
    phase: readState(db, 'phase') as Phase | null,
    cursor: Number(readState(db, 'cursor') ?? 0),
    done: Number(readState(db, 'done') ?? 0),
    engine: Number(readState(db, 'engine') ?? 0),
    finishedAt: readState(db, 'finished') || null,
    tableVersion: version === null ? null : Number(version),
  }
}

export function tableOf(db: ReadDb): FrequencyTable | null {
  const text = readState(db, 'table')
  return text === null ? null : (JSON.parse(text) as FrequencyTable)
}

/** Every record is linked by the present rules, so that single records can follow and people can decide. */
export function isReady(state: RunState): boolean {
  return state.phase === 'done' && state.engine === engineVersion
}
