export type Numbers = {
  readonly from: number
  /** The first one that is not done. */
  readonly to: number
  /** At once. */
  readonly jobs: number
  /** Whether `n` is still begun; what has begun is ended. */
  readonly goesOn?: ((n: number) => boolean) | undefined
}

/**
 * Does the work of numbers, several at once, and hands over what came of it in the order of the numbers: whoever keeps how far it is can be
 * interrupted at any moment.
 */
export async function inOrder<T>(
  { from, to, jobs, goesOn = () => true }: Numbers,
  work: (n: number) => Promise<T>,
  done: (outcome: T, n: number) => void,
): Promise<void> {
  const finished = new Map<number, T>()
  let started = from
  let next = from
  async function lane(): Promise<void> {
    for (let n = started; n < to && goesOn(n); n = started) {
      started += 1
      finished.set(n, await work(n))
      for (; finished.has(next); next += 1) {
        done(finished.get(next) as T, next)
        finished.delete(next)
      }
    }
  }
  await Promise.all(Array.from({ length: jobs }, lane))
}
