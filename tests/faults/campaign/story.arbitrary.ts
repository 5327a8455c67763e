import fc from 'fast-check'
import { sides } from './choices.ts'
import { plainEvents, wideEvents, type EventName } from './schedule-mix.ts'
import type { PcName, Step, Story } from './story.ts'

const side = fc.noBias(fc.nat({ max: sides - 1 }))
const upTo = (maxLength: number): fc.Arbitrary<number[]> => fc.array(side, { maxLength, size: 'max' })

/** As much as there can be to draw in a step of the kind; more is not read, less is ordinary. */
const drawn: Readonly<Record<EventName, number>> = {
  ...{ act: 6, exchange: 5, round: 0, quarrel: 3, ghost: 0, kill: 0, clock: 1 },
  ...{ prune: 0, backup: 0, restore: 0, tell: 4, deliver: 8, copy: 1 },
}
/** Of the platform, or of both PCs. */
const everybodys: ReadonlySet<EventName> = new Set(['quarrel', 'prune', 'backup', 'restore', 'tell', 'deliver'])

function stepOf(what: EventName, pcs: readonly PcName[]): fc.Arbitrary<Step> {
  const choices = upTo(drawn[what])
  return everybodys.has(what)
    ? fc.record({ what: fc.constant(what), choices })
    : fc.record({ what: fc.constant(what), pc: fc.constantFrom(...pcs), choices })
}

/** Below every share of what happens now and then. */
const yes = sides / 2
/** Of a call that is delivered: whether something befalls it and what, whether the PC ends or its disk is full, which of the two, and when. */
const delivered = fc.oneof(
  { withCrossShrink: true },
  { weight: 5, arbitrary: fc.constant<number[]>([]) },
  { weight: 3, arbitrary: fc.tuple(fc.constant(yes), side) },
  { weight: 2, arbitrary: fc.tuple(fc.constant(0), fc.constant(yes), side, side) },
)

/** Somebody does something, and the PC exchanges: call by call, for about as many as one exchange has. */
function exchangeOf(pcs: readonly PcName[]): fc.Arbitrary<Step[]> {
  return fc
    .record({
      pc: fc.constantFrom(...pcs),
      acts: fc.array(upTo(6), { maxLength: 2 }),
      calls: fc.array(delivered, { maxLength: 7, size: 'max' }),
    })
    .map(({ pc, acts, calls }) => [
      ...acts.map((choices) => ({ what: 'act', pc, choices }) as const),
      ...calls.map((choices) => ({ what: 'exchange', pc, choices }) as const),
    ])
}

function steps(events: Readonly<Partial<Record<EventName, number>>>, pcs: readonly PcName[]): fc.Arbitrary<Step[]> {
  const { exchange = 0, ...others } = events
  const single = (Object.entries(others) as [EventName, number][]).map(([what, weight]) => ({
    weight,
    arbitrary: stepOf(what, pcs).map((step) => [step]),
  }))
  const pieces = fc.oneof(...single, { weight: exchange, arbitrary: exchangeOf(pcs) })
  return fc.noBias(fc.array(pieces, { maxLength: 10, size: 'max' })).map((all) => all.flat())
}

const events = { ...plainEvents, ...wideEvents }

/** Anything that can happen to two PCs of a station; to three, one of them a copy, in a few. Shorter and more ordinary ones are tried first. */
export const anyStory: fc.Arbitrary<Story> = fc.record({
  start: upTo(3),
  steps: fc.oneof(
    { weight: 30, arbitrary: steps(events, ['A', 'B']) },
    { weight: 1, arbitrary: steps({ ...events, copy: 20 }, ['A', 'B', 'C']) },
  ),
  end: upTo(4),
})
