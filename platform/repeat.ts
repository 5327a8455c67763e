/**
 * Does a piece of work again and again until it is stopped, with a second's rest between, or none while there is more to do.
 * @param work answers whether there is more; it does not throw
 */
export function repeat(work: () => Promise<'more' | 'rest'>): { stop(): Promise<void> } {
  let stopped = false
  let wake = (): void => undefined
  const ended = (async () => {
    while (!stopped) {
      const next = await work()
      if (stopped) return
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, next === 'more' ? 0 : 1_000)
        wake = () => {
          clearTimeout(timer)
          resolve()
        }
      })
    }
  })()
  return {
    async stop() {
      stopped = true
      wake()
      await ended
    },
  }
}
