import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { endpoints } from '../../src-contract/sync/endpoints.ts'
import { Sha256, Uuid } from '../../src-contract/sync/protocol.ts'
import type { Platform } from '../platform.ts'
import { blobBytes, blobStatus, putBlobPart } from '../sync/blob.ts'
import { snapshotBegun } from '../fleet/device-orders.ts'
import { bootstrap, snapshotChunk } from '../sync/bootstrap.ts'
import { digest, rowsNow } from '../sync/digest.ts'
import { read } from './bodies.ts'
import { requireDevice } from './device-guard.ts'
import { contentRange, rangeOf, sendBytes } from './ranges.ts'
import { WireError } from './wire-error.ts'

const ChunkPath = z.object({ snapshot: Uuid, number: z.coerce.number().int().min(0).max(100_000) })
const BlobPath = z.object({ sha256: Sha256 })

/** What fills, checks and repairs a replica: snapshots, digests, rows, blobs. */
export function serveReplicas(app: FastifyInstance, platform: Platform): void {
  app.post(endpoints.bootstrap.path, async (request) => {
    const { station, device } = await requireDevice(platform, request)
    const asked = read(endpoints.bootstrap.body, request.body)
    const answer = await bootstrap(platform, station, asked)
    if (asked.fresh === true) await snapshotBegun(platform, device)
    return answer
  })
  app.get(endpoints.bootstrapChunk.path, async (request, reply) => {
    const { station } = await requireDevice(platform, request)
    const { snapshot, number } = read(ChunkPath, request.params)
    const body = await snapshotChunk(platform, station, snapshot, number)
    const { from, to } = rangeOf(request, body.length)
    return sendBytes(reply, body.subarray(from, to), from, body.length)
  })
  app.post(endpoints.digest.path, async (request) => {
    const { station } = await requireDevice(platform, request)
    return digest(platform, station, read(endpoints.digest.body, request.body))
  })
  app.post(endpoints.rows.path, async (request) => {
    const { station } = await requireDevice(platform, request)
    return rowsNow(platform, station, read(endpoints.rows.body, request.body))
  })
  serveBlobs(app, platform)
}

function serveBlobs(app: FastifyInstance, platform: Platform): void {
  app.put(endpoints.putBlob.path, async (request) => {
    const { station, device } = await requireDevice(platform, request)
    const { sha256 } = read(BlobPath, request.params)
    if (!Buffer.isBuffer(request.body)) throw new WireError('sync/invalid')
    const range = contentRange(request, request.body.length)
    return putBlobPart(platform, { station, device, sha256, body: request.body, ...range })
  })
  app.head(endpoints.headBlob.path, async (request, reply) => {
    const { station } = await requireDevice(platform, request)
    const { have, size, complete } = await blobStatus(platform, station, read(BlobPath, request.params).sha256)
    reply.header('x-blob-have', have).header('x-blob-size', size)
    return (complete ? reply.header('x-blob-complete', '1') : reply).send()
  })
  app.get(endpoints.getBlob.path, async (request, reply) => {
    const { station } = await requireDevice(platform, request)
    const { sha256 } = read(BlobPath, request.params)
    const { body, from, size } = await blobBytes(platform, station, sha256, (whole) => rangeOf(request, whole))
    return sendBytes(reply, body, from, size)
  })
}
