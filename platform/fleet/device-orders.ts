import { sql } from 'kysely'
import type { Directive } from '../../src-contract/sync/hello.ts'
import type { Tx } from '../database/database.ts'
import { WireError } from '../http/wire-error.ts'
import type { Platform } from '../platform.ts'
import { platformId } from '../platform-id.ts'
import { lockDevice, openDirectives } from '../sync/device.repo.ts'

/**
 * Ends a device's access at once. It is told to stop at its next contact, and with `erase` to drop its keys: then nothing on that
 * disk can be read any more. What it had not sent it seals to the platform before.
 */
export async function revokeDevice(platform: Platform, device: string, erase: boolean, by: string): Promise<void> {
  await platform.db.transaction().execute(async (tx) => {
    await lockKnown(tx, device)
    await tx.updateTable('devices').set({ status: 'revoked' }).where('device', '=', device).execute()
    await order(platform, tx, device, by, { kind: 'stop' })
    if (erase) await order(platform, tx, device, by, { kind: 'erase' })
  })
}

/** Lets a device out of quarantine: its outbox goes on under a new epoch, and the copy's stays refused. */
export async function releaseDevice(platform: Platform, device: string, by: string): Promise<void> {
  await platform.db.transaction().execute(async (tx) => {
    const held = await lockKnown(tx, device)
    if (held.status !== 'quarantined') throw new WireError('sync/denied')
    const epoch = held.epoch + 1
    await tx
      .updateTable('devices')
      .set({ status: 'active', epoch, acked_seq: 0, confirmed_seq: 0, forgotten_seq: 0 })
      .where('device', '=', device)
      .execute()
    await order(platform, tx, device, by, { kind: 'new-epoch', epoch })
  })
}

/**
 * Lets a device take all rows of its station anew, where somebody there doubts what it shows: with its next exchange, which keeps what it has not
 * sent. Asked for again before that, it is asked for once.
 */
export async function orderSnapshot(platform: Platform, device: string, by: string): Promise<void> {
  await platform.db.transaction().execute(async (tx) => {
    const held = await lockKnown(tx, device)
    if (held.status !== 'active') throw new WireError('sync/denied')
    const open = await openDirectives(tx, device)
    if (!open.some(({ kind }) => kind === 'rebootstrap')) await order(platform, tx, device, by, { kind: 'rebootstrap' })
  })
}

/** The device has begun to take a snapshot that is newer than the order. */
export async function snapshotBegun({ db }: Platform, device: string): Promise<void> {
  await db
    .updateTable('directives')
    .set({ done_at: sql`now()` })
    .where('device', '=', device)
    .where('kind', '=', 'rebootstrap')
    .where('done_at', 'is', null)
    .execute()
}

async function lockKnown(tx: Tx, device: string): ReturnType<typeof lockDevice> {
  const known = await tx.selectFrom('devices').select('device').where('device', '=', device).executeTakeFirst()
  if (known === undefined) throw new WireError('sync/not-found')
  return lockDevice(tx, device)
}

async function order(
  platform: Platform,
  tx: Tx,
  device: string,
  by: string,
  what: Pick<Directive, 'kind' | 'epoch'>,
): Promise<void> {
  const id = platformId()
  const body = platform.keys.signed('directive', { id, device, ...what, at: platform.now().toISOString() })
  const row = { directive: id, device, kind: what.kind, body: JSON.stringify(body), created_by: by }
  // In the order in which they were given, also within one transaction.
  await tx
    .insertInto('directives')
    .values({ ...row, created_at: sql<string>`clock_timestamp()` })
    .execute()
}
