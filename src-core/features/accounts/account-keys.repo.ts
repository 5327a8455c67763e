import type { WrappedKey } from '../../crypto/account-key.ts'
import type { KdfParameters } from '../../crypto/kdf.ts'
import type { ReadDb, WriteDb } from '../../store/sql.ts'

/** `account_keys`: as every PC of the station has them. `account_secrets`: as this PC has opened them. */
type KeyTable = 'account_keys' | 'account_secrets'
export type KeptKey = WrappedKey & { readonly accountId: string; readonly madeAt: string }

type Row = {
  key_id: string
  account_id: string
  public_key: string
  kdf: string
  salt: string
  sealed: string
  made_at: string
}

/** The newest last: that is the one that drafts are sealed to. */
export function keysOf(db: ReadDb, table: KeyTable, accountId: string): KeptKey[] {
  return db
    .prepare<[string], Row>(`SELECT * FROM ${table} WHERE account_id = ? ORDER BY made_at, key_id`)
    .all(accountId)
    .map(keptKey)
}

export function findKey(db: ReadDb, keyId: string): KeptKey | undefined {
  const row = db.prepare<[string], Row>('SELECT * FROM account_keys WHERE key_id = ?').one(keyId)
  return row === undefined ? undefined : keptKey(row)
}

export function keepKey(tx: WriteDb, table: KeyTable, key: KeptKey): void {
  tx.prepare<string[], never>(
    `INSERT INTO ${table} (key_id, account_id, public_key, kdf, salt, sealed, made_at) VALUES (?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (key_id) DO UPDATE SET account_id = excluded.account_id, kdf = excluded.kdf, salt = excluded.salt,
       sealed = excluded.sealed`,
  ).run(key.keyId, key.accountId, key.publicKey, JSON.stringify(key.kdf), key.salt, key.sealed, key.madeAt)
}

export function dropKey(tx: WriteDb, keyId: string): void {
  tx.prepare<[string], never>('DELETE FROM account_keys WHERE key_id = ?').run(keyId)
}

/** Nobody can open them here any more. */
export function dropSecrets(tx: WriteDb, accountId: string): void {
  tx.prepare<[string], never>('DELETE FROM account_secrets WHERE account_id = ?').run(accountId)
}

function keptKey(row: Row): KeptKey {
  return {
    keyId: row.key_id,
    accountId: row.account_id,
    publicKey: row.public_key,
    kdf: JSON.parse(row.kdf) as KdfParameters,
    salt: row.salt,
    sealed: row.sealed,
    madeAt: row.made_at,
  }
}
