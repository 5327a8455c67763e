import type { ReadDb } from '../sql.ts'

/** Lets a long query stop early when its caller has gone. */
export type ReadContext = { readonly cancelled: () => boolean }

/** A pure SQL query that may run in a reader thread. Input and output are copied between threads: plain data only. */
export type ReadQuery<I = never, O = unknown> = (db: ReadDb, input: I, context: ReadContext) => O

/** Queries by name; the application's are in src-core/readers.ts. */
export type ReadQueries = Readonly<Record<string, ReadQuery>>

export type InputOf<Q extends ReadQueries, N extends keyof Q> = Parameters<Q[N]>[1]
export type OutputOf<Q extends ReadQueries, N extends keyof Q> = ReturnType<Q[N]>
