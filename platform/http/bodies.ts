import { gunzip, gzip, constants } from 'node:zlib'
import { promisify } from 'node:util'
import type { FastifyInstance } from 'fastify'
import type { z } from 'zod'
import { limits } from '../../src-contract/sync/protocol.ts'
import { WireError } from './wire-error.ts'

const unzip = promisify(gunzip)
const zip = promisify(gzip)

/** JSON bodies, also compressed, never larger than `limits.body` in either form; answers compressed where they are asked for. */
export function addBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, async (request: unknown, body: unknown) => {
    const { headers } = request as { headers: Record<string, string | undefined> }
    return readJson(body as Buffer, headers['content-encoding'])
  })
  app.addContentTypeParser(
    'application/octet-stream',
    { parseAs: 'buffer' },
    async (_request: unknown, body: unknown) => body,
  )
  app.addHook('onSend', async (request, reply, payload) => {
    const accepts = request.headers['accept-encoding'] ?? ''
    if (typeof payload !== 'string' || payload.length < 1024 || !/\bgzip\b/.test(accepts)) return payload
    reply.header('content-encoding', 'gzip').removeHeader('content-length')
    return zip(payload, { level: constants.Z_BEST_SPEED })
  })
}

async function readJson(body: Buffer, encoding: string | undefined): Promise<unknown> {
  if (encoding !== undefined && encoding !== 'gzip' && encoding !== 'identity') throw new WireError('sync/invalid')
  let text = body
  if (encoding === 'gzip') {
    text = await unzip(body, { maxOutputLength: limits.body }).catch((error: NodeJS.ErrnoException) => {
      throw new WireError(error.code === 'ERR_BUFFER_TOO_LARGE' ? 'sync/too-large' : 'sync/invalid')
    })
  }
  try {
    return JSON.parse(text.toString('utf8')) as unknown
  } catch {
    throw new WireError('sync/invalid')
  }
}

/** @throws WireError invalid when it is not what the contract says */
export function read<T extends z.ZodType>(schema: T, value: unknown): z.output<T> {
  const parsed = schema.safeParse(value)
  if (!parsed.success) throw new WireError('sync/invalid')
  return parsed.data
}
