import type { ReadContext } from '../../src-core/store/readers/registry.ts'
import type { ReadDb, WriteDb } from '../../src-core/store/sql.ts'

/** Queries for the tests of the reader threads, good and bad. */
export const testQueries = {
  'people.count': (db: ReadDb, input: { atLeast: number }): number => {
    const row = db.prepare<[number], { n: number }>('SELECT count(*) AS n FROM person WHERE id >= ?').one(input.atLeast)
    return row?.n ?? 0
  },
  /** Reads until it is cancelled. */
  'people.endless': (db: ReadDb, input: { flag: SharedArrayBuffer }, context: ReadContext): string => {
    const state = new Int32Array(input.flag)
    Atomics.store(state, 0, 1)
    Atomics.notify(state, 0)
    for (let rows = 0; ; rows += 1) {
      db.prepare<[], unknown>('SELECT id FROM person LIMIT 1').one()
      if (context.cancelled()) {
        Atomics.store(state, 0, 2)
        Atomics.notify(state, 0)
        return `stopped after ${rows > 0}`
      }
    }
  },
  'people.crash': (): never => process.exit(3),
  'people.bug': (db: ReadDb): unknown => db.prepare<[], unknown>('SELECT nothing FROM nowhere').all(),
  'people.write': (db: ReadDb): void => (db as WriteDb).exec('DELETE FROM person'),
}
