/** Accounts, settings, the audit log and what makes a write safe to repeat. */

type SettingsTable = { key: string; value: string }

type AccountsTable = {
  account_id: string
  login: string
  name: string
  role: string
  staff_kind: string
  staff_number: string
  team: string
  active: number
  created_at: string
}

type AccountBeatsTable = { account_id: string; beat: string }

type AuditLogTable = {
  seq: number
  at: string
  monotonic_ms: number
  actor: string | null
  role: string | null
  action: string
  record: string | null
  purpose: string | null
  reference: string | null
  result: string
  /** Canonical JSON without personal data. */
  detail: string
  previous_hash: string
  hash: string
}

type AuditHeadTable = { only: number; seq: number; hash: string }

type OperationsTable = {
  operation_id: string
  method: string
  account_id: string | null
  input_hash: string
  result: string
  at: string
}

type AccountPreferencesTable = { account_id: string; name: string; value: string }

type AccountKeysTable = {
  key_id: string
  account_id: string
  /** SPKI DER, base64. */
  public_key: string
  /** JSON of the Argon2id parameters. */
  kdf: string
  salt: string
  /** The private key, sealed under a passphrase. */
  sealed: string
  made_at: string
}

/** A record of the platform's directory, signed, as it was taken. */
type DirectoryRecordsTable = {
  /** The account's id at the platform. */
  record_id: string
  account_id: string
  revision: number
  at: string
  /** Of the platform that said it. */
  lineage: string
  active: number
  /** JSON. */
  beats: string
  record: string
  /** Of several about one account, the one that counts. */
  governs: number
}

/** Accounts that IT closed on this PC. */
type ClosedAccountsTable = { account_id: string }

type FirstCodesTable = { account_id: string; made_by: string; made_at: string; expires_at: string }

export type AccountsTables = {
  directory_records: DirectoryRecordsTable
  closed_accounts: ClosedAccountsTable
  first_codes: FirstCodesTable
  account_keys: AccountKeysTable
  account_secrets: AccountKeysTable
  settings: SettingsTable
  accounts: AccountsTable
  account_beats: AccountBeatsTable
  audit_log: AuditLogTable
  audit_head: AuditHeadTable
  operations: OperationsTable
  account_preferences: AccountPreferencesTable
}
