import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { OfficerSnapshot, PartInputs, StationSnapshot } from '../../src-contract/features/assessment.snapshot.ts'
import { scoreSnapshot, snapshotText } from '../../src-domain/assessment/score-snapshot.ts'
import { canonicalJson } from '../../src-domain/canonical/canonical-json.ts'
import { sha256 } from '../../src-domain/canonical/sha256.ts'
import { engineVersion } from '../../src-domain/scoring/score.ts'

const schemeFile = join(import.meta.dirname, '../../resources/catalogs/schemes/1.0.0.json')
const schemeText = canonicalJson(JSON.parse(readFileSync(schemeFile, 'utf8')))

const head = {
  engine: engineVersion,
  station: { id: 'PS991001', name: '云渚市公安局清溪派出所' },
  period: { kind: 'quarter', id: '2025-Q3', from: '2025-07-01', to: '2025-09-30' },
  run: {
    id: '0199a1b2-0000-7000-8000-000000000001',
    version: 1,
    frozenAt: '2025-10-09T02:30:00.000Z',
    frozenBy: { number: '990001', name: '顾明远' },
  },
  scheme: { version: '1.0.0', sha256: sha256(schemeText), text: schemeText },
} as const

/** The worked example of the scheme: total 71.7141. */
export const workedInputs: PartInputs = {
  workingDays: 66,
  dutyDays: 44,
  P1: { valid: 81, perWeek: 10, workingWeeks: 13.2 },
  P2: { timely: 212, changes: 250 },
  P3: { filled: 485, required: 500 },
  P4: { done: 15, planned: 24 },
  audit: { passed: 28, drawn: 32 },
  O1: { satisfied: 12, fairly: 4, dissatisfied: 2, stationMean: { sum: 87, n: 100 } },
  O2: { held: 27, closed: 31, stationMean: { sum: 85, n: 100 } },
  O3: { onTime: 10, due: 13, stationMean: { sum: 80, n: 100 } },
  O4: { observed: 14, expected: 16.5 },
  O5: { onTime: 46, due: 50, stationMean: { sum: 90, n: 100 } },
  O6: 'NOT_APPLICABLE',
}

/** The frozen document of one synthetic officer. */
export function sampleOfficer(
  changes: Partial<OfficerSnapshot> = {},
  number = '990101',
  name = '林望舒',
): OfficerSnapshot {
  return {
    format: 'beatbook-officer-assessment-1',
    ...head,
    officer: { id: idOf(Number(number)) as never, number, name, team: '社区警务一队' },
    parts: [
      {
        from: '2025-07-01',
        to: '2025-09-30',
        beats: [{ id: 'B01', name: '清溪一警务区' }],
        inputs: workedInputs,
      },
    ],
    evidence: { ...noEvidence },
    evaluation: {
      agency: '云渚社情民意调查中心',
      survey: '2025年三季度公安服务测评',
      trust: 'signed',
      documentNumber: null,
      fileSha256: sha256('answers'),
      invited: 52,
      answered: 18,
      responseRate: 3462,
      rate: 7778,
      low: 2692,
      high: 9231,
    },
    audit: {
      frameSha256: sha256('frame'),
      frameSize: 318,
      seed: 'PS991001-2025Q3-1.0.0-83467219054817263540',
      n: 32,
      drawn: 32,
      passed: 28,
      late: false,
      burst: true,
    },
    trend: [
      point('2024-Q4', 681_205, 201_133, 480_072),
      point('2025-Q1', 702_410, 192_300, 510_110),
      point('2025-Q2', null, null, null),
    ],
    ...changes,
  } as OfficerSnapshot
}

const noEvidence: OfficerSnapshot['evidence'] = {
  P1: [],
  P2: [],
  P3: [],
  P4: [],
  O1: [],
  O2: [],
  O3: [],
  O4: [],
  O5: [],
  O6: [],
}

function point(period: string, total: number | null, processPoints: number | null, outcomePoints: number | null) {
  return {
    period,
    scheme: '1.0.0',
    status: total === null ? 'observe_only' : 'scored',
    total,
    processPoints,
    outcomePoints,
  }
}

const surnames = [...'赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章']
const givens = ['清扬', '慕白', '景行', '知微', '予安']

/** A station of `count` synthetic officers, each different, and its own document. */
export function sampleStation(count = 40): { officers: OfficerSnapshot[]; station: StationSnapshot } {
  const officers = Array.from({ length: count }, (_, i) => {
    const name = `${surnames[i % surnames.length]}${givens[i % givens.length]}`
    const parts = [
      { ...sampleOfficer().parts[0], inputs: inputsOf(i), beats: [{ id: `B${i}`, name: `清溪第${i + 1}警务区` }] },
    ]
    return sampleOfficer({ parts } as Partial<OfficerSnapshot>, String(990101 + i), name)
  })
  return { officers, station: stationOf(officers) }
}

/** The station's document over these officers. */
export function stationOf(officers: readonly OfficerSnapshot[]): StationSnapshot {
  const own = sampleOfficer()
  return {
    format: 'beatbook-station-assessment-1',
    ...head,
    officers: officers.map((snapshot) => {
      const scored = scoreSnapshot(snapshot)
      if (!scored.ok) throw new Error(scored.problem)
      return {
        id: snapshot.officer.id,
        number: snapshot.officer.number,
        name: snapshot.officer.name,
        sha256: sha256(snapshotText(snapshot)),
        status: scored.score.status,
        total: scored.score.total,
        indicators: scored.score.indicators.map(({ id, state, good, due, credit }) => ({
          id,
          state,
          good,
          due,
          credit,
        })),
      }
    }),
    quality: ['L01', 'L02', 'L03', 'L06'].map((book, i) => ({
      book,
      entries: 900 + i * 77,
      expected: 12_000 + i,
      filled: 11_640 - i * 31,
      declared: 80,
      late: 12 * i,
    })),
    evaluation: own.evaluation && {
      ...own.evaluation,
      invited: 2080,
      answered: 741,
      responseRate: 3563,
      rate: 8889,
      low: 3160,
      high: 9610,
    },
    systems: (['JZ', 'JCJ', 'MZ', 'WG', 'WY', 'YJ', 'ZJ'] as const).map((system, i) => ({
      system,
      records: 120_000 - i * 9_000,
      newestSourceTime: system === 'WY' ? null : `2025-10-0${i + 1}T01:00:00.000Z`,
      stale: i < 2,
    })),
    unassignedIncidents: 3,
  } as StationSnapshot
}

/** Spread without randomness: each officer other counts, one with hardly any duty, one far below the others in services. */
function inputsOf(i: number): PartInputs {
  const spread = (share: number, n: number, step: number): number =>
    Math.round(n * Math.min(1, share + (((i * step) % 11) - 5) / 60))
  const n = 20 + ((i * 13) % 70)
  return {
    ...workedInputs,
    dutyDays: i === 7 ? 12 : 66 - (i % 9),
    P1: { valid: 90 + ((i * 17) % 50), perWeek: 10, workingWeeks: 13.2 },
    P2: { timely: spread(0.86, 3 * n, 3), changes: 3 * n },
    P3: { filled: spread(0.95, 30 * n, 2), required: 30 * n },
    P4: { done: 12 + (i % 13), planned: 20 },
    audit: { passed: 30 - (i % 4), drawn: 30 },
    O1:
      i % 6 === 5
        ? 'SOURCE_MISSING'
        : {
            satisfied: 10 + (i % 20),
            fairly: 3 + (i % 4),
            dissatisfied: 1 + (i % 3),
            stationMean: { sum: 870, n: 1000 },
          },
    O2: { held: spread(0.85, n, 7), closed: n, stationMean: { sum: 850, n: 1000 } },
    O3: { onTime: spread(0.8, 10 + (i % 20), 5), due: 10 + (i % 20), stationMean: { sum: 800, n: 1000 } },
    O4: { observed: 8 + ((i * 7) % 14), expected: 14.5 },
    O5: { onTime: i === 11 ? Math.round(n * 0.55) : spread(0.92, n, 4), due: n, stationMean: { sum: 900, n: 1000 } },
    O6: { reached: 700 + ((i * 37) % 400), assigned: 1000 },
  }
}

function idOf(n: number): string {
  return `0199a1b2-0000-7000-8000-${String(n).padStart(12, '0')}`
}
