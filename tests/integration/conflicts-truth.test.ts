import { expect, test } from 'vitest'
import { resolveDefects } from '../../demo/defects.ts'
import { generateStation } from '../../demo/station.ts'
import { conflictKinds } from '../../src-domain/conflicts/conflict-kinds.ts'
import { scoreConflicts } from '../perf/conflict-score.ts'

test('of a made-up station, every kind of seeded conflict is found and little else is reported', () => {
  // What is rare is made common enough for a small station.
  const defects = resolveDefects({
    idOfAnother: { JZ: 0.01, MZ: 0.01, ZJ: 0.02 },
    birthDateWrong: { JZ: 0.02 },
    twoCurrent: { JZ: 0.2 },
    occupancyWrong: { WY: 0.1 },
    oneSided: { WG: 0.03 },
    unitCodeWrong: { ZJ: 0.05 },
    belowStandard: { YJ: 0.1 },
  })
  if (!defects.ok) throw new Error(defects.problem)
  const { tallies } = scoreConflicts(generateStation({ people: 700, seed: 'conflicts', defects: defects.defects }))
  for (const kind of conflictKinds) {
    const tally = tallies.get(kind)
    if (tally === undefined || tally.seeded === 0) throw new Error(`${kind} was never seeded`)
    // So many mistakes on one household hide each other: the bench holds 0.98 at the usual rates.
    expect(tally.hit, `${kind}: recall`).toBeGreaterThanOrEqual(tally.contradicted * 0.96 - 1)
    expect(tally.right, `${kind}: precision`).toBeGreaterThanOrEqual(tally.found * 0.95 - 1)
  }
})
