import type { Fields } from '../../../src-contract/sync/protocol.ts'
import { DirectoryRecord } from '../../../src-contract/sync/directory.ts'
import type { ReadDb, WriteDb } from '../../store/sql.ts'
import { judgeRecord, takeRecord } from '../accounts/directory.acts.ts'
import { syncedAccounts } from '../accounts/synced-accounts.ts'
import { Untrue } from './checked-operation.ts'
import { isSigned } from './signature.ts'
import { setting } from './sync.repo.ts'
import { textOf } from './synced-table.ts'
import { peopleIn } from './synced-tables.ts'

/**
 * A record of the platform's directory: whom it names can be named here, and what it says counts once the directory is settled. One that is not
 * signed, is another station's or row's, or goes back behind one that was taken, comes from no platform that is what it says to be.
 *
 * @throws Untrue
 */
export function showDirectoryRecord(tx: WriteDb, id: string, fields: Fields): void {
  const said = parsed(textOf(fields, 'record'))
  if (said === undefined || typeof said['signature'] !== 'string') throw new Untrue('directory')
  if (!isSigned(tx, 'directory', { ...said, signature: said['signature'] })) throw new Untrue('directory')
  if (said['account'] !== id || said['station'] !== stationOf(tx)) throw new Untrue('directory')
  const read = DirectoryRecord.safeParse(said)
  // Of a newer platform, with a role that this version does not know: kept as it came.
  if (!read.success) return
  const record = read.data
  const lineage = lineageIn(tx)
  const judged = judgeRecord(tx, record, lineage)
  if (judged === 'untrue') throw new Untrue('directory')
  if (judged === 'known') return
  const { account, login, name, role, staffKind, staffNumber, team } = record
  syncedAccounts.write(tx, account, { login, name, role, staffKind, staffNumber, team }, peopleIn(tx))
  takeRecord(tx, record, peopleIn(tx).toLocal(account), lineage)
}

function stationOf(db: ReadDb): string | undefined {
  return db.prepare<[], { value: string }>(`SELECT value FROM settings WHERE key = 'station.id'`).one()?.value
}

function lineageIn(tx: WriteDb): string {
  const position = JSON.parse(setting(tx, 'position') ?? '{}') as { lineage?: string }
  return setting(tx, 'restored') ?? position.lineage ?? ''
}

function parsed(text: string | undefined): Record<string, unknown> | undefined {
  try {
    const said: unknown = JSON.parse(text ?? '')
    return typeof said === 'object' && said !== null ? (said as Record<string, unknown>) : undefined
  } catch {
    return undefined
  }
}
