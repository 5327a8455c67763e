import { sql } from 'kysely'
import type { Database } from './database.ts'

/**
 * Snapshots go out in the order of their keys' bytes, as the index has it, and PCs refuse another order: the database has to sort so.
 *
 * @throws Error that says what to do
 */
export async function checkOrder(db: Database): Promise<void> {
  const { rows } = await sql<{ byBytes: boolean; name: string }>`
    SELECT current_database() AS name,
      (SELECT string_agg(word, ' ' ORDER BY word) FROM unnest(ARRAY['a', 'B', 'a-b', 'aa', 'é', 'z']) AS word) = 'B a a-b aa z é' AS "byBytes"`.execute(
    db,
  )
  const [found] = rows
  if (found === undefined || found.byBytes) return
  throw new Error(
    `The database ${found.name} does not sort texts by their bytes, so that no new PC could take over a station from it. Make one that does, ` +
      `CREATE DATABASE … TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C', and bring the data over with pg_dump and pg_restore.`,
  )
}
