import type { Selectable } from 'kysely'
import { leaseCode, mostHours } from '../../src-domain/sync/lease-code.ts'
import type { PlatformSchema } from '../database/tables.ts'
import { WireError } from '../http/wire-error.ts'
import type { Platform } from '../platform.ts'
import { lockDevice } from '../sync/device.repo.ts'

/** Codes that are shown of a device, newest first. */
const mostShown = 20

/**
 * A code that lets a device look up, export and print for so many hours, once, though it cannot reach the platform. Only for a device that
 * may come: one that was revoked, or that is set apart as a copy, gets none.
 *
 * @throws WireError denied; invalid for hours that no code may name
 */
export async function makeLeaseCode(
  platform: Platform,
  { device, request, hours, by }: { device: string; request: string; hours: number; by: string },
): Promise<string> {
  if (!Number.isInteger(hours) || hours < 1 || hours > mostHours) throw new WireError('sync/invalid')
  return platform.db.transaction().execute(async (tx) => {
    // A revocation at the same moment comes before it or after it.
    const { status } = await lockDevice(tx, device)
    if (status !== 'active') throw new WireError('sync/denied')
    await tx
      .insertInto('lease_codes')
      .values({ device, request, hours, made_by: by, made_at: platform.now().toISOString() })
      .execute()
    await tx.insertInto('page_actions').values({ login: by, action: 'lease-code', subject: device }).execute()
    return leaseCode(platform.keys.leaseKey(device), device, request, hours)
  })
}

export function leaseCodesOf(platform: Platform, device: string): Promise<Selectable<PlatformSchema['lease_codes']>[]> {
  return platform.db
    .selectFrom('lease_codes')
    .selectAll()
    .where('device', '=', device)
    .orderBy('made_at', 'desc')
    .limit(mostShown)
    .execute()
}
