import { sql } from 'kysely'
import type { Database } from '../../platform/database/database.ts'

/** Every table at one moment, in a schema of its own, while others write; and back, as `pg_restore --clean` does, while nobody else does. */
export async function copyTables(db: Database, from: string, to: string): Promise<void> {
  const { rows } = await sql<{ name: string }>`
    SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename`.execute(db)
  await sql`CREATE SCHEMA IF NOT EXISTS ${sql.ref(to)}`.execute(db)
  const one = db.transaction().setIsolationLevel('repeatable read')
  await one.execute(async (tx) => {
    await sql`SET LOCAL session_replication_role = replica`.execute(tx)
    for (const { name } of rows) {
      if (to === 'public') await sql`DELETE FROM ${sql.ref(`public.${name}`)}`.execute(tx)
      else await sql`CREATE TABLE ${sql.ref(`${to}.${name}`)} (LIKE ${sql.ref(`public.${name}`)})`.execute(tx)
      await sql`INSERT INTO ${sql.ref(`${to}.${name}`)} OVERRIDING SYSTEM VALUE SELECT * FROM ${sql.ref(`${from}.${name}`)}`.execute(
        tx,
      )
    }
  })
}
