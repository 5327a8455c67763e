import {
  DummyDriver,
  Kysely,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
  type Compilable,
  type CompiledQuery,
} from 'kysely'
import type { Connection } from './native.ts'

/** What SQLite stores. Booleans are 0 and 1, instants and dates are strings. */
export type SqlValue = string | number | bigint | Uint8Array | null

export type RunResult = { readonly changes: number; readonly lastInsertRowid: number | bigint }

/** A statement prepared once, for hot paths; parameters are positional. */
export type ReadStatement<P extends readonly SqlValue[], R> = {
  all(...params: P): R[]
  one(...params: P): R | undefined
  iterate(...params: P): IterableIterator<R>
}
export type WriteStatement<P extends readonly SqlValue[], R = unknown> = ReadStatement<P, R> & {
  run(...params: P): RunResult
}

/** A query of the builder, or one that was compiled before. */
export type Query<R> = Compilable<R> | CompiledQuery<R>

/** A connection that can only read: what list and lookup queries are given, in whichever thread they run. */
export interface ReadDb {
  all<R>(query: Query<R>): R[]
  one<R>(query: Query<R>): R | undefined
  /** Rows one by one; the connection can do nothing else until the iterator ends. */
  iterate<R>(query: Query<R>): IterableIterator<R>
  prepare<P extends readonly SqlValue[], R>(sql: string): ReadStatement<P, R>
  /** Several reads that see one state of the database. */
  snapshot<T>(fn: () => Sync<T>): T
}

export interface WriteDb extends ReadDb {
  run(query: Query<unknown>): RunResult
  prepare<P extends readonly SqlValue[], R>(sql: string): WriteStatement<P, R>
  /** Statements without parameters, such as a migration step. */
  exec(sql: string): void
  /**
   * All or nothing. Synchronous by design: a transaction that awaited would hold the write lock across other people's work.
   * Nested calls are savepoints. Throws TypeError (and rolls back) when the function returns a promise.
   */
  transaction<T>(fn: (tx: WriteDb) => Sync<T>): T
  readonly inTransaction: boolean
}

/** Refuses an async function at compile time. */
export type Sync<T> = T extends PromiseLike<unknown> ? never : T

/** Told of statements slower than `slowMs`. The SQL has placeholders only; parameters are never handed over. */
export type SlowQuery = (query: { readonly sql: string; readonly ms: number }) => void

export type DbOptions = { readonly onSlow?: SlowQuery; readonly slowMs?: number }

/** The query builder. It compiles and never executes: `db.all(q.selectFrom('entry')…)`. */
export function createBuilder<Schema>(): Kysely<Schema> {
  return new Kysely<Schema>({
    dialect: {
      createAdapter: () => new SqliteAdapter(),
      createDriver: () => new DummyDriver(),
      createIntrospector: (db) => new SqliteIntrospector(db),
      createQueryCompiler: () => new SqliteQueryCompiler(),
    },
  })
}

type Statement = ReturnType<Connection['prepare']>

const cachedStatements = 500

/** Runs compiled queries on one connection, keeping the prepared statements. */
export class Db implements WriteDb {
  readonly #raw: Connection
  readonly #statements = new Map<string, Statement>()
  readonly #onSlow: SlowQuery | undefined
  readonly #slowMs: number

  constructor(raw: Connection, options: DbOptions = {}) {
    this.#raw = raw
    this.#onSlow = options.onSlow
    this.#slowMs = options.slowMs ?? 100
  }

  get inTransaction(): boolean {
    return this.#raw.inTransaction
  }

  get isOpen(): boolean {
    return this.#raw.open
  }

  /** The underlying connection, for the store itself (pragmas, VACUUM INTO). */
  get connection(): Connection {
    return this.#raw
  }

  all<R>(query: Query<R>): R[] {
    const { sql, parameters } = compiled(query)
    return this.#timed(sql, () => this.#statement(sql).all(...parameters) as R[])
  }

  one<R>(query: Query<R>): R | undefined {
    const { sql, parameters } = compiled(query)
    return this.#timed(sql, () => this.#statement(sql).get(...parameters) as R | undefined)
  }

  iterate<R>(query: Query<R>): IterableIterator<R> {
    const { sql, parameters } = compiled(query)
    return this.#statement(sql).iterate(...parameters) as IterableIterator<R>
  }

  run(query: Query<unknown>): RunResult {
    const { sql, parameters } = compiled(query)
    return this.#timed(sql, () => this.#statement(sql).run(...parameters))
  }

  exec(sql: string): void {
    this.#timed(sql, () => this.#raw.exec(sql))
  }

  prepare<P extends readonly SqlValue[], R>(sql: string): WriteStatement<P, R> {
    return {
      all: (...params) => this.#timed(sql, () => this.#statement(sql).all(...params) as R[]),
      one: (...params) => this.#timed(sql, () => this.#statement(sql).get(...params) as R | undefined),
      iterate: (...params) => this.#statement(sql).iterate(...params) as IterableIterator<R>,
      run: (...params) => this.#timed(sql, () => this.#statement(sql).run(...params)),
    }
  }

  transaction<T>(fn: (tx: WriteDb) => Sync<T>): T {
    refuseAsync(fn)
    return this.#raw.transaction(() => fn(this)).immediate() as T
  }

  snapshot<T>(fn: () => Sync<T>): T {
    refuseAsync(fn)
    return this.#raw.transaction(fn).deferred() as T
  }

  /** Closes the connection; harmless when it is closed already. */
  close(): void {
    this.#statements.clear()
    if (this.#raw.open) this.#raw.close()
  }

  #statement(sql: string): Statement {
    const cached = this.#statements.get(sql)
    // A statement that is still being iterated cannot be started again.
    if (cached !== undefined && !cached.busy) return cached
    const fresh = this.#raw.prepare(sql)
    if (cached === undefined) {
      if (this.#statements.size >= cachedStatements) this.#forgetOldest()
      this.#statements.set(sql, fresh)
    }
    return fresh
  }

  #forgetOldest(): void {
    for (const sql of this.#statements.keys()) {
      this.#statements.delete(sql)
      return
    }
  }

  #timed<T>(sql: string, work: () => T): T {
    if (this.#onSlow === undefined) return work()
    const started = performance.now()
    try {
      return work()
    } finally {
      const ms = performance.now() - started
      if (ms > this.#slowMs) this.#onSlow({ sql, ms: Math.round(ms) })
    }
  }
}

function compiled<R>(query: Query<R>): { sql: string; parameters: readonly unknown[] } {
  return 'compile' in query ? query.compile() : query
}

/** An async function would already have run its first statements when its promise shows up. */
function refuseAsync(fn: (...args: never[]) => unknown): void {
  if (fn.constructor.name === 'AsyncFunction')
    throw new TypeError('a transaction is synchronous: it must not be an async function')
}
