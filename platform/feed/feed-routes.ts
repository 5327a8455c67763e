import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { rangeOf } from '../http/ranges.ts'
import { WireError } from '../http/wire-error.ts'
import type { Platform } from '../platform.ts'

/** Packages on their way at the same time; who comes later is asked to come again. */
const MOST_PACKAGES = 64

/**
 * The feed of updates: GET /feed/TARGET/{trust-N,release,status}.json and /feed/TARGET/files/NAME with ranges. Open to everybody: what a
 * station takes is decided by signatures, not by who asks or answers.
 */
export function serveFeed(app: FastifyInstance, platform: Pick<Platform, 'feed'>): void {
  let underWay = 0
  app.get('/feed/:target/:name', async (request, reply) => {
    const { target, name } = request.params as { target: string; name: string }
    const bytes = await platform.feed.metadata(target, name)
    if (bytes === null) throw new WireError('sync/not-found')
    return reply.type('application/json; charset=utf-8').header('cache-control', 'no-store').send(bytes)
  })
  app.get('/feed/:target/files/:name', async (request, reply) => {
    const { target, name } = request.params as { target: string; name: string }
    const path = platform.feed.packagePath(target, name)
    const found = path === null ? null : await stat(path).catch(() => null)
    if (path === null || found === null || !found.isFile()) throw new WireError('sync/not-found')
    if (underWay >= MOST_PACKAGES) throw new WireError('sync/busy')
    underWay += 1
    reply.raw.once('close', () => (underWay -= 1))
    return sendFile(request, reply, path, found.size)
  })
}

function sendFile(request: FastifyRequest, reply: FastifyReply, path: string, size: number): FastifyReply {
  const { from, to } = rangeOf(request, size)
  reply.headers({
    'content-type': 'application/octet-stream',
    'accept-ranges': 'bytes',
    'content-length': to - from,
    'cache-control': 'no-store',
  })
  if (to - from < size) reply.code(206).header('content-range', `bytes ${from}-${to - 1}/${size}`)
  return reply.send(createReadStream(path, { start: from, end: to - 1, highWaterMark: 1 << 20 }))
}
