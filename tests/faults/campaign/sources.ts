import { Choices } from './choices.ts'
import type { Dice } from './dice.ts'
import { idOf } from './neighbour.ts'
import { Prng } from './prng.ts'
import { idFrom } from './seeded-ids.ts'

/** Where a schedule has from what it draws, and the ids that its PCs make. */
export type Source = {
  readonly dice: Dice
  newId(): string
}

/** Everything from one seed. */
export class SeededSource implements Source {
  readonly dice: Prng
  readonly #station: string

  constructor(seed: string, station = 'S01') {
    this.dice = new Prng(seed)
    this.#station = station
  }

  newId(): string {
    return idOf(this.#station, idFrom(this.dice))
  }
}

/** What each step draws is given with it; so the others stay what they are when one is left out, down to the order of the ids made in them. */
export class StorySource implements Source {
  dice: Dice = new Choices([])
  #ids = new Prng('')
  #made = 0
  readonly #begun = new Map<string, number>()

  /** @param step in words: the same words a second time make other ids */
  begin(step: string, choices: readonly number[]): void {
    const times = this.#begun.get(step) ?? 0
    this.#begun.set(step, times + 1)
    this.dice = new Choices(choices)
    this.#ids = new Prng(`${step} ${times}`)
  }

  newId(): string {
    this.#made += 1
    // Numbered where nothing is in the order of it, so that no two are alike.
    return `${idFrom(this.#ids).slice(0, -8)}${this.#made.toString(16).padStart(8, '0')}`
  }
}
