import { Dice } from './dice.ts'

/** Seeded numbers: the same seed gives the same schedule on every machine (splitmix32 over a hash of the seed's text). */
export class Prng extends Dice {
  #state: number

  constructor(seed: string) {
    super()
    let hash = 0x811c9dc5
    for (let at = 0; at < seed.length; at += 1) hash = Math.imul(hash ^ seed.charCodeAt(at), 0x01000193)
    this.#state = hash >>> 0
  }

  next(): number {
    this.#state = (this.#state + 0x9e3779b9) >>> 0
    let mixed = this.#state ^ (this.#state >>> 16)
    mixed = Math.imul(mixed, 0x21f0aaad)
    mixed ^= mixed >>> 15
    mixed = Math.imul(mixed, 0x735a2d97)
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32
  }
}
