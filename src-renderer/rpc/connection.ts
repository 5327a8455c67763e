import type { MethodName } from '../../src-contract/contract.ts'
import type { ErrorCode, Result } from '../../src-contract/errors.ts'
import type { CoreEvent, CoreMessage, Port, Progress } from '../../src-contract/rpc.ts'
import { uuidv7 } from './uuid.ts'
import { writingMethods } from './writes.ts'

export type CallOptions = {
  signal?: AbortSignal
  onProgress?: (progress: Progress) => void
}

type Pending = {
  id: number
  method: MethodName
  input: unknown
  operationId: string | undefined
  /** The port it was last sent on; null while it waits for one. */
  sentOn: Port | null
  sent: number
  onProgress: ((progress: Progress) => void) | undefined
  resolve: (result: Result<unknown>) => void
}

const mostSends = 4

/**
 * Calls to core that outlive a core process: a call that was pending when core died is sent again to the next one, a write with
 * the operationId it had, so that it happens once. Ports are told apart by the generation of the core process behind them.
 */
export class Connection {
  #port: Port | null = null
  #generation = -1
  #nextId = 1
  readonly #pending = new Map<number, Pending>()
  readonly #listeners = new Set<(event: CoreEvent) => void>()
  readonly #askForPort: () => void

  constructor(askForPort: () => void) {
    this.#askForPort = askForPort
  }

  /** Takes a port into use; calls that were under way in an older core process are sent again. */
  adopt(port: Port, generation: number): void {
    if (generation < this.#generation) {
      port.close()
      return
    }
    const newCore = generation > this.#generation
    this.#port = port
    this.#generation = generation
    port.onMessage((message) => this.#receive(message as CoreMessage))
    port.onClose(() => this.#lost(port))
    for (const call of this.#pending.values()) if (newCore || call.sentOn === null) this.#send(call)
  }

  call(method: MethodName, input: unknown, options: CallOptions = {}): Promise<Result<unknown>> {
    return new Promise((resolve) => {
      const id = this.#nextId
      this.#nextId += 1
      const pending: Pending = {
        id,
        method,
        input,
        operationId: writingMethods.has(method) ? uuidv7() : undefined,
        sentOn: null,
        sent: 0,
        onProgress: options.onProgress,
        resolve,
      }
      if (options.signal?.aborted) {
        resolve(failed('rpc/cancelled', true))
        return
      }
      this.#pending.set(id, pending)
      options.signal?.addEventListener('abort', () => this.#cancel(pending), { once: true })
      if (this.#port) this.#send(pending)
    })
  }

  onEvent(listener: (event: CoreEvent) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Answers everything that is under way with `code`: core cannot be started, or the screen was locked. */
  failAll(code: ErrorCode): void {
    for (const call of [...this.#pending.values()]) this.#answer(call, failed(code, true))
  }

  #send(call: Pending): void {
    if (!this.#port) return
    if (call.sent >= mostSends) {
      this.#answer(call, failed('core/restarted', true))
      return
    }
    call.sent += 1
    call.sentOn = this.#port
    const { id, method, input, operationId } = call
    this.#port.post({ t: 'call', id, method, input, ...(operationId === undefined ? {} : { operationId }) })
  }

  #cancel(call: Pending): void {
    if (!this.#pending.has(call.id)) return
    call.sentOn?.post({ t: 'cancel', id: call.id })
    // A write may already have happened: its own answer says so. Nobody waits for a read.
    if (call.operationId === undefined || call.sentOn === null) this.#answer(call, failed('rpc/cancelled', true))
  }

  #receive(message: CoreMessage): void {
    if (message.t === 'event') {
      for (const listener of this.#listeners) listener(message.event)
      return
    }
    const call = this.#pending.get(message.id)
    if (!call) return
    if (message.t === 'progress') call.onProgress?.(message.progress)
    else if (isGone(message.result)) this.#send(call)
    else this.#answer(call, message.result)
  }

  #answer(call: Pending, result: Result<unknown>): void {
    this.#pending.delete(call.id)
    call.resolve(result)
  }

  #lost(port: Port): void {
    for (const call of this.#pending.values()) if (call.sentOn === port) call.sentOn = null
    if (this.#port !== port) return
    this.#port = null
    this.#askForPort()
  }
}

function isGone(result: Result<unknown>): boolean {
  return !result.ok && (result.error.code === 'core/restarted' || result.error.code === 'core/reader-restarted')
}

function failed(code: ErrorCode, retryable: boolean): Result<unknown> {
  return { ok: false, error: { code, params: {}, retryable, traceId: '' } }
}
