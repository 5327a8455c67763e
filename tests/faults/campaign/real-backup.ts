import { sql } from 'kysely'
import type { Database, Tx } from '../../../platform/database/database.ts'

/** Where the backup lies. */
const copies = 'backup'

/**
 * Every table at one moment, as `pg_dump` takes it, while others write: into a schema of the same database, because the PostgreSQL that
 * comes with the platform has no `pg_dump`. The one before is thrown away.
 */
export async function backUp(db: Database): Promise<void> {
  await db
    .transaction()
    .setIsolationLevel('repeatable read')
    .execute(async (tx) => {
      await sql`DROP SCHEMA IF EXISTS ${sql.ref(copies)} CASCADE`.execute(tx)
      await sql`CREATE SCHEMA ${sql.ref(copies)}`.execute(tx)
      for (const name of await tables(tx))
        await sql`CREATE TABLE ${sql.ref(`${copies}.${name}`)} AS SELECT * FROM ${sql.ref(`public.${name}`)}`.execute(
          tx,
        )
      await sql`CREATE TABLE ${sql.ref(`${copies}.sequences of public`)} AS
        SELECT sequencename AS name, last_value AS value FROM pg_sequences WHERE schemaname = 'public'`.execute(tx)
    })
}

/** Every table and sequence as `backUp` found it. Nobody else may have the database. */
export async function restore(db: Database): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await sql`SET LOCAL session_replication_role = replica`.execute(tx)
    for (const name of await tables(tx)) {
      await sql`DELETE FROM ${sql.ref(`public.${name}`)}`.execute(tx)
      await sql`INSERT INTO ${sql.ref(`public.${name}`)} OVERRIDING SYSTEM VALUE
        SELECT * FROM ${sql.ref(`${copies}.${name}`)}`.execute(tx)
    }
    await sql`SELECT setval(format('public.%I', name)::regclass, coalesce(value, 1), value IS NOT NULL)
      FROM ${sql.ref(`${copies}.sequences of public`)}`.execute(tx)
  })
}

/** What the backup has of a station, as one text. */
export async function textOfBackup(db: Database, station: string): Promise<string> {
  const { rows } = await sql<{ text: string }>`
    SELECT fields AS text FROM ${sql.ref(`${copies}.changes`)} WHERE station = ${station}
    UNION ALL SELECT mutation FROM ${sql.ref(`${copies}.held`)} WHERE station = ${station}`.execute(db)
  return rows.map(({ text }) => text).join('\n')
}

async function tables(tx: Tx): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    SELECT relname AS name FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition ORDER BY relname`.execute(
    tx,
  )
  return rows.map(({ name }) => name)
}
