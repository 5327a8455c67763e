/**
 * Wraps a question so that only the newest one is answered: an answer that arrives after a newer question was put resolves to
 * `undefined`, and the older question is told to stop through its signal.
 */
export function latest<A extends unknown[], T>(
  ask: (signal: AbortSignal, ...args: A) => Promise<T>,
): { ask: (...args: A) => Promise<T | undefined>; cancel: () => void } {
  let current: AbortController | null = null
  return {
    async ask(...args) {
      current?.abort()
      const mine = new AbortController()
      current = mine
      const answer = await ask(mine.signal, ...args)
      return current === mine ? answer : undefined
    },
    cancel() {
      current?.abort()
      current = null
    },
  }
}
