/**
 * Random numbers of the demo station: sfc32 (Chris Doty-Humphrey's PractRand), 128 bits of state, 32-bit integer steps only, so
 * that every machine draws the same. A draw joins two outputs into 53 bits: with a 32-bit generator names and numbers would
 * start to repeat long before two million records. Nothing here uses Math.log, Math.sin and the like, whose last digit may
 * differ between machines.
 *
 * `at(stream, index)` starts an independent sequence for one person, household or record. Therefore any person can be drawn
 * again at any time, and nothing but small arrays has to be kept in memory.
 */
export class Random {
  readonly #seed: readonly [number, number, number, number]
  #a = 0
  #b = 0
  #c = 0
  #d = 0

  constructor(seed: string) {
    this.#seed = hash128(seed)
    this.at(0, 0)
  }

  /** Restarts the sequence that belongs to (stream, index); returns itself. Both are non-negative, below 2^32. */
  at(stream: number, index: number): this {
    const [s0, s1, s2, s3] = this.#seed
    this.#a = mix(s0 ^ Math.imul(stream + 1, 0x9e3779b1))
    this.#b = mix(s1 ^ Math.imul(index + 1, 0x85ebca6b))
    this.#c = mix(s2 + index)
    this.#d = mix(s3 ^ stream) | 1
    for (let i = 0; i < 12; i++) this.next32()
    return this
  }

  /** 32 bits, unsigned. */
  next32(): number {
    const t = (((this.#a + this.#b) | 0) + this.#d) | 0
    this.#d = (this.#d + 1) | 0
    this.#a = this.#b ^ (this.#b >>> 9)
    this.#b = (this.#c + (this.#c << 3)) | 0
    this.#c = ((this.#c << 21) | (this.#c >>> 11)) + t
    this.#c |= 0
    return t >>> 0
  }

  /** In [0, 1), 53 bits. */
  next(): number {
    return ((this.next32() >>> 5) * 0x4000000 + (this.next32() >>> 6)) / 0x20000000000000
  }

  /** Integer in [0, n). */
  below(n: number): number {
    return Math.floor(this.next() * n)
  }

  /** Integer in [from, to], both included. */
  between(from: number, to: number): number {
    return from + this.below(to - from + 1)
  }

  chance(probability: number): boolean {
    return this.next() < probability
  }

  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)] as T
  }

  /** Index drawn from a table of running totals. */
  weighted(table: Weights): number {
    const x = this.next() * table.total
    let low = 0
    let high = table.sums.length - 1
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((table.sums[middle] as number) > x) high = middle
      else low = middle + 1
    }
    return low
  }
}

/** Running totals of weights, for `Random.weighted`. */
export interface Weights {
  readonly sums: Float64Array
  readonly total: number
}

export function weightsOf(weights: readonly number[]): Weights {
  const sums = new Float64Array(weights.length)
  let total = 0
  weights.forEach((weight, i) => {
    total += weight
    sums[i] = total
  })
  return { sums, total }
}

/** Finaliser of MurmurHash3. */
function mix(x: number): number {
  let h = x | 0
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return h ^ (h >>> 16)
}

function hash128(text: string): [number, number, number, number] {
  const h: [number, number, number, number] = [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344]
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    h[0] = mix(h[0] ^ unit) + h[1]
    h[1] = mix(h[1] ^ (unit + i)) + h[2]
    h[2] = mix(h[2] + unit) + h[3]
    h[3] = mix(h[3] ^ Math.imul(unit + 1, 0x27d4eb2f)) + h[0]
  }
  return [mix(h[0]), mix(h[1]), mix(h[2]), mix(h[3])]
}
