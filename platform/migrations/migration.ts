/** One step of the platform's database; additive, never changed once released. */
export type PlatformMigration = { readonly id: string; readonly up: readonly string[] }

/** Tables that grow are split by station, so that each station's rows lie together and a distributed engine can spread them. */
export function byStation(name: string, columns: string, key: string): string[] {
  const parts = Array.from(
    { length: 8 },
    (_, part) => `CREATE TABLE ${name}_${part} PARTITION OF ${name} FOR VALUES WITH (MODULUS 8, REMAINDER ${part})`,
  )
  return [`CREATE TABLE ${name} (${columns}, PRIMARY KEY (${key})) PARTITION BY HASH (station)`, ...parts]
}
