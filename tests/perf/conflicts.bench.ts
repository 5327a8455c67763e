import { readFileSync } from 'node:fs'
import { resolveDefects } from '../../demo/defects.ts'
import { generateStation } from '../../demo/station.ts'
import { result, round, type BenchOptions, type BenchResult } from './bench.ts'
import { scoreConflicts } from './conflict-score.ts'

/**
 * How well the rules find the seeded conflicts, and how long one subject takes. Records are grouped by the truth, so that the rules
 * alone are measured; how well records are grouped is the linkage bench's question.
 *
 * A seeded conflict can only be found where the records of the subject hold something that contradicts it: a wrong door on the only
 * record of a stranger contradicts nothing. `recall` is over the contradicted ones, `recallOfAll` over all that were seeded.
 */
export async function run(options: BenchOptions): Promise<BenchResult> {
  const defects = resolveDefects(options.defects === undefined ? {} : JSON.parse(readFileSync(options.defects, 'utf8')))
  if (!defects.ok) throw new Error(defects.problem)
  const seed = options.seed ?? 'beatbook'
  options.say(`Looking for conflicts among ${options.people} people …`)
  const station = generateStation({ people: options.people, seed, defects: defects.defects })
  const { tallies, records, times, bare } = scoreConflicts(station, options.say)
  const detail: Record<string, number> = {}
  for (const [kind, tally] of tallies) {
    detail[`${kind} seeded`] = tally.seeded
    detail[`${kind} contradicted`] = tally.contradicted
    detail[`${kind} recall`] = share(tally.hit, tally.contradicted)
    detail[`${kind} recallOfAll`] = share(tally.hitAll, tally.seeded)
    detail[`${kind} precision`] = share(tally.right, tally.found)
  }
  const size = `${options.people} people, ${records} records, seed ${seed}`
  return result('conflicts', size, 'ms', times, { name: 'comparing the fields as text', times: bare }, detail)
}

const share = (part: number, whole: number): number => (whole === 0 ? 1 : round(part / whole))
