import type { Fields } from '../../../src-contract/sync/protocol.ts'
import { DirectoryRecord } from '../../../src-contract/sync/directory.ts'
import type { WriteDb } from '../../store/sql.ts'
import { syncedAccounts } from '../accounts/synced-accounts.ts'
import { isSigned } from './signature.ts'
import { textOf } from './synced-table.ts'
import { peopleIn } from './synced-tables.ts'

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
