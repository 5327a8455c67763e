import { Kysely, PostgresDialect, type Transaction } from 'kysely'
import pg from 'pg'
import type { PlatformSchema } from './tables.ts'

export type Database = Kysely<PlatformSchema>
export type Tx = Transaction<PlatformSchema>

export type OpenDatabase = { readonly db: Database; close(): Promise<void> }

/**
 * A pool of connections. 64-bit integers come as numbers: sequences and counts stay below 2^53 by the protocol; instants come as
 * ISO UTC strings.
 */
export function openDatabase(url: string, connections = 16): OpenDatabase {
  const int8 = 20
  const timestamptz = 1184
  const pool = new pg.Pool({
    connectionString: url,
    max: connections,
    types: {
      getTypeParser: (type: number, format?: 'text' | 'binary') => {
        if (type === int8) return (text: string) => Number(text)
        if (type === timestamptz) return (text: string) => new Date(text).toISOString()
        return format === 'binary' ? pg.types.getTypeParser(type, 'binary') : pg.types.getTypeParser(type, 'text')
      },
    } as pg.CustomTypesConfig,
  })
  // A connection that breaks while idle is replaced by the next query.
  pool.on('error', () => undefined)
  const db = new Kysely<PlatformSchema>({ dialect: new PostgresDialect({ pool }) })
  return { db, close: () => db.destroy() }
}
