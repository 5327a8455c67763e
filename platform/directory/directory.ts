import type { DirectoryRecord } from '../../src-contract/sync/directory.ts'
import type { Fields } from '../../src-contract/sync/protocol.ts'
import { WireError } from '../http/wire-error.ts'
import type { Platform } from '../platform.ts'
import { StationWriter } from '../sync/station-writer.ts'

const table = 'directory'

export type DirectoryEntry = Omit<DirectoryRecord, 'station' | 'revision' | 'at' | 'signature'>

/**
 * Says, signed, who works at a station and as what; every PC of it learns it by its next pull. An account that leaves is made
 * inactive, never deleted: what it did keeps its name.
 *
 * @throws WireError not-found when there is no such station
 */
export async function setDirectoryEntry(
  platform: Platform,
  station: string,
  entry: DirectoryEntry,
): Promise<DirectoryRecord> {
  const key = { table, id: entry.account }
  return platform.db.transaction().execute(async (tx) => {
    const known = await tx.selectFrom('stations').select('station').where('station', '=', station).executeTakeFirst()
    if (known === undefined) throw new WireError('sync/not-found')
    const writer = await StationWriter.begin(tx, station)
    await writer.load([key])
    const before = recordOf(writer.row(key)?.fields)
    const revision = (before?.revision ?? 0) + 1
    const record = platform.keys.signed('directory', { ...entry, station, revision, at: platform.now().toISOString() })
    writer.put(key, { record: JSON.stringify(record) }, { device: null, actor: null }, false)
    await writer.flush()
    await tx
      .insertInto('directory_history')
      .values({ station, account: entry.account, revision, record: JSON.stringify(record) })
      .execute()
    return record
  })
}

/** Who is in a station's directory, by name of log-in. */
export async function directoryOf(platform: Platform, station: string): Promise<DirectoryRecord[]> {
  const rows = await platform.db
    .selectFrom('rows')
    .select('fields')
    .where('station', '=', station)
    .where('tbl', '=', table)
    .where('deleted', '=', false)
    .execute()
  return rows
    .map(({ fields }) => recordOf(JSON.parse(fields) as Fields))
    .filter((record) => record !== null)
    .sort((one, other) => (one.login < other.login ? -1 : 1))
}

/**
 * The record of somebody who acts on a PC of the station; null without one. An account that was made on the PC stands in the directory
 * under another id: then the same staff number is the same person.
 */
export async function listed(platform: Platform, station: string, account: string): Promise<DirectoryRecord | null> {
  const row = (tbl: string, id: string): Promise<{ fields: string } | undefined> =>
    platform.db
      .selectFrom('rows')
      .select('fields')
      .where('station', '=', station)
      .where('tbl', '=', tbl)
      .where('id', '=', id)
      .where('deleted', '=', false)
      .executeTakeFirst()
  const own = await row(table, account)
  if (own !== undefined) return recordOf(JSON.parse(own.fields) as Fields)
  const pushed = await row('accounts', account)
  const number = pushed === undefined ? undefined : (JSON.parse(pushed.fields) as Fields)['staffNumber']
  if (typeof number !== 'string' || number === '') return null
  const same = (await directoryOf(platform, station)).filter(({ staffNumber }) => staffNumber === number)
  return same.find(({ active }) => active) ?? same[0] ?? null
}

function recordOf(fields: Fields | undefined): DirectoryRecord | null {
  const record = fields?.['record']
  return typeof record === 'string' ? (JSON.parse(record) as DirectoryRecord) : null
}
