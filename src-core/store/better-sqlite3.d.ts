/**
 * The part of better-sqlite3-multiple-ciphers that the store uses. The package has declarations, but its "exports" hides them from
 * module resolution by TypeScript.
 */
declare module 'better-sqlite3' {
  export type Bindable = string | number | bigint | Uint8Array | null
  export interface Statement {
    readonly busy: boolean
    readonly reader: boolean
    run(...params: readonly unknown[]): { changes: number; lastInsertRowid: number | bigint }
    get(...params: readonly unknown[]): unknown
    all(...params: readonly unknown[]): unknown[]
    iterate(...params: readonly unknown[]): IterableIterator<unknown>
    raw(on?: boolean): this
  }
  export interface Transaction<T> {
    deferred(): T
    immediate(): T
    exclusive(): T
  }
  export default class Database {
    constructor(
      file: string,
      options?: { readonly?: boolean; fileMustExist?: boolean; timeout?: number; nativeBinding?: string },
    )
    readonly open: boolean
    readonly inTransaction: boolean
    readonly readonly: boolean
    readonly name: string
    prepare(sql: string): Statement
    transaction<T>(fn: () => T): Transaction<T>
    exec(sql: string): this
    key(key: Buffer): number
    pragma(source: string, options?: { simple?: boolean }): unknown
    /** Whether virtual tables' own tables may be written, which the library refuses otherwise. */
    unsafeMode(on?: boolean): this
    defaultSafeIntegers(on?: boolean): this
    function(name: string, options: { deterministic?: boolean }, fn: (...args: never[]) => unknown): this
    close(): this
  }
}
