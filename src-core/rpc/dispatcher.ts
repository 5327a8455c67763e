import { z } from 'zod'
import { methods, type MethodName } from '../../src-contract/contract.ts'
import { allErrorCodes, errorCodes, failure, type ErrorCode, type Result } from '../../src-contract/errors.ts'
import type { Method } from '../../src-contract/method.ts'
import type { CoreEvent, Progress } from '../../src-contract/rpc.ts'
import { instantOf, localDateOf, type Clock } from '../clock.ts'
import type { Log } from '../log/log.ts'
import type { OpenSession } from '../open-session.ts'
import { storeFault } from '../store/errors.ts'
import { uuidv7 } from '../uuid.ts'
import type { Call } from './context.ts'
import { CardShelf } from './card-shelf.ts'
import type { FileShelf } from './file-shelf.ts'
import type { AnyHandler, AnyPublicHandler } from './handler.ts'
import { AuditUnwritable, makeContext } from './make-context.ts'
import { inputHashOf, recall, type Operation } from './operations.repo.ts'

export type DispatcherParts = {
  handlers: ReadonlyMap<string, AnyHandler>
  publicHandlers: ReadonlyMap<string, AnyPublicHandler>
  session: () => OpenSession | null
  files: FileShelf
  /** Whether personal data may be looked up, exported and printed on this PC now; absent: it may. */
  mayDisclose?: (open: OpenSession) => boolean
  /** Absent where no reader can be: the command line, most tests. */
  cards?: CardShelf
  clock: Clock
  /** Makes the ids of what a call writes, from the time in milliseconds since 1970; UUIDv7 where nothing else is said. */
  newId?: (nowMs: number) => string
  log: Log
  emit: (event: CoreEvent) => void
  /** In tests and development what a handler returns is held against the contract too. */
  checkOutput: boolean
}

export type Request = {
  method: string
  input: unknown
  operationId?: string | undefined
  signal?: AbortSignal
  progress?: (progress: Progress) => void
}

const noCards = new CardShelf()

const OperationIdShape = z.string().regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)

/** One call: found, allowed, well-formed, not done before; then the handler. Never throws. */
export class Dispatcher {
  readonly #parts: DispatcherParts
  readonly #running = new Map<string, { operation: Operation; work: Promise<Result<unknown>> }>()

  #asking = 0
  #lastAsked = 0
  readonly #lastOf = new Map<string, number>()

  constructor(parts: DispatcherParts) {
    this.#parts = parts
  }

  /** For how long nobody has asked anything, ms; 0 while something is being answered. */
  get quietMs(): number {
    return this.#asking > 0 ? 0 : this.#parts.clock.monotonicMs() - this.#lastAsked
  }

  /** How long ago this method was last called, ms; Infinity where it was not. */
  sinceMs(method: MethodName): number {
    const last = this.#lastOf.get(method)
    return last === undefined ? Infinity : this.#parts.clock.monotonicMs() - last
  }

  async dispatch(request: Request): Promise<Result<unknown>> {
    const traceId = uuidv7(this.#parts.clock.nowMs())
    const started = this.#parts.clock.monotonicMs()
    this.#asking += 1
    if (methods.has(request.method)) this.#lastOf.set(request.method, started)
    // Never throws.
    const result = await this.#guarded(request, traceId)
    this.#asking -= 1
    this.#lastAsked = this.#parts.clock.monotonicMs()
    const ms = this.#lastAsked - started
    const method = methods.has(request.method) ? request.method : 'unknown'
    if (!result.ok) {
      this.#parts.log.info('call-failed', { traceId, method, ms, code: result.error.code })
      return { ok: false, error: { ...result.error, traceId } }
    }
    if (ms > 1_000) this.#parts.log.info('call-slow', { traceId, method, ms })
    return result
  }

  async #guarded(request: Request, traceId: string): Promise<Result<unknown>> {
    try {
      return await this.#run(request)
    } catch (error) {
      if (request.signal?.aborted) return failure('rpc/cancelled')
      if (error instanceof AuditUnwritable) {
        const fault = storeFault(error.cause)
        return failure(fault === 'store/disk-full' ? fault : 'store/audit-unwritable')
      }
      const fault = storeFault(error)
      if (fault !== undefined && fault !== 'store/in-use') return failure(fault)
      const code = expectedCode(error)
      if (code) return failure(code)
      this.#parts.log.error('internal', { traceId, method: request.method, error })
      return failure('internal')
    }
  }

  async #run(request: Request): Promise<Result<unknown>> {
    const spec = methods.get(request.method)
    if (!spec) return failure('rpc/unknown-method')
    const call = this.#call(request)
    const publicHandler = this.#parts.publicHandlers.get(request.method)
    if (publicHandler) {
      const input = spec.input.safeParse(request.input)
      if (!input.success) return invalid(input.error)
      return this.#checked(spec, await publicHandler(call, input.data))
    }
    const open = this.#parts.session()
    if (!open) return failure('rpc/not-logged-in')
    if (!spec.roles.includes(open.session.role)) {
      this.#context(open, call, noOperation).audit({
        action: 'denied',
        detail: { method: request.method },
        result: 'denied',
      })
      return failure('rpc/denied', { method: request.method })
    }
    if (spec.leased && this.#parts.mayDisclose?.(open) === false) {
      const detail = { method: request.method, code: 'sync/lease-lapsed' }
      this.#context(open, call, noOperation).audit({ action: 'denied', detail, result: 'denied' })
      return failure('sync/lease-lapsed')
    }
    const input = spec.input.safeParse(request.input)
    if (!input.success) return invalid(input.error)
    const handler = this.#parts.handlers.get(request.method)
    if (!handler) return failure('rpc/unknown-method')
    if (!spec.writes) return this.#checked(spec, await handler(this.#context(open, call, noOperation), input.data))
    return this.#once(request, spec, input.data, open, call, handler)
  }

  /** Writes: the same operation id, now or earlier, gets one effect and one answer. */
  async #once(
    request: Request,
    spec: Method,
    input: unknown,
    open: OpenSession,
    call: Call,
    handler: AnyHandler,
  ): Promise<Result<unknown>> {
    const id = request.operationId ?? call.newId()
    if (!OperationIdShape.safeParse(id).success) return failure('rpc/invalid-input', { fields: ['operationId'] })
    const operation: Operation = {
      id,
      method: request.method,
      accountId: open.session.accountId,
      inputHash: inputHashOf(request.input),
    }
    // First of all: an act may have committed and still have something to do that can fail.
    const running = this.#running.get(id)
    if (running) return isSame(running.operation, operation) ? running.work : failure('rpc/operation-reused')
    const earlier = recall(open.db, operation)
    if (earlier === 'reused') return failure('rpc/operation-reused')
    if (earlier) return { ok: true, value: earlier.value }
    const work = Promise.resolve(handler(this.#context(open, call, operation), input)).then((result) =>
      this.#checked(spec, result),
    )
    this.#running.set(id, { operation, work })
    try {
      return await work
    } finally {
      this.#running.delete(id)
    }
  }

  #context(open: OpenSession, call: Call, operation: Operation) {
    const { files, clock, emit, cards = noCards } = this.#parts
    return makeContext({ call, open, files, cards, clock, operation, emit })
  }

  #call(request: Request): Call {
    const nowMs = this.#parts.clock.nowMs()
    return {
      now: instantOf(nowMs),
      today: localDateOf(nowMs),
      signal: request.signal ?? new AbortController().signal,
      progress: request.progress ?? (() => undefined),
      newId: () => (this.#parts.newId ?? uuidv7)(this.#parts.clock.nowMs()),
    }
  }

  #checked(spec: Method, result: Result<unknown>): Result<unknown> {
    if (!result.ok || !this.#parts.checkOutput) return result
    return { ok: true, value: spec.output.parse(result.value) }
  }
}

function isSame(a: Operation, b: Operation): boolean {
  return a.method === b.method && a.accountId === b.accountId && a.inputHash === b.inputHash
}

const noOperation: Operation = { id: '', method: '', accountId: '', inputHash: '' }

/** Only where it is wrong, never what was sent. */
function invalid(error: z.ZodError): Result<never> {
  const fields = error.issues.slice(0, 20).map((issue) => issue.path.join('.') || '.')
  return failure('rpc/invalid-input', { fields })
}

/** Infrastructure may throw an error that names a code of the contract (a reader that died). */
function expectedCode(error: unknown): ErrorCode | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined
  return allErrorCodes.find((code) => code === error.code && code in errorCodes)
}
