import { byStation, type PlatformMigration } from './migration.ts'

/** Stations, devices, rows with their log of changes, what was pushed, digests, snapshots and blobs. */
export const sync: PlatformMigration = {
  id: '0010-sync',
  up: [
    `CREATE TABLE platform_settings (name text PRIMARY KEY, value text NOT NULL)`,
    // Sealed with the platform's key file, which is not in the database.
    `CREATE TABLE platform_secrets (name text PRIMARY KEY, sealed bytea NOT NULL)`,
    // head_seq is the station's sequence: whoever raises it holds the row's lock until the commit, so that sequences commit in order.
    `CREATE TABLE stations (
      station text PRIMARY KEY, name text NOT NULL, head_seq bigint NOT NULL DEFAULT 0, oldest_seq bigint NOT NULL DEFAULT 0,
      created_at timestamptz NOT NULL DEFAULT now())`,
    `CREATE TABLE enrolment_codes (
      code_hash text PRIMARY KEY, station text NOT NULL REFERENCES stations, created_by text NOT NULL,
      created_at timestamptz NOT NULL DEFAULT now(), expires_at timestamptz NOT NULL, used_at timestamptz, used_by text)`,
    `CREATE TABLE devices (
      device uuid PRIMARY KEY, station text NOT NULL REFERENCES stations, name text NOT NULL, fingerprint text NOT NULL UNIQUE,
      serial text NOT NULL, status text NOT NULL DEFAULT 'active', epoch bigint NOT NULL DEFAULT 1, acked_seq bigint NOT NULL DEFAULT 0,
      app_version text NOT NULL, row_schema integer, enrolled_at timestamptz NOT NULL DEFAULT now(), certificate_until timestamptz NOT NULL,
      last_hello timestamptz, last_push timestamptz, last_pull timestamptz, pulled_seq bigint, clock_skew_ms bigint,
      waiting_mutations bigint NOT NULL DEFAULT 0, waiting_conflicts bigint NOT NULL DEFAULT 0, dead_letters bigint NOT NULL DEFAULT 0,
      waiting_since timestamptz)`,
    `CREATE INDEX devices_by_station ON devices (station)`,
    `CREATE TABLE directives (
      directive uuid PRIMARY KEY, device uuid NOT NULL REFERENCES devices, kind text NOT NULL, body text NOT NULL,
      created_by text NOT NULL, created_at timestamptz NOT NULL DEFAULT now(), done_at timestamptz)`,
    `CREATE INDEX directives_by_device ON directives (device) WHERE done_at IS NULL`,
    `CREATE TABLE audit_heads (
      device uuid NOT NULL REFERENCES devices, seq bigint NOT NULL, hash text NOT NULL, at timestamptz NOT NULL DEFAULT now(),
      PRIMARY KEY (device, seq))`,
    // fields: canonical JSON as text: what was signed and hashed is what is kept, digit by digit.
    ...byStation(
      'rows',
      `station text NOT NULL, tbl text NOT NULL, id text NOT NULL, ver bigint NOT NULL, fields text NOT NULL, hash text NOT NULL,
      deleted boolean NOT NULL, identity_ver bigint NOT NULL, seq bigint NOT NULL, bucket smallint NOT NULL, actor uuid, changed_at timestamptz NOT NULL DEFAULT now()`,
      'station, tbl, id',
    ),
    `CREATE INDEX rows_by_bucket ON rows (station, tbl, bucket)`,
    ...byStation(
      'changes',
      `station text NOT NULL, seq bigint NOT NULL, last boolean NOT NULL, op text NOT NULL, tbl text NOT NULL, id text NOT NULL,
      ver bigint NOT NULL, fields text NOT NULL, hash text NOT NULL, device uuid, actor uuid, at timestamptz NOT NULL DEFAULT now()`,
      'station, seq',
    ),
    ...byStation(
      'pushed',
      `station text NOT NULL, device uuid NOT NULL, epoch bigint NOT NULL, seq bigint NOT NULL, mid uuid NOT NULL, hash text NOT NULL,
      result text NOT NULL, at timestamptz NOT NULL DEFAULT now()`,
      'station, device, epoch, seq',
    ),
    `CREATE UNIQUE INDEX pushed_by_mid ON pushed (station, mid)`,
    ...byStation(
      'digests',
      `station text NOT NULL, tbl text NOT NULL, bucket integer NOT NULL, count bigint NOT NULL, sum text NOT NULL`,
      'station, tbl, bucket',
    ),
    // What was not done yet: the mutations of a transaction in conflict, or one that could not be processed.
    ...byStation(
      'held',
      `station text NOT NULL, held uuid NOT NULL, conflict uuid NOT NULL, cluster uuid NOT NULL, disputed boolean NOT NULL, device uuid NOT NULL, position integer NOT NULL,
      mutation text NOT NULL, state text NOT NULL DEFAULT 'open', at timestamptz NOT NULL DEFAULT now()`,
      'station, held',
    ),
    `CREATE INDEX held_by_conflict ON held (station, conflict)`,
    `CREATE INDEX held_by_cluster ON held (station, cluster)`,
    `CREATE TABLE snapshots (
      snapshot uuid PRIMARY KEY, station text NOT NULL REFERENCES stations, answer text NOT NULL,
      created_at timestamptz NOT NULL DEFAULT now())`,
    `CREATE INDEX snapshots_by_station ON snapshots (station, created_at)`,
    `CREATE TABLE snapshot_chunks (
      snapshot uuid NOT NULL REFERENCES snapshots ON DELETE CASCADE, number integer NOT NULL, body bytea NOT NULL,
      PRIMARY KEY (snapshot, number))`,
    `ALTER TABLE snapshot_chunks ALTER COLUMN body SET STORAGE EXTERNAL`,
    `CREATE TABLE blobs (
      station text NOT NULL REFERENCES stations, sha256 text NOT NULL, size bigint NOT NULL, have bigint NOT NULL, complete boolean NOT NULL,
      device uuid NOT NULL, at timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (station, sha256))`,
    `CREATE TABLE blob_parts (
      station text NOT NULL, sha256 text NOT NULL, start bigint NOT NULL, body bytea NOT NULL,
      PRIMARY KEY (station, sha256, start), FOREIGN KEY (station, sha256) REFERENCES blobs ON DELETE CASCADE)`,
    `ALTER TABLE blob_parts ALTER COLUMN body SET STORAGE EXTERNAL`,
  ],
}
