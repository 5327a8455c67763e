import type { ReadDb } from './store/sql.ts'

/**
 * Every query that runs in a read-only worker, by name. Features add theirs here; each is a pure function of the database's
 * state and its input, both structured-clonable.
 */
export const readQueries = {
  'core.rows': (db: ReadDb, input: { table: 'audit_log' | 'entries' | 'source_records' }): number => {
    const count = db.prepare<[], { n: number }>(`SELECT count(*) AS n FROM ${input.table}`).one()
    return count?.n ?? 0
  },
}

export type ReadQueries = typeof readQueries
export type ReadName = keyof ReadQueries
export type ReadInput<N extends ReadName> = Parameters<ReadQueries[N]>[1]
export type ReadOutput<N extends ReadName> = ReturnType<ReadQueries[N]>
