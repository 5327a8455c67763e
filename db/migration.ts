/**
 * One step of the replica's schema. Steps are numbered in tens and additive within a major version; each runs in its own
 * transaction (src-core/store/migrate.ts). A step that has been released is not edited: its checksum is recorded. Where its way to the same
 * tables was too dear, `formerly` names what it was.
 */
export type Migration = {
  readonly id: string
  readonly up: readonly string[]
  /** Checksums of earlier texts of the step that led to the same tables and indexes by a worse way. */
  readonly formerly?: readonly string[]
}
