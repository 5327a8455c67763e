import type { RenewalRequest, RenewalResponse } from '../../src-contract/sync/enrolment.ts'
import type { Database } from '../database/database.ts'
import { WireError } from '../http/wire-error.ts'
import { issueDevice } from '../keys/certificates.ts'
import type { Platform } from '../platform.ts'
import {
  findDeviceByCertificate,
  keepCertificate,
  lockDevice,
  type DeviceRow,
  type GivenCertificate,
} from './device.repo.ts'

/**
 * The next certificate of a device, for a key that it made itself. The one that it comes with holds until the new one was used: whatever is lost
 * on the way, one of both opens the door. One that never arrives is never used.
 *
 * @throws WireError invalid for a request that is not one
 */
export async function renew(
  platform: Platform,
  { device, station }: Pick<DeviceRow, 'device' | 'station'>,
  { csr }: RenewalRequest,
): Promise<RenewalResponse> {
  const { caCertificate, caKey } = platform.keys
  const issued = issueDevice({ certificate: caCertificate, key: caKey }, csr, { device, station, now: platform.now() })
  if (issued === null) throw new WireError('sync/invalid')
  await platform.db.transaction().execute((tx) => keepCertificate(tx, device, issued))
  platform.log({ event: 'certificate-renewed', device })
  return { certificate: issued.certificate }
}

/** A certificate that a connection came with; `name` is the device that this platform's authority gave it to. */
export type ShownCertificate = GivenCertificate & { readonly name: string }

/**
 * The device that goes on under this certificate. The newest that it uses is the one that counts, and those of before do not any more. One that is
 * not known and newer was given out after the backup that this platform was restored from: only its own authority can have signed it.
 *
 * @param certificate signed by this platform's authority
 */
export async function deviceOf(db: Database, certificate: ShownCertificate): Promise<DeviceRow | undefined> {
  const { fingerprint, name } = certificate
  const known = await findDeviceByCertificate(db, fingerprint)
  if (known?.fingerprint === fingerprint) return known
  const device = known?.device ?? (/^[0-9a-f-]{36}$/.test(name) ? name : undefined)
  if (device === undefined) return undefined
  return db.transaction().execute(async (tx) => {
    const found = await tx.selectFrom('devices').select('device').where('device', '=', device).executeTakeFirst()
    if (found === undefined) return undefined
    const row = await lockDevice(tx, device)
    // Another connection of the same device may have been first.
    if (row.fingerprint === fingerprint) return row
    if (Date.parse(certificate.until) <= Date.parse(row.certificate_until)) return undefined
    await keepCertificate(tx, device, certificate)
    const { serial, until } = certificate
    await tx
      .updateTable('devices')
      .set({ fingerprint, serial, certificate_until: until })
      .where('device', '=', device)
      .execute()
    return { ...row, fingerprint, serial, certificate_until: until }
  })
}
