import { createHash } from 'node:crypto'
import type { BlobStatus } from '../../src-contract/sync/blob.ts'
import { limits } from '../../src-contract/sync/protocol.ts'
import { WireError } from '../http/wire-error.ts'
import type { Platform } from '../platform.ts'

export type BlobPart = {
  readonly station: string
  readonly device: string
  readonly sha256: string
  /** Of the whole blob, in bytes. */
  readonly size: number
  readonly start: number
  readonly body: Buffer
}

/**
 * Adds a part of a blob; parts come in order, and what is known already does no harm. The last one is checked against the name: a
 * blob that is something else is thrown away.
 *
 * @throws WireError blob-gap (with what is here), blob-mismatch, too-large, invalid
 */
export async function putBlobPart(platform: Platform, part: BlobPart): Promise<BlobStatus> {
  const { station, device, sha256, size } = part
  if (size > limits.blob || part.body.length > limits.blobPart) throw new WireError('sync/too-large')
  if (size === 0 || part.body.length === 0 || part.start + part.body.length > size) throw new WireError('sync/invalid')
  const outcome = await platform.db.transaction().execute(async (tx) => {
    // What was begun with another size cannot become the same content: it is begun anew.
    await tx
      .deleteFrom('blobs')
      .where('station', '=', station)
      .where('sha256', '=', sha256)
      .where('size', '!=', size)
      .where('complete', '=', false)
      .execute()
    await tx
      .insertInto('blobs')
      .values({ station, sha256, size, have: 0, complete: false, device })
      .onConflict((conflict) => conflict.doNothing())
      .execute()
    const blob = await tx
      .selectFrom('blobs')
      .select(['size', 'have', 'complete'])
      .where('station', '=', station)
      .where('sha256', '=', sha256)
      .forUpdate()
      .executeTakeFirstOrThrow()
    if (blob.complete) return { sha256, size: blob.size, have: blob.size, complete: true }
    if (blob.size !== size) throw new WireError('sync/invalid')
    if (part.start > blob.have) throw new WireError('sync/blob-gap', { expected: blob.have })
    const body = part.body.subarray(blob.have - part.start)
    if (body.length === 0) return { sha256, size, have: blob.have, complete: false }
    await tx.insertInto('blob_parts').values({ station, sha256, start: blob.have, body }).execute()
    const have = blob.have + body.length
    const complete = have === size
    const whole = tx.selectFrom('blob_parts').select('body').where('station', '=', station).where('sha256', '=', sha256)
    if (complete) {
      const hash = createHash('sha256')
      for (const row of await whole.orderBy('start').execute()) hash.update(row.body)
      if (hash.digest('hex') !== sha256) {
        await tx.deleteFrom('blobs').where('station', '=', station).where('sha256', '=', sha256).execute()
        return 'mismatch'
      }
    }
    await tx
      .updateTable('blobs')
      .set({ have, complete })
      .where('station', '=', station)
      .where('sha256', '=', sha256)
      .execute()
    return { sha256, size, have, complete }
  })
  if (outcome === 'mismatch') throw new WireError('sync/blob-mismatch')
  return outcome
}

/** @throws WireError not-found */
export async function blobStatus(platform: Platform, station: string, sha256: string): Promise<BlobStatus> {
  const found = await platform.db
    .selectFrom('blobs')
    .select(['sha256', 'size', 'have', 'complete'])
    .where('station', '=', station)
    .where('sha256', '=', sha256)
    .executeTakeFirst()
  if (found === undefined) throw new WireError('sync/not-found')
  return found
}

/** Bytes `from` to `to` (exclusive) of a complete blob. @throws WireError not-found */
export async function blobBytes(
  platform: Platform,
  station: string,
  sha256: string,
  range: (size: number) => { from: number; to: number },
): Promise<{ body: Buffer; from: number; size: number }> {
  const { size, complete } = await blobStatus(platform, station, sha256)
  if (!complete) throw new WireError('sync/not-found')
  const { from, to } = range(size)
  const parts = await platform.db
    .selectFrom('blob_parts')
    .select(['start', 'body'])
    .where('station', '=', station)
    .where('sha256', '=', sha256)
    .where('start', '<', to)
    .where('start', '>', from - limits.blobPart)
    .orderBy('start')
    .execute()
  const first = parts[0]?.start ?? 0
  const body = Buffer.concat(parts.map((part) => part.body)).subarray(from - first, to - first)
  return { body, from, size }
}
