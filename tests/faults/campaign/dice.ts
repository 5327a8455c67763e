/** What a schedule draws from: a seed's numbers, or those that somebody chose. */
export abstract class Dice {
  /** In [0, 1). */
  abstract next(): number

  /** Whole number from 0 to below `count`. */
  below(count: number): number {
    return Math.floor(this.next() * count)
  }

  chance(share: number): boolean {
    return this.next() < share
  }

  /** One of a list that is not empty. */
  pick<T>(from: readonly T[]): T {
    const picked = from[this.below(from.length)]
    if (picked === undefined) throw new Error('nothing to pick from')
    return picked
  }

  /** By weight. */
  weighted<T extends string>(weights: { readonly [name in T]?: number | undefined }): T {
    const all = Object.entries(weights) as [T, number][]
    let at = this.next() * all.reduce((sum, [, weight]) => sum + weight, 0)
    for (const [name, weight] of all) {
      at -= weight
      if (at < 0) return name
    }
    return (all[0] as [T, number])[0]
  }
}
