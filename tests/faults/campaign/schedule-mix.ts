import { Prng } from './prng.ts'

/** What happens next, by weight. */
export const plainEvents = {
  act: 50,
  exchange: 75,
  round: 20,
  quarrel: 7,
  ghost: 4,
  kill: 3,
  clock: 2,
  prune: 3,
  backup: 4,
  restore: 5,
}
/** The platform writes of itself: what systems say to what they are told, and what they deliver. */
export const wideEvents = { tell: 12, deliver: 6 }
export type EventName = keyof typeof plainEvents | keyof typeof wideEvents | 'copy'

export function isEvent(word: string | undefined): word is EventName {
  return word !== undefined && (word === 'copy' || Object.hasOwn({ ...plainEvents, ...wideEvents }, word))
}

/** Half of the schedules also have steps, acts that are taken back, and what goes to the systems and comes from them. */
export function isWide(seed: string): boolean {
  return new Prng(`${seed} wide`).chance(0.5)
}

/** Short ones meet a fault or two in a state that everybody understands; in long ones faults meet what earlier faults left. */
export function stepsOf(seed: string): number {
  return Number(new Prng(`${seed} length`).weighted({ 8: 50, 16: 35, 40: 15 }))
}

/** In some of them another station is at the platform too, whose people work, and one of whose PCs sends what is not its own. */
export function hasNeighbour(seed: string): boolean {
  return new Prng(`${seed} neighbour`).chance(0.08)
}

/** In a few of them a PC is copied. They cost more: nothing of their replicas can be used again. */
export function hasCopies(seed: string): boolean {
  return new Prng(`${seed} copies`).chance(0.06)
}
