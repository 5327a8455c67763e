import type { PlatformMigration } from './migration.ts'

/** What the work of the night needs: whose turn it is, how far each device is known to have come, and what it may forget. */
export const upkeep: PlatformMigration = {
  id: '0073-upkeep',
  up: [
    // Whoever takes a station has it until then; next_at: its next night.
    `CREATE TABLE upkeep (station text PRIMARY KEY, next_at timestamptz NOT NULL, taken_until timestamptz)`,
    // pulled_lineage: of pulled_seq. confirmed_seq: up to which the device has said that it knows what became of its work; forgotten_seq: up to
    // which the platform has forgotten its answers. Both of its epoch.
    `ALTER TABLE devices ADD COLUMN pulled_lineage uuid, ADD COLUMN confirmed_seq bigint NOT NULL DEFAULT 0,
      ADD COLUMN forgotten_seq bigint NOT NULL DEFAULT 0`,
    `CREATE INDEX rows_deleted ON rows (station, seq) WHERE deleted`,
  ],
}
