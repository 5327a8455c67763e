import { sides } from './choices.ts'
import { isEvent, type EventName } from './schedule-mix.ts'

/** One step, whose choices decide what is left to chance in it; of whoever has no PC it is the platform's. */
export type Step = { readonly what: EventName; readonly pc?: PcName; readonly choices: readonly number[] }
export type PcName = (typeof pcNames)[number]
/** C: a copy of one of them. */
export const pcNames = ['A', 'B', 'C'] as const

/** A schedule that is told: how the PCs stand in the beginning, what happens, and what is decided when faults have stopped. */
export type Story = {
  readonly start: readonly number[]
  readonly steps: readonly Step[]
  readonly end: readonly number[]
}

export const stepText = ({ what, pc, choices }: Step): string => [pc ?? [], what, choices].flat().join(' ')

/** One line for whoever reads it, and to be played again. */
export function storyText({ start, steps, end }: Story): string {
  return [['start', ...start].join(' '), ...steps.map(stepText), ['end', ...end].join(' ')].join('; ')
}

/** @throws where it is not one */
export function readStory(text: string): Story {
  const lines = text.split(';').map((line) => line.trim().split(/\s+/))
  const [first, last] = [lines[0], lines.at(-1)]
  if (lines.length < 2 || first?.[0] !== 'start' || last?.[0] !== 'end')
    throw new Error('a story is: start …; …; end …')
  return {
    start: numbers(first.slice(1)),
    steps: lines.slice(1, -1).map(readStep),
    end: numbers(last.slice(1)),
  }
}

function readStep(words: readonly string[]): Step {
  const pc = pcNames.find((name) => name === words[0])
  const [what, ...choices] = pc === undefined ? words : words.slice(1)
  if (!isEvent(what)) throw new Error(`not a step: ${words.join(' ')}`)
  return { what, ...(pc === undefined ? {} : { pc }), choices: numbers(choices) }
}

function numbers(words: readonly string[]): number[] {
  return words.map((word) => {
    const number = Number(word)
    if (!Number.isInteger(number) || number < 0 || number >= sides) throw new Error(`not a choice: ${word}`)
    return number
  })
}
