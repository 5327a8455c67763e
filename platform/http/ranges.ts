import type { FastifyReply, FastifyRequest } from 'fastify'
import { WireError } from './wire-error.ts'

/** The one range that a request asks for, as bytes from-to (exclusive); the whole when it asks for none. */
export function rangeOf(request: FastifyRequest, size: number): { from: number; to: number } {
  const asked = /^bytes=(\d{1,15})-(\d{0,15})$/.exec(request.headers.range ?? '')
  if (asked === null) return { from: 0, to: size }
  const from = Number(asked[1])
  const to = asked[2] === '' ? size : Math.min(size, Number(asked[2]) + 1)
  if (from >= to) throw new WireError('sync/invalid')
  return { from, to }
}

/** Bytes `from`... of something of `size`; 206 unless they are all of it. */
export function sendBytes(reply: FastifyReply, body: Buffer, from: number, size: number): FastifyReply {
  reply.type('application/octet-stream').header('accept-ranges', 'bytes').header('cache-control', 'no-store')
  if (body.length < size) reply.code(206).header('content-range', `bytes ${from}-${from + body.length - 1}/${size}`)
  return reply.send(body)
}

/** `content-range: bytes a-b/size` of a part that is sent. @throws WireError invalid */
export function contentRange(request: FastifyRequest, length: number): { start: number; size: number } {
  const said = /^bytes (\d{1,15})-(\d{1,15})\/(\d{1,15})$/.exec(String(request.headers['content-range'] ?? ''))
  if (said === null) throw new WireError('sync/invalid')
  const [start, end, size] = [Number(said[1]), Number(said[2]), Number(said[3])]
  if (end - start + 1 !== length) throw new WireError('sync/invalid')
  return { start, size }
}
