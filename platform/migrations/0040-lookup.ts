import { byStation, type PlatformMigration } from './migration.ts'

/** By what the systems' records are found across stations, how far each station's were indexed, and who asked. */
export const lookup: PlatformMigration = {
  id: '0040-lookup',
  up: [
    ...byStation(
      'source_keys',
      `station text NOT NULL, system text NOT NULL, kind text NOT NULL, value text NOT NULL, id text NOT NULL`,
      'station, system, kind, value, id',
    ),
    `CREATE INDEX source_keys_by_value ON source_keys (system, kind, value)`,
    `CREATE INDEX source_keys_by_id ON source_keys (station, id)`,
    `CREATE TABLE source_readers (station text PRIMARY KEY, seq bigint NOT NULL, after text)`,
    `CREATE TABLE lookup_log (
      log_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, at timestamptz NOT NULL DEFAULT now(), station text NOT NULL,
      device uuid NOT NULL, actor uuid NOT NULL, role text NOT NULL, purpose text NOT NULL, reference text, question uuid NOT NULL,
      kind text NOT NULL, digest text NOT NULL, system text, state text NOT NULL, hits integer NOT NULL)`,
    `CREATE INDEX lookup_log_by_station ON lookup_log (station, at)`,
    `CREATE INDEX lookup_log_by_question ON lookup_log (question)`,
  ],
}
