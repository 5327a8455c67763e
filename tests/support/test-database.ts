import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openDatabase, type Database } from '../../platform/database/database.ts'
import { startEmbeddedPostgres } from '../../platform/database/embedded-postgres.ts'

export type TestDatabase = {
  readonly dir: string
  readonly databaseUrl: string
  readonly db: Database
  close(): Promise<void>
}

/** A PostgreSQL without an instance of the platform, which would go on working in it while it is restored from a backup. */
export async function openTestDatabase(): Promise<TestDatabase> {
  const dir = await mkdtemp(join(tmpdir(), 'beatbook-database-'))
  // PostgreSQL runs as another user than root.
  await chmod(dir, 0o711)
  const embedded = await startEmbeddedPostgres({ dir: join(dir, 'postgres'), durable: false })
  const opened = openDatabase(embedded.url)
  return {
    dir,
    databaseUrl: embedded.url,
    db: opened.db,
    async close() {
      await opened.close()
      await embedded.stop()
      await rm(dir, { recursive: true, force: true })
    },
  }
}
