import type { Selectable } from 'kysely'
import type { Directive } from '../../src-contract/sync/hello.ts'
import type { Database, Tx } from '../database/database.ts'
import type { PlatformSchema } from '../database/tables.ts'

export type DeviceRow = Selectable<PlatformSchema['devices']>

export function lockDevice(tx: Tx, device: string): Promise<DeviceRow> {
  return tx.selectFrom('devices').selectAll().where('device', '=', device).forUpdate().executeTakeFirstOrThrow()
}

/** Whose certificate it is or was. @param fingerprint SHA-256 of the certificate's DER in hex */
export function findDeviceByCertificate(db: Database | Tx, fingerprint: string): Promise<DeviceRow | undefined> {
  return db
    .selectFrom('device_certificates')
    .innerJoin('devices', 'devices.device', 'device_certificates.device')
    .selectAll('devices')
    .where('device_certificates.fingerprint', '=', fingerprint)
    .executeTakeFirst()
}

export type GivenCertificate = { readonly fingerprint: string; readonly serial: string; readonly until: string }

export async function keepCertificate(tx: Tx, device: string, given: GivenCertificate): Promise<void> {
  await tx
    .insertInto('device_certificates')
    .values({ device, fingerprint: given.fingerprint, serial: given.serial, until: given.until })
    .onConflict((known) => known.doNothing())
    .execute()
}

/** Orders that the device has not followed yet, oldest first. */
export async function openDirectives(db: Database | Tx, device: string): Promise<Directive[]> {
  const rows = await db
    .selectFrom('directives')
    .select('body')
    .where('device', '=', device)
    .where('done_at', 'is', null)
    .orderBy('created_at')
    .execute()
  return rows.map(({ body }) => JSON.parse(body) as Directive)
}

/** The epoch of the last order to begin one, and whether the device has followed it; null: there was none. */
export type OrderedEpoch = { readonly epoch: number; readonly done: boolean } | null

export async function newestOrderedEpoch(tx: Tx, device: string): Promise<OrderedEpoch> {
  const row = await tx
    .selectFrom('directives')
    .select(['body', 'done_at'])
    .where('device', '=', device)
    .where('kind', '=', 'new-epoch')
    .orderBy('created_at', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (row === undefined) return null
  const { epoch } = JSON.parse(row.body) as Directive
  return epoch === undefined ? null : { epoch, done: row.done_at !== null }
}
