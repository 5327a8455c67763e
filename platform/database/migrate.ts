import { sql } from 'kysely'
import { migrations } from '../migrations/all-migrations.ts'
import type { Database } from './database.ts'

/** One instance migrates at a time; the others wait and find it done. Any number that nothing else locks. */
const lock = 4_180_530

/**
 * Brings the database to this build's schema, each step in a transaction of its own. A database of a newer build is refused and
 * left as it is.
 *
 * @throws Error when the database is newer
 */
export async function migrate(db: Database): Promise<void> {
  await db.connection().execute(async (connection) => {
    await sql`SELECT pg_advisory_lock(${lock})`.execute(connection)
    try {
      await sql`CREATE TABLE IF NOT EXISTS platform_migrations (id text PRIMARY KEY, at timestamptz NOT NULL DEFAULT now())`.execute(
        connection,
      )
      const { rows } = await sql<{ id: string }>`SELECT id FROM platform_migrations`.execute(connection)
      const done = new Set(rows.map(({ id }) => id))
      const strange = [...done].find((id) => !migrations.some((known) => known.id === id))
      if (strange !== undefined)
        throw new Error(`this database was made by a newer platform (${strange}); install that one`)
      for (const { id, up } of migrations.filter((each) => !done.has(each.id))) {
        await connection.transaction().execute(async (tx) => {
          for (const statement of up) await sql.raw(statement).execute(tx)
          await sql`INSERT INTO platform_migrations (id) VALUES (${id})`.execute(tx)
        })
      }
    } finally {
      await sql`SELECT pg_advisory_unlock(${lock})`.execute(connection)
    }
  })
}
