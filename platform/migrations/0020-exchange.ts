import { byStation, type PlatformMigration } from './migration.ts'

/** What comes from the seven systems, and what goes to them. */
export const exchange: PlatformMigration = {
  id: '0020-exchange',
  up: [
    `CREATE TABLE connectors (
      token_hash text PRIMARY KEY, system text NOT NULL, name text NOT NULL, created_by text NOT NULL,
      created_at timestamptz NOT NULL DEFAULT now(), revoked_at timestamptz)`,
    `CREATE TABLE ingested_parts (
      station text NOT NULL, system text NOT NULL, batch uuid NOT NULL, part integer NOT NULL, answer text NOT NULL,
      at timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (station, system, batch, part))`,
    ...byStation(
      'source_versions',
      `station text NOT NULL, system text NOT NULL, native_id text NOT NULL, native_version bigint NOT NULL, gone boolean NOT NULL,
      batch uuid NOT NULL`,
      'station, system, native_id',
    ),
    // How far the station's log was read for deliveries.
    `CREATE TABLE delivery_readers (station text PRIMARY KEY, seq bigint NOT NULL)`,
    ...byStation(
      'delivery_queue',
      `station text NOT NULL, id text NOT NULL, system text NOT NULL, attempts integer NOT NULL DEFAULT 0,
      next_at timestamptz NOT NULL DEFAULT now()`,
      'station, id',
    ),
    `CREATE INDEX delivery_queue_by_time ON delivery_queue (next_at)`,
    `CREATE TABLE simulated_systems (system text PRIMARY KEY, behaviour text NOT NULL)`,
    `CREATE TABLE simulated_receipts (
      system text NOT NULL, key text NOT NULL, receipt text NOT NULL, content text NOT NULL, at timestamptz NOT NULL DEFAULT now(),
      PRIMARY KEY (system, key))`,
  ],
}
