import type { ColumnType, Generated } from 'kysely'

/** Instants come as ISO UTC strings. */
type Instant = ColumnType<string, string, string>
type DefaultInstant = ColumnType<string, string | undefined, string>
type MaybeInstant = ColumnType<string | null, string | null | undefined, string | null>

type SettingsTable = { name: string; value: string }
type SecretsTable = { name: string; sealed: Buffer }

type StationsTable = {
  station: string
  name: string
  head_seq: Generated<number>
  oldest_seq: Generated<number>
  /** Its newest sequence when the platform was restored from a backup. */
  lineage_from: Generated<number>
  /** How many parts of deliveries the systems have handed over. */
  ingested: Generated<number>
  created_at: DefaultInstant
}

type EnrolmentCodesTable = {
  code_hash: string
  station: string
  created_by: string
  created_at: DefaultInstant
  expires_at: Instant
  used_at: MaybeInstant
  used_by: string | null
}

/** status: active | quarantined | revoked */
type DevicesTable = {
  device: string
  station: string
  name: string
  fingerprint: string
  serial: string
  status: Generated<string>
  epoch: Generated<number>
  acked_seq: Generated<number>
  app_version: string
  row_schema: number | null
  enrolled_at: DefaultInstant
  certificate_until: Instant
  last_hello: MaybeInstant
  last_push: MaybeInstant
  last_pull: MaybeInstant
  pulled_seq: number | null
  /** Of `pulled_seq`. */
  pulled_lineage: string | null
  /** Up to which the device has said that it knows what became of its work: of its epoch. */
  confirmed_seq: Generated<number>
  /** Up to which the platform has forgotten its answers: of its epoch. */
  forgotten_seq: Generated<number>
  clock_skew_ms: number | null
  waiting_mutations: Generated<number>
  waiting_conflicts: Generated<number>
  dead_letters: Generated<number>
  waiting_since: MaybeInstant
  /** The last step of an update: what, its UPD_ code, when. */
  update_what: string | null
  update_code: string | null
  update_at: MaybeInstant
  /** The restore of its own backup that its epoch was given for. */
  restored_as: string | null
  /** It knows of more than the platform has, in the same lineage: the platform was restored and does not say so. */
  knows_more_since: MaybeInstant
}

/** What a device was given; the one that it goes on under stands in its own row. */
type DeviceCertificatesTable = {
  fingerprint: string
  device: string
  serial: string
  until: Instant
  issued_at: DefaultInstant
}

type DirectivesTable = {
  directive: string
  device: string
  kind: string
  /** The signed directive as JSON. */
  body: string
  created_by: string
  created_at: DefaultInstant
  done_at: MaybeInstant
}

type AuditHeadsTable = { device: string; seq: number; hash: string; at: DefaultInstant }

type RowsTable = {
  station: string
  tbl: string
  id: string
  ver: number
  fields: string
  hash: string
  deleted: boolean
  identity_ver: number
  seq: number
  /** Of the digest: bucketOf(id). */
  bucket: number
  actor: string | null
  changed_at: DefaultInstant
  /** Sent again after a restore, and not changed since: the lineage that began then. */
  restored: string | null
}

type ChangesTable = {
  station: string
  seq: number
  last: boolean
  op: string
  tbl: string
  id: string
  ver: number
  fields: string
  hash: string
  device: string | null
  actor: string | null
  at: DefaultInstant
}

type PushedTable = {
  station: string
  device: string
  epoch: number
  seq: number
  mid: string
  hash: string
  /** MutationResult as JSON. */
  result: string
  at: DefaultInstant
}

type DigestsTable = { station: string; tbl: string; bucket: number; count: number; sum: string }

/** state: open | done | dropped */
type HeldTable = {
  station: string
  held: string
  conflict: string
  /** The first conflict of the transaction that it belongs to. */
  cluster: string
  /** Whether a person has to decide on it; the others of its transaction only wait. */
  disputed: boolean
  device: string
  position: number
  mutation: string
  state: Generated<string>
  at: DefaultInstant
}

type SnapshotsTable = { snapshot: string; station: string; answer: string; created_at: DefaultInstant }
type SnapshotChunksTable = { snapshot: string; number: number; body: Buffer }
type BlobsTable = {
  station: string
  sha256: string
  size: number
  have: number
  complete: boolean
  device: string
  at: DefaultInstant
}
type BlobPartsTable = { station: string; sha256: string; start: number; body: Buffer }

type ConnectorsTable = {
  token_hash: string
  system: string
  name: string
  created_by: string
  created_at: DefaultInstant
  revoked_at: MaybeInstant
}
type IngestedPartsTable = {
  station: string
  system: string
  batch: string
  part: number
  answer: string
  at: DefaultInstant
}
type SourceVersionsTable = {
  station: string
  system: string
  native_id: string
  native_version: number
  gone: boolean
  /** The number of the part that named it last: of the station's, see `ingested`. */
  named: Generated<number>
}
/** state: open | removing | ended | overtaken */
type FullDeliveriesTable = {
  station: string
  system: string
  batch: string
  /** The number of its first part. */
  first: number
  last_part: number | null
  state: Generated<string>
  at: DefaultInstant
}
type DeliveryReadersTable = { station: string; seq: number }
/** Every signed record of a station's directory, as JSON. */
type DirectoryHistoryTable = { station: string; account: string; revision: number; record: string }

type DeliveryQueueTable = {
  station: string
  /** Of which table the row is that waits: deliveries | corrections. */
  tbl: Generated<string>
  id: string
  system: string
  attempts: Generated<number>
  next_at: DefaultInstant
  /** What is on its way, or was handed over without an answer: of a record `<hash>/<answers before it>`, of a correction `<hash>/<version>`. */
  sent: Generated<string | null>
}
/** behaviour: accepts | rejects | down */
type SimulatedSystemsTable = { system: string; behaviour: string }
type SimulatedReceiptsTable = { system: string; key: string; receipt: string; content: string; at: DefaultInstant }

type PageAccountsTable = {
  login: string
  name: string
  role: string
  salt: Buffer
  hash: Buffer
  failures: Generated<number>
  locked_until: MaybeInstant
  created_at: DefaultInstant
  /** Under which stations come to know who decided. */
  account: Generated<string>
  /** 警号; null: decides nothing that a station handed up. */
  staff_number: string | null
}
type PageSessionsTable = { token_hash: string; login: string; expires_at: Instant }
type DocumentsTable = {
  kind: string
  name: string
  version: number
  /** SignedDocument as JSON. */
  record: string
  published_by: string
  at: Instant
}
type LeaseCodesTable = { device: string; request: string; hours: number; made_by: string; made_at: Instant }

type PageActionsTable = {
  action_id: Generated<number>
  at: DefaultInstant
  login: string
  action: string
  subject: string
}

type SourceKeysTable = { station: string; system: string; kind: string; value: string; id: string }
/** `after`: the row up to which the station's records were indexed at first; null once they all are, and `seq` goes on. */
type SourceReadersTable = { station: string; seq: number; after: string | null }
/** next_at: the station's next night; taken_until: an instance is at it. */
type UpkeepTable = { station: string; next_at: Instant; taken_until: MaybeInstant }
type LookupLogTable = {
  log_id: Generated<number>
  at: DefaultInstant
  station: string
  device: string
  actor: string
  role: string
  purpose: string
  reference: string | null
  question: string
  kind: string
  /** The station's HMAC of what was asked. */
  digest: string
  system: string | null
  state: string
  hits: number
}

export type PlatformSchema = {
  platform_settings: SettingsTable
  platform_secrets: SecretsTable
  stations: StationsTable
  enrolment_codes: EnrolmentCodesTable
  devices: DevicesTable
  device_certificates: DeviceCertificatesTable
  directives: DirectivesTable
  audit_heads: AuditHeadsTable
  rows: RowsTable
  changes: ChangesTable
  pushed: PushedTable
  digests: DigestsTable
  held: HeldTable
  snapshots: SnapshotsTable
  snapshot_chunks: SnapshotChunksTable
  blobs: BlobsTable
  blob_parts: BlobPartsTable
  connectors: ConnectorsTable
  ingested_parts: IngestedPartsTable
  source_versions: SourceVersionsTable
  full_deliveries: FullDeliveriesTable
  delivery_readers: DeliveryReadersTable
  directory_history: DirectoryHistoryTable
  delivery_queue: DeliveryQueueTable
  simulated_systems: SimulatedSystemsTable
  simulated_receipts: SimulatedReceiptsTable
  page_accounts: PageAccountsTable
  page_sessions: PageSessionsTable
  page_actions: PageActionsTable
  lease_codes: LeaseCodesTable
  documents: DocumentsTable
  source_keys: SourceKeysTable
  source_readers: SourceReadersTable
  lookup_log: LookupLogTable
  upkeep: UpkeepTable
}
