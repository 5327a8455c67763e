import { addDays } from '../../src-domain/identifiers/calendar.ts'
import { periodAfter, periodKind, periodOfDay } from '../../src-domain/periods/periods.ts'
import { Random } from '../random.ts'
import { stream } from '../streams.ts'
import type { World } from '../world.ts'
import { requestLife, visitLife } from './event-lives.ts'
import { LifeDraw, type Life } from './life.ts'

/** Visits and requests of each beat in a quarter: ten answers are the least of which a survey gives a figure, and not everybody answers. */
const perBeat = 24
/** Quarters that are over, the last one among them. */
const quarters = 3
/** Serial numbers behind those of the ledger. */
const firstSerial = 1_000_000
const mostTries = 400

type ServedOptions = { readonly seed: string; readonly today: string; readonly beats: readonly string[] }

/**
 * Whom the station served in the quarters before: what surveys of these can be about. In the order of filing.
 *
 * @param entryOf called at once: the dice of a draw are those of the next one afterwards
 */
export function servedEntries<T extends { readonly filedAt: string }>(
  world: World,
  { seed, today, beats }: ServedOptions,
  entryOf: (draw: LifeDraw, life: Life) => T,
): T[] {
  const random = new Random(`${seed} served`)
  const wanted = Array.from({ length: quarters }, (_, back) => back + 1).flatMap((back) =>
    beats.flatMap((beat) => Array.from({ length: perBeat }, (_, at) => ({ back, beat, at }))),
  )
  return wanted
    .flatMap(({ back, beat, at }, n) => {
      const { from } = quarterBefore(today, back)
      const dice = random.at(stream.served, n)
      const day = addDays(from, dice.between(0, 88))
      const draw = new LifeDraw(world, dice, beats, { serial: firstSerial + n, day, today })
      const person = someoneOf(draw, beat)
      if (person === undefined) return []
      return [entryOf(draw, at % 2 === 0 ? requestLife(draw, person) : visitLife(draw, person))]
    })
    .sort((a, b) => (a.filedAt < b.filedAt ? -1 : a.filedAt > b.filedAt ? 1 : 0))
}

function quarterBefore(today: string, back: number) {
  const kind = periodKind('quarter')
  if (kind === undefined) throw new Error('no quarters')
  return periodAfter(kind, periodOfDay(kind, today), -back)
}

/** Somebody who lives on the beat; a beat on which nobody lives is served by nobody. */
function someoneOf(draw: LifeDraw, beat: string): number | undefined {
  for (let tries = 0; tries < mostTries; tries += 1) {
    const person = draw.dice.below(draw.world.people)
    if (draw.beatOf(draw.homeOf(person)) === beat) return person
  }
  return undefined
}
