import pg from 'pg'

export type Watchers = {
  /** Resolves with the station's newest known sequence when it passes `cursor`, or with null when the time is up. */
  wait(station: string, cursor: number, milliseconds: number): Promise<number | null>
  stop(): Promise<void>
}

type Waiter = { readonly cursor: number; readonly done: (head: number | null) => void }

/** Hears of commits of all instances (LISTEN), and wakes those who wait at this one. */
export async function startWatchers(url: string): Promise<Watchers> {
  const waiting = new Map<string, Set<Waiter>>()
  let stopped = false
  let client = await listen()

  async function listen(): Promise<pg.Client> {
    const made = new pg.Client({ connectionString: url })
    made.on('notification', ({ payload = '' }) => {
      const colon = payload.indexOf(':')
      wake(payload.slice(colon + 1), Number(payload.slice(0, colon)))
    })
    made.on('error', () => void again())
    await made.connect()
    await made.query('LISTEN beatbook_station')
    return made
  }

  /** The database went away: those who wait ask again by themselves, and the connection is made anew until it holds. */
  async function again(): Promise<void> {
    await client.end().catch(() => undefined)
    while (!stopped) {
      try {
        client = await listen()
        return
      } catch {
        await new Promise((resolve) => setTimeout(resolve, 1000))
      }
    }
  }

  function wake(station: string, head: number): void {
    for (const waiter of waiting.get(station) ?? []) if (head > waiter.cursor) waiter.done(head)
  }

  return {
    wait(station, cursor, milliseconds) {
      return new Promise((resolve) => {
        const all = waiting.get(station) ?? new Set<Waiter>()
        waiting.set(station, all)
        const done = (head: number | null): void => {
          clearTimeout(timer)
          all.delete(waiter)
          resolve(head)
        }
        const waiter: Waiter = { cursor, done }
        const timer = setTimeout(() => done(null), milliseconds)
        all.add(waiter)
      })
    },
    async stop() {
      stopped = true
      for (const all of waiting.values()) for (const waiter of [...all]) waiter.done(null)
      await client.end().catch(() => undefined)
    },
  }
}
