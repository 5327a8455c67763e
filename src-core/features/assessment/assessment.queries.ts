import type { OfficerSnapshot } from '../../../src-contract/features/assessment.snapshot.ts'
import type { ReadDb } from '../../store/sql.ts'
import { besideLedgers } from './beside.ts'
import type { Scheme } from '../../../src-domain/scoring/scheme.ts'
import { freeze, freezeOne, type Beside, type Frozen, type FreezeInput, type Means } from './freeze.ts'
import { readinessOf, type ReadinessInput } from './readiness.ts'
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
}

export type FreezeRequest = Omit<FreezeInput, 'scheme' | 'means'> & {
  readonly version: string
  readonly means?: readonly (readonly [string, Means])[]
}

/** What a freezing takes: scheme, means and all that stands beside the ledgers. */
function given(db: ReadDb, { version, means, ...input }: FreezeRequest): [FreezeInput, Scheme, Beside] {
  const { scheme, head } = schemeNamed(db, version)
  const kept = means === undefined ? {} : { means: new Map(means) }
  return [{ ...input, scheme: head, ...kept }, scheme, besideLedgers(db, input.period, scheme)]
}

export const assessmentQueries = {
  /** The whole station, frozen and scored. */
  'assessment.freeze': (db: ReadDb, input: FreezeRequest): Packed => packed(freeze(db, ...given(db, input))),
  /** One officer of a running period: nobody else's figures leave the reader. */
  'assessment.progress': (db: ReadDb, input: FreezeRequest & { readonly officerId: string }): string | null => {
    const { officerId, ...request } = input
    return freezeOne(db, ...given(db, request), officerId)?.text ?? null
  },
  'assessment.readiness': (db: ReadDb, input: ReadinessInput) => readinessOf(db, input),
}

export function packed({ officers, stationText, stationSha256 }: Frozen): Packed {
  return {
    stationText,
    stationSha256,
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
