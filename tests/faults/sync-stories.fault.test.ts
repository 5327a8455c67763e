import { expect, test } from 'vitest'
import { play } from './campaign/simulated-schedule.ts'
import { checkStories } from './campaign/story-property.ts'
import { readStory, storyText } from './campaign/story.ts'

/** One commit always sees the same ones: a red run says something about the commit. Others are tried by command. */
const ofEachCommit = { seed: 20261101, runs: 220, atLeast: 60, forMs: 120_000 }

test('whatever two PCs, their disks, the network and the platform do in whichever order, both PCs end alike, with nothing lost, doubled or said too early', async () => {
  const { runs, tally, failure } = await checkStories(ofEachCommit)
  process.stdout.write(`stories: ${JSON.stringify(tally)}\n`)
  expect(failure?.text).toBeUndefined()
  expect(runs).toBeGreaterThanOrEqual(ofEachCommit.atLeast)
  expect(tally.acknowledged).toBeGreaterThan(runs)
  expect(tally.faults).toBeGreaterThan(runs)
})

const told = 'start; quarrel; A act 0 20; backup; B act 10 0 99; A exchange; A exchange; B kill; restore; end 20'

test('a story is the same when it is written down and read again, and goes the same way each time', async () => {
  const story = readStory(told)
  expect(storyText(story)).toBe(told)
  expect(await linesOf(story)).toEqual(await linesOf(story))
})

test('with a step left out, what people do in the others stays what it was', async () => {
  const acts = async (text: string): Promise<string[]> => {
    const lines = await linesOf(readStory(text))
    const at = lines.flatMap((line, nth) => (/^— [AB] act/.test(line) ? [nth + 1] : []))
    return at.map((nth) => (lines[nth] ?? '').replace(/"token":"[^"]*"/, ''))
  }
  const all = await acts(told)
  expect(all).toHaveLength(2)
  for (const step of ['quarrel; ', 'backup; ', 'restore; ']) expect(await acts(told.replace(step, ''))).toEqual(all)
})

async function linesOf(story: Parameters<typeof play>[0]): Promise<string[]> {
  const lines: string[] = []
  await play(story, (text) => lines.push(text))
  return lines
}
