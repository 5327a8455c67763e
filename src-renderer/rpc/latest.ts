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

/**
 * Runs at once, or once more after the run that is under way, however often it was called meanwhile: no answer is waited for
 * behind a queue of old questions, and nothing is put off.
 */
export function oneAtATime(run: () => Promise<void>): () => void {
  let running = false
  let again = false
  const start = async () => {
    running = true
    do {
      again = false
      await run()
    } while (again)
    running = false
  }
  return () => {
    if (running) again = true
    else void start()
  }
}
