import {
  DummyDriver,
  Kysely,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
  ValueNode,
  type Compilable,
  type CompiledQuery,
  type LimitNode,
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

/**
 * Limits stand in the text. One that is bound makes SQLite prepare the statement anew each time that it is run, since it plans with the
 * value: for most lists that takes longer than the list.
 */
class Compiler extends SqliteQueryCompiler {
  protected override visitLimit(node: LimitNode): void {
    const { limit } = node
    if (ValueNode.is(limit) && Number.isSafeInteger(limit.value)) this.append(`limit ${String(limit.value)}`)
    else super.visitLimit(node)
  }
}

/** The query builder. It compiles and never executes: `db.all(q.selectFrom('entry')…)`. */
export function createBuilder<Schema>(): Kysely<Schema> {
  return new Kysely<Schema>({
    dialect: {
      createAdapter: () => new SqliteAdapter(),
      createDriver: () => new DummyDriver(),
      createIntrospector: (db) => new SqliteIntrospector(db),
      createQueryCompiler: () => new Compiler(),
    },
  })
}

type Statement = ReturnType<Connection['prepare']>

const cachedStatements = 500

/**
 * Several slices of one long piece of work that share a commit. Between slices core answers others; whatever anybody else asks of the
 * connection commits what is there first, so that nobody ever sees, or writes into, a transaction that is not theirs. Ended at any
 * moment, the slices since the last commit never happened; what was kept in memory about them is then to be read anew.
 */
export type Group = {
  /**
   * Runs one slice. When it throws, it and the slices since the last commit never happened.
   *
   * @throws SlicesLost, without running it, when earlier slices of this group were lost meanwhile
   */
  slice<T>(fn: (tx: WriteDb) => Sync<T>): T
  /**
   * Makes what was done since the last commit last.
   *
   * @throws SlicesLost when it was lost already; what the commit throws when that fails
   */
  commit(): void
  /** What slices left to be done together: runs at the end of every commit's transaction, whoever caused the commit. */
  beforeCommit(work: (tx: WriteDb) => void): void
}

/** Slices of a group that were done are not in the database: their owner is told once, at its next slice or commit. */
export class SlicesLost extends Error {
  /** `other`: another group's slice in the same transaction threw. `commit`: a commit that somebody else caused failed. */
  readonly by: 'other' | 'commit'

  constructor(by: 'other' | 'commit', cause: unknown) {
    super('slices of a group were rolled back', { cause })
    this.name = 'SlicesLost'
    this.by = by
  }
}

/** One transaction of slices; every group that has some in it remembers it. */
type Slices = { lost: { readonly by: SlicesLost['by']; readonly cause: unknown } | null }

type Work = (tx: WriteDb) => unknown

/** SQL that every transaction of a group begins and ends with. */
export type Around = { readonly begin: string; readonly end: string }

/** Runs compiled queries on one connection, keeping the prepared statements. */
export class Db implements WriteDb {
  readonly #raw: Connection
  readonly #statements = new Map<string, Statement>()
  readonly #onSlow: SlowQuery | undefined
  readonly #slowMs: number
  /** The transaction of slices that is open. */
  #open: Slices | undefined
  /** What the open transaction of slices ends with. */
  #ending: string | undefined
  #inSlice = false
  /** Of every group that has slices in the open transaction. */
  readonly #beforeCommit = new Set<(tx: WriteDb) => void>()

  /** Wrapped once: wrapping each transaction takes as long as a statement. */
  #immediate: ((work: Work) => unknown) | undefined

  constructor(raw: Connection, options: DbOptions = {}) {
    this.#raw = raw
    this.#onSlow = options.onSlow
    this.#slowMs = options.slowMs ?? 100
  }

  get inTransaction(): boolean {
    return this.#raw.inTransaction && (this.#open === undefined || this.#inSlice)
  }

  get isOpen(): boolean {
    return this.#raw.open
  }

  /** Path of the database file. */
  get file(): string {
    return this.#raw.name
  }

  /** The underlying connection, for the store itself (pragmas, VACUUM INTO). */
  get connection(): Connection {
    this.#settle()
    return this.#raw
  }

  /** One commit for several slices: what many of them touch is written, and encrypted, once. */
  group(around?: Around): Group {
    let beforeCommit: ((tx: WriteDb) => void) | undefined
    /** What this group's newest slices are in. */
    let mine: Slices | undefined
    const tellLoss = (): void => {
      const lost = mine?.lost
      if (mine !== this.#open) mine = undefined
      if (lost) throw new SlicesLost(lost.by, lost.cause)
    }
    return {
      beforeCommit: (work) => {
        beforeCommit = work
      },
      slice: (fn) => {
        refuseAsync(fn)
        if (this.#inSlice) throw new Error('a slice inside a slice')
        tellLoss()
        const open = (this.#open ??= this.#beginSlices(around))
        mine = open
        if (beforeCommit) this.#beforeCommit.add(beforeCommit)
        this.#inSlice = true
        try {
          return fn(this) as never
        } catch (error) {
          // No savepoint around each slice: inside one SQLite keeps a copy of every page that a statement touches.
          mine = undefined
          this.#lose(open, 'other', error)
          throw error
        } finally {
          this.#inSlice = false
        }
      },
      commit: () => {
        tellLoss()
        this.#settle()
        const lost = mine?.lost
        mine = undefined
        if (lost) throw lost.cause
      },
    }
  }

  all<R>(query: Query<R>): R[] {
    const { sql, parameters } = compiled(query)
    return this.#all(sql, parameters) as R[]
  }

  one<R>(query: Query<R>): R | undefined {
    const { sql, parameters } = compiled(query)
    return this.#one(sql, parameters) as R | undefined
  }

  iterate<R>(query: Query<R>): IterableIterator<R> {
    const { sql, parameters } = compiled(query)
    return this.#iterate(sql, parameters) as IterableIterator<R>
  }

  run(query: Query<unknown>): RunResult {
    const { sql, parameters } = compiled(query)
    return this.#run(sql, parameters)
  }

  exec(sql: string): void {
    const started = this.#begin()
    this.#raw.exec(sql)
    this.#ended(sql, started)
  }

  prepare<P extends readonly SqlValue[], R>(sql: string): WriteStatement<P, R> {
    return {
      all: (...params) => this.#all(sql, params) as R[],
      one: (...params) => this.#one(sql, params) as R | undefined,
      iterate: (...params) => this.#iterate(sql, params) as IterableIterator<R>,
      run: (...params) => this.#run(sql, params),
    }
  }

  transaction<T>(fn: (tx: WriteDb) => Sync<T>): T {
    refuseAsync(fn)
    this.#settle()
    this.#immediate ??= this.#raw.transaction(((work: Work) => work(this)) as never).immediate as (
      work: Work,
    ) => unknown
    return this.#immediate(fn) as T
  }

  snapshot<T>(fn: () => Sync<T>): T {
    refuseAsync(fn)
    this.#settle()
    return this.#raw.transaction(fn).deferred() as T
  }

  /** Closes the connection; harmless when it is closed already. */
  close(): void {
    this.#settle()
    this.#statements.clear()
    if (this.#raw.open) this.#raw.close()
  }

  #beginSlices(around: Around | undefined): Slices {
    this.#beforeCommit.clear()
    this.#raw.exec('BEGIN IMMEDIATE')
    try {
      if (around !== undefined) this.#raw.exec(around.begin)
    } catch (error) {
      if (this.#raw.inTransaction) this.#raw.exec('ROLLBACK')
      throw error
    }
    this.#ending = around?.end
    return { lost: null }
  }

  #lose(slices: Slices, by: SlicesLost['by'], cause: unknown): void {
    slices.lost = { by, cause }
    this.#open = undefined
    if (this.#raw.open && this.#raw.inTransaction) this.#raw.exec('ROLLBACK')
  }

  /**
   * Commits the slices of a group before anybody else does anything. When that fails it is the owners' loss, of which they are told;
   * whoever asked finds the database as it was before those slices.
   */
  #settle(): void {
    const slices = this.#open
    if (slices === undefined || this.#inSlice) return
    try {
      if (!this.#raw.open || !this.#raw.inTransaction) throw new Error('the transaction of slices ended by itself')
      this.#inSlice = true
      for (const work of this.#beforeCommit) work(this)
      if (this.#ending !== undefined) this.#raw.exec(this.#ending)
      this.#raw.exec('COMMIT')
      this.#open = undefined
    } catch (error) {
      this.#lose(slices, 'commit', error)
    } finally {
      this.#inSlice = false
    }
  }

  #statement(sql: string): Statement {
    const cached = this.#statements.get(sql)
    if (cached !== undefined) return cached
    const fresh = this.#raw.prepare(sql)
    if (this.#statements.size >= cachedStatements) this.#forgetOldest()
    this.#statements.set(sql, fresh)
    return fresh
  }

  #forgetOldest(): void {
    for (const sql of this.#statements.keys()) {
      this.#statements.delete(sql)
      return
    }
  }

  #all(sql: string, parameters: readonly unknown[]): unknown[] {
    const started = this.#begin()
    const rows = this.#statement(sql).all(...parameters)
    this.#ended(sql, started)
    return rows
  }

  #one(sql: string, parameters: readonly unknown[]): unknown {
    const started = this.#begin()
    const row = this.#statement(sql).get(...parameters)
    this.#ended(sql, started)
    return row
  }

  #iterate(sql: string, parameters: readonly unknown[]): IterableIterator<unknown> {
    this.#settle()
    // One of its own: a statement that is still being iterated cannot be started again, and asking each whether it is costs a third of a
    // look-up.
    return this.#raw.prepare(sql).iterate(...parameters)
  }

  #run(sql: string, parameters: readonly unknown[]): RunResult {
    const started = this.#begin()
    const result = this.#statement(sql).run(...parameters)
    this.#ended(sql, started)
    return result
  }

  #begin(): number {
    this.#settle()
    return this.#onSlow === undefined ? 0 : performance.now()
  }

  #ended(sql: string, started: number): void {
    if (this.#onSlow === undefined) return
    const ms = performance.now() - started
    if (ms > this.#slowMs) this.#onSlow({ sql, ms: Math.round(ms) })
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
