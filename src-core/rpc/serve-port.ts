import { failure } from '../../src-contract/errors.ts'
import { ClientMessage, type CoreEvent, type CoreMessage, type Port } from '../../src-contract/rpc.ts'
import type { Dispatcher } from './dispatcher.ts'
import { fits } from './message-guard.ts'

/** Most calls that one client may have under way; more are refused as `core/unavailable`. */
const mostCalls = 200

/**
 * Answers one client on one port until the port closes. What does not look like a message of the contract is dropped; what is too
 * large is answered, if it has a number to answer to.
 *
 * @param silent from when on nothing is taken or answered any more, because this core is ending: the page asks the next one
 * @returns how core tells this client of an event
 */
export function servePort(
  port: Port,
  dispatcher: Dispatcher,
  silent: () => boolean = () => false,
): { tell(event: CoreEvent): void } {
  const calls = new Map<number, AbortController>()
  const send = (message: CoreMessage): void => {
    if (!silent()) port.post(message)
  }

  port.onMessage((raw) => {
    if (silent()) return
    if (!fits(raw)) {
      const id = idOf(raw)
      if (id !== undefined) send({ t: 'reply', id, result: failure('rpc/too-large') })
      return
    }
    const message = ClientMessage.safeParse(raw)
    if (!message.success) {
      const id = idOf(raw)
      if (id !== undefined) send({ t: 'reply', id, result: failure('rpc/invalid-input', { fields: ['.'] }) })
      return
    }
    if (message.data.t === 'cancel') {
      calls.get(message.data.id)?.abort()
      return
    }
    const { id, method, input, operationId } = message.data
    if (calls.has(id) || calls.size >= mostCalls) {
      send({ t: 'reply', id, result: failure('core/unavailable') })
      return
    }
    const controller = new AbortController()
    calls.set(id, controller)
    void dispatcher
      .dispatch({
        method,
        input,
        operationId,
        signal: controller.signal,
        progress: (progress) => send({ t: 'progress', id, progress }),
      })
      .then((result) => {
        calls.delete(id)
        send({ t: 'reply', id, result })
      })
  })
  port.onClose(() => {
    for (const call of calls.values()) call.abort()
    calls.clear()
  })
  return { tell: (event) => send({ t: 'event', event }) }
}

function idOf(raw: unknown): number | undefined {
  if (typeof raw !== 'object' || raw === null || !('id' in raw)) return undefined
  return typeof raw.id === 'number' && Number.isSafeInteger(raw.id) && raw.id >= 0 ? raw.id : undefined
}
