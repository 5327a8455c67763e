import fc from 'fast-check'
import { play } from './simulated-schedule.ts'
import { anyStory } from './story.arbitrary.ts'
import { storyText, type Story } from './story.ts'
import { add, nothing, unlessBroken, type Outcome, type Tally } from './tally.ts'

export type StoriesAsked = {
  readonly runs: number
  readonly seed: number
  /** When it is over, no other one is begun. */
  readonly forMs?: number
}

export type StoriesTold = {
  /** Until one failed. */
  readonly runs: number
  /** Of all that were played, also to make a failing one shorter. */
  readonly tally: Tally
  /** The shortest that was found in which something does not hold; null: it held in all of them. */
  readonly failure: { readonly story: Story; readonly text: string } | null
}

/**
 * Has stories made up and played. What must hold in each is what holds of seeded schedules; of one in which it does not, steps are left out
 * and made more ordinary as long as it still does not.
 */
export async function checkStories({ runs, seed, forMs }: StoriesAsked): Promise<StoriesTold> {
  const tally = nothing()
  const property = fc.asyncProperty(anyStory, async (story) => {
    const outcome = await playWhole(story)
    add(tally, outcome.tally)
    if (outcome.complaints.length > 0) throw new Error(outcome.complaints.join('\n'))
  })
  const limit = forMs === undefined ? {} : { interruptAfterTimeLimit: forMs }
  const { numRuns, numShrinks, counterexample } = await fc.check(property, { numRuns: runs, seed, ...limit })
  const story = counterexample?.[0]
  if (story === undefined) return { runs: numRuns, tally, failure: null }
  const text = [
    `Story ${numRuns} of seed ${seed} fails; made shorter ${numShrinks} times, to ${story.steps.length} steps:`,
    ...(await toldBy(story)).lines.map((line) => `  ${line}`),
    `Again: npm run faults -- --told '${storyText(story)}'`,
  ]
  return { runs: numRuns, tally, failure: { story, text: text.join('\n') } }
}

/** What happens in it, and what does not hold. */
export async function toldBy(story: Story): Promise<{ lines: string[]; complaints: readonly string[] }> {
  const lines: string[] = []
  const { complaints } = await playWhole(story, (text) => lines.push(text))
  return { lines: [...lines, ...complaints.filter((each) => !lines.includes(each))], complaints }
}

const playWhole = (story: Story, teller?: (text: string) => void): Promise<Outcome> =>
  unlessBroken('story', () => play(story, teller))
