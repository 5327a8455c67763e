import type { correctionStandings } from '../../../src-contract/features/distribution.contract.ts'
import type { SystemId } from '../../../src-contract/systems.ts'
import { channelOf } from '../../../src-domain/distribution/forms.ts'
import { mayAct, type StationAct } from '../../../src-domain/distribution/acts.rules.ts'
import type { ReadDb, WriteDb } from '../../store/sql.ts'
import { correction, putCorrection, type CorrectionRow } from './corrections.repo.ts'

export {
  correctionsOfBatch,
  countCorrections,
  countRefusedCorrections,
  listCorrections,
  type CorrectionRow,
} from './corrections.repo.ts'

export type CorrectionStanding = (typeof correctionStandings)[number]

const known: ReadonlySet<string> = new Set(['waiting', 'exported', 'shared', 'rejected'])
const after = { exported: 'exported', confirmed: 'shared', rejected: 'rejected', again: 'waiting' } as const

/** What a correction is called where people copy it into another system. Whoever looks for it knows the batch or the system too. */
export function correctionNumber(requestId: string): string {
  return `GZ-${requestId.replaceAll('-', '').slice(-8).toUpperCase()}`
}

export function correctionStanding(state: string): CorrectionStanding {
  return known.has(state) ? (state as CorrectionStanding) : 'waiting'
}

export function findCorrection(db: ReadDb, requestId: string): CorrectionRow | undefined {
  const row = correction(db, requestId)
  return row?.proposed === null ? undefined : row
}

/** @returns false: nothing is changed, because it stands otherwise or is not this PC's to answer */
export function actOnCorrection(
  tx: WriteDb,
  row: CorrectionRow,
  act: StationAct,
  said: { readonly batch?: string; readonly receipt?: string; readonly reason?: string; readonly now: string },
): boolean {
  if (!mayAct(act, row.state, channelOf(row.system as SystemId))) return false
  putCorrection(tx, {
    ...row,
    state: after[act],
    batch: said.batch ?? (act === 'again' ? null : row.batch),
    receipt: said.receipt ?? null,
    refusal: said.reason ?? null,
    answered_at: act === 'again' || act === 'exported' ? null : said.now,
  })
  return true
}
