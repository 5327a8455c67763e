import { byStation, type PlatformMigration } from './migration.ts'

/**
 * Full deliveries with what came in between: each part of any delivery has a number of its station, and a record the number of the part that
 * named it last. `batch`, which any delivery overwrote, is not written any more.
 */
export const deliveriesInParts: PlatformMigration = {
  id: '0072-deliveries-in-parts',
  up: [
    `ALTER TABLE stations ADD COLUMN ingested bigint NOT NULL DEFAULT 0`,
    `ALTER TABLE source_versions ADD COLUMN named bigint NOT NULL DEFAULT 0`,
    `ALTER TABLE source_versions ALTER COLUMN batch DROP NOT NULL`,
    `CREATE INDEX source_versions_by_named ON source_versions (station, system, named) WHERE NOT gone`,
    // first: the number of its first part. state: open | removing | ended | overtaken
    ...byStation(
      'full_deliveries',
      `station text NOT NULL, system text NOT NULL, batch uuid NOT NULL, first bigint NOT NULL, last_part integer,
      state text NOT NULL DEFAULT 'open', at timestamptz NOT NULL DEFAULT now()`,
      'station, system, batch',
    ),
    `CREATE INDEX full_deliveries_removing ON full_deliveries (station) WHERE state = 'removing'`,
  ],
}
