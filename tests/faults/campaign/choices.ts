import { Dice } from './dice.ts'

/** Choices are numbers below this. */
export const sides = 100

/**
 * Numbers that somebody chose. 0 is the ordinary one: in the middle, where nothing that happens now and then happens; and so is every one
 * behind the last.
 */
export class Choices extends Dice {
  readonly #given: readonly number[]
  #at = 0

  constructor(given: readonly number[]) {
    super()
    this.#given = given
  }

  next(): number {
    const given = this.#given[this.#at] ?? 0
    this.#at += 1
    return ((given + sides / 2) % sides) / sides
  }
}
