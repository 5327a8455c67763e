import { MessageChannel } from 'node:worker_threads'
import type { Result } from '../../src-contract/errors.ts'
import type { CoreMessage, Port } from '../../src-contract/rpc.ts'
import type { Core } from '../../src-core/core.ts'
import { servePort } from '../../src-core/rpc/serve-port.ts'

export type TappedPort = {
  /** Every message that core posted, oldest first. */
  readonly posted: readonly CoreMessage[]
  /** Posts anything at all, well-formed or not. */
  post(message: unknown): void
  /** The reply to a number, whenever it comes. */
  reply(id: number): Promise<Result<unknown>>
  call(method: string, input: unknown, operationId?: string): Promise<Result<unknown>>
  close(): void
}

/** A client on a real message channel, as the renderer is one, that keeps all that core says. */
export function tapPort(core: Core): TappedPort {
  const { port1, port2 } = new MessageChannel()
  const port: Port = {
    post: (message) => port1.postMessage(message),
    onMessage: (listener) => void port1.on('message', listener),
    onClose: (listener) => void port1.on('close', listener),
    close: () => port1.close(),
  }
  servePort(port, core.dispatcher, () => core.locking)
  const posted: CoreMessage[] = []
  const waiting = new Map<number, (result: Result<unknown>) => void>()
  port2.on('message', (message: CoreMessage) => {
    posted.push(message)
    if (message.t !== 'reply') return
    waiting.get(message.id)?.(message.result)
    waiting.delete(message.id)
  })
  let next = 1_000_000
  const reply = (id: number): Promise<Result<unknown>> => new Promise((resolve) => waiting.set(id, resolve))
  return {
    posted,
    post: (message) => port2.postMessage(message),
    reply,
    call: (method, input, operationId) => {
      const id = (next += 1)
      const answer = reply(id)
      port2.postMessage({ t: 'call', id, method, input, ...(operationId && { operationId }) })
      return answer
    },
    close: () => port2.close(),
  }
}
