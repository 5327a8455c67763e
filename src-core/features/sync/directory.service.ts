import { createPublicKey, verify, type KeyObject } from 'node:crypto'
import type { Fields } from '../../../src-contract/sync/protocol.ts'
import { DirectoryRecord } from '../../../src-contract/sync/directory.ts'
import { signedText } from '../../../src-domain/sync/canonical-row.ts'
import type { ReadDb, WriteDb } from '../../store/sql.ts'
import { syncedAccounts } from '../accounts/synced-accounts.ts'
import { setting } from './sync.repo.ts'
import { textOf } from './synced-table.ts'
import { peopleIn } from './synced-tables.ts'

/** Whether the platform that this PC enrolled with signed it. */
export function isSigned(
  db: ReadDb,
  kind: Parameters<typeof signedText>[0],
  { signature, ...content }: { readonly signature: string } & Readonly<Record<string, unknown>>,
): boolean {
  const key = setting(db, 'signingKey')
  if (key === undefined) return false
  return verify(null, Buffer.from(signedText(kind, content), 'utf8'), keyOf(key), Buffer.from(signature, 'base64'))
}

let lastKey: { readonly pem: string; readonly key: KeyObject } | undefined

/** Reading a key takes as long as a good part of what it is read for, and a PC has one platform. */
function keyOf(pem: string): KeyObject {
  if (lastKey?.pem !== pem) lastKey = { pem, key: createPublicKey(pem) }
  return lastKey.key
}

/** People whom the platform's directory names can be named here. A record that the platform did not sign is not shown. */
export function showDirectoryRecord(tx: WriteDb, fields: Fields): void {
  const record = parsed(textOf(fields, 'record'))
  if (record === undefined || !isSigned(tx, 'directory', record)) return
  const { account, login, name, role, staffKind, staffNumber, team } = record
  syncedAccounts.write(tx, account, { login, name, role, staffKind, staffNumber, team }, peopleIn(tx))
}

function parsed(text: string | undefined): DirectoryRecord | undefined {
  if (text === undefined) return undefined
  try {
    const record = DirectoryRecord.safeParse(JSON.parse(text))
    return record.success ? record.data : undefined
  } catch {
    return undefined
  }
}
