import { Readable } from 'node:stream'
import type { FastifyInstance } from 'fastify'
import type { AskLine } from '../../src-contract/sync/ask.ts'
import { endpoints } from '../../src-contract/sync/endpoints.ts'
import { read } from '../http/bodies.ts'
import { requireDevice } from '../http/device-guard.ts'
import { FailureLimit } from '../http/failure-limit.ts'
import { WireError } from '../http/wire-error.ts'
import type { Platform } from '../platform.ts'
import { ask } from './ask.ts'

/** More than one question every other second is not typed by anybody. */
const mostAMinute = 30

/** One line of JSON for each system, sent when it is there. */
export function serveAsk(app: FastifyInstance, platform: Platform): void {
  const asked = new FailureLimit(mostAMinute, 60_000)
  app.post(endpoints.ask.path, async (request, reply) => {
    const device = await requireDevice(platform, request)
    if (!asked.admits(device.device, Date.now())) throw new WireError('sync/too-many')
    asked.failed(device.device)
    const lines = await ask(platform, device, read(endpoints.ask.body, request.body))
    return reply
      .type('application/x-ndjson; charset=utf-8')
      .header('cache-control', 'no-store')
      .send(Readable.from(asText(lines)))
  })
}

async function* asText(lines: AsyncGenerator<AskLine>): AsyncGenerator<string> {
  for await (const line of lines) yield `${JSON.stringify(line)}\n`
}
