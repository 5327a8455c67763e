import { sync } from './0010-sync.ts'
import type { PlatformMigration } from './migration.ts'

/** In order. */
export const migrations: readonly PlatformMigration[] = [sync]
