import { join } from 'node:path'
import { checkOrder } from './database/check-order.ts'
import { openDatabase, type Database } from './database/database.ts'
import { startEmbeddedPostgres } from './database/embedded-postgres.ts'
import { migrate } from './database/migrate.ts'
import { startDeliveries } from './distribution/deliver.ts'
import { simulatedSystems, type Target } from './distribution/simulated-systems.ts'
import { FeedFolder } from './feed/feed-folder.ts'
import { makeServer } from './http/server.ts'
import { deliveredSources, type SourceSystem } from './lookup/source-systems.ts'
import { startSourceIndex } from './lookup/source-index.ts'
import { beginLineage, loadKeys, type PlatformKeys } from './keys/platform-keys.ts'
import { startUpkeep } from './upkeep/nightly.ts'
import { startWatchers, type Watchers } from './sync/watch.ts'

/** Fields that may be in the platform's log: never content of a row. */
export type LogEntry = { readonly event: string } & Readonly<Record<string, string | number | undefined>>

/** What every part of one instance works with. */
export type Platform = {
  readonly db: Database
  readonly keys: PlatformKeys
  readonly watchers: Watchers
  readonly sources: SourceSystem
  readonly feed: FeedFolder
  /** How long questions of stations stay in the log; without it, they stay. */
  readonly keepQuestionsDays: number | undefined
  now(): Date
  log(entry: LogEntry): void
}

export type PlatformOptions = {
  /** Holds the key file and, without `databaseUrl`, the embedded PostgreSQL. */
  readonly dir: string
  /** Any PostgreSQL from 14 on. */
  readonly databaseUrl?: string
  /** 0: a free one. */
  readonly port: number
  readonly host?: string
  /** Further names and addresses under which this instance is reached. */
  readonly names?: readonly string[]
  /** False for tests: what is written need not survive a crash of the machine. */
  readonly durable?: boolean
  /** False for tests: this instance does none of the nights' work by itself. */
  readonly nights?: boolean
  /** After a restore from a backup: sequences begin to count anew. */
  readonly newLineage?: boolean
  readonly now?: () => Date
  /** The folder that releases are published into; without it `feed` in `dir`. */
  readonly feed?: string
  /** Where deliveries go; without it, to the simulated systems. */
  readonly target?: Target
  /** Where questions go; without it, to what the systems delivered for other stations. */
  readonly sources?: SourceSystem
  /** How long questions of stations stay in the log; without it, they stay. */
  readonly keepQuestionsDays?: number
  readonly log?: (entry: LogEntry) => void
}

export type RunningPlatform = Platform & {
  /** https://127.0.0.1:PORT */
  readonly url: string
  readonly port: number
  readonly databaseUrl: string
  stop(): Promise<void>
}

/** Starts one instance: database, migrations, keys, HTTPS. Several may share a database and a key file. */
export async function startPlatform(options: PlatformOptions): Promise<RunningPlatform> {
  const embedded =
    options.databaseUrl === undefined
      ? await startEmbeddedPostgres({ dir: join(options.dir, 'postgres'), durable: options.durable ?? true })
      : null
  const databaseUrl = options.databaseUrl ?? embedded?.url ?? ''
  const database = openDatabase(databaseUrl)
  const stops: (() => Promise<unknown>)[] = [() => database.close(), async () => embedded?.stop()]
  try {
    await checkOrder(database.db)
    await migrate(database.db)
    if (options.newLineage === true) await beginLineage(database.db)
    const keys = await loadKeys(database.db, join(options.dir, 'platform.key'))
    const watchers = await startWatchers(databaseUrl)
    stops.unshift(() => watchers.stop())
    const platform: Platform = {
      db: database.db,
      keys,
      watchers,
      sources: options.sources ?? deliveredSources(database.db),
      feed: new FeedFolder(options.feed ?? join(options.dir, 'feed')),
      keepQuestionsDays: options.keepQuestionsDays,
      now: options.now ?? (() => new Date()),
      log: options.log ?? (() => undefined),
    }
    const deliveries = startDeliveries(platform, options.target ?? simulatedSystems(database.db))
    stops.unshift(() => deliveries.stop())
    const index = startSourceIndex(platform)
    stops.unshift(() => index.stop())
    if (options.nights !== false) {
      const upkeep = startUpkeep(platform)
      stops.unshift(() => upkeep.stop())
    }
    const app = await makeServer(platform, options.names ?? [])
    stops.unshift(() => app.close())
    await app.listen({ port: options.port, host: options.host ?? '127.0.0.1' })
    const address = app.server.address()
    const port = typeof address === 'object' && address !== null ? address.port : options.port
    return {
      ...platform,
      url: `https://127.0.0.1:${port}`,
      port,
      databaseUrl,
      stop: async () => {
        for (const stop of stops) await stop()
      },
    }
  } catch (error) {
    for (const stop of stops) await stop().catch(() => undefined)
    throw error
  }
}
