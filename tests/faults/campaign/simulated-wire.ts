import type { BootstrapRequest } from '../../../src-contract/sync/bootstrap.ts'
import type { DigestRequest, RowsRequest } from '../../../src-contract/sync/digest.ts'
import type { HelloRequest } from '../../../src-contract/sync/hello.ts'
import type { PushRequest } from '../../../src-contract/sync/push.ts'
import { endpoints, type EndpointName } from '../../../src-contract/sync/endpoints.ts'
import type { RunParts } from '../../../src-core/features/sync/run-parts.ts'
import { noAnswer, type Answer, type CallProblem } from '../../../src-core/features/sync/transport.ts'
import { wireProblems } from '../../../src-contract/sync/problems.ts'
import { WireError } from '../../../platform/http/wire-error.ts'
import type { Dice } from './dice.ts'
import type { SimulatedPlatform } from './simulated-platform.ts'

/** What happens to one call on its way. */
export const wireFaults = [
  'request-lost',
  'answer-lost',
  'twice',
  'late',
  'busy',
  'stale',
  'truncated',
  'platform-killed',
  'altered',
] as const
export type WireFault = (typeof wireFaults)[number]

export type Pending = {
  readonly name: EndpointName
  /** As the platform reads it; nobody changes it any more. */
  readonly body: unknown
  readonly query: Readonly<Record<string, string | number>>
  readonly answer: (answer: Answer<unknown>) => void
}

const unreadable: CallProblem = { ...noAnswer, code: 'unreadable' }

/** The way between one PC and the platform: every call waits here until the schedule says what becomes of it. */
export class SimulatedWire {
  readonly pending: Pending[] = []
  /** Requests that were given up and may still arrive. */
  readonly ghosts: Pending[] = []
  /** Answers that were given before, for a cache that gives them again. */
  readonly #given = new Map<string, unknown[]>()
  readonly #platform: SimulatedPlatform
  device = ''
  /** Small ones, so that a page ends within a few transactions. */
  pageBytes = 16_384

  #tellAsked: (() => void) | undefined

  constructor(platform: SimulatedPlatform) {
    this.#platform = platform
  }

  /** @returns false, once something waits here */
  asked(): Promise<false> {
    return new Promise((resolve) => {
      this.#tellAsked = () => resolve(false)
    })
  }

  #wait(pending: Pending): void {
    this.pending.push(pending)
    this.#tellAsked?.()
    this.#tellAsked = undefined
  }

  readonly calls: RunParts['platform'] = {
    call: ((name: EndpointName, body: unknown, options: { query?: Pending['query'] } = {}) =>
      new Promise<Answer<unknown>>((answer) => {
        // What is sent is fixed when it is sent, and read once however often it arrives.
        this.#wait({ name, body: readBody(name, body), query: options.query ?? {}, answer })
      })) as never,
    chunk: (snapshot, number) =>
      new Promise((answer) => {
        const query = { snapshot, number }
        this.#wait({ name: 'bootstrapChunk', body: undefined, query, answer: answer as Pending['answer'] })
      }),
  }

  /** The process that waited is gone; what it sent may still arrive. */
  hangUp(): void {
    this.ghosts.push(...this.pending.splice(0))
  }

  async deliver(pending: Pending, fault: WireFault | null, dice: Dice): Promise<void> {
    switch (fault) {
      case 'request-lost':
        return pending.answer({ ok: false, problem: noAnswer })
      case 'late':
        this.ghosts.push(pending)
        return pending.answer({ ok: false, problem: noAnswer })
      case 'busy':
        return pending.answer({ ok: false, problem: { ...noAnswer, code: 'sync/busy', retryAfterMs: 5000 } })
      case 'platform-killed':
        await this.serve(pending, true)
        return pending.answer({ ok: false, problem: noAnswer })
      case 'answer-lost':
        await this.serve(pending)
        return pending.answer({ ok: false, problem: noAnswer })
      case 'truncated':
        await this.serve(pending)
        return pending.answer({ ok: false, problem: unreadable })
      case 'twice':
        await this.serve(pending)
        return pending.answer(await this.serve(pending))
      case 'stale': {
        const before = this.#given.get(pending.name)
        if (before === undefined || pending.name === 'push') return pending.answer(await this.serve(pending))
        return pending.answer({ ok: true, value: copyOf(dice.pick(before)) })
      }
      case 'altered':
        return pending.answer(altered(await this.serve(pending), dice))
      case null:
        return pending.answer(await this.serve(pending))
    }
  }

  /** @param fails the platform ends before its commit */
  async serve(pending: Pending, fails = false): Promise<Answer<unknown>> {
    const { name } = pending
    try {
      const said = await this.#ask(pending, fails)
      if (name === 'bootstrapChunk') return { ok: true, value: said }
      // What is parsed is nobody else's: the platform keeps nothing of it, and a cache gives copies.
      const value = endpoints[name as 'pull'].answer.parse(said)
      const given = this.#given.get(name) ?? []
      this.#given.set(name, [...given.slice(-3), value])
      return { ok: true, value }
    } catch (error) {
      if (!(error instanceof WireError)) throw error
      const { code, more } = error
      const { retryable } = wireProblems[code]
      return { ok: false, problem: { code, retryable, retryAfterMs: 0, expected: more.expected, directives: [] } }
    }
  }

  #ask({ name, body, query }: Pending, fails: boolean): unknown {
    const platform = this.#platform
    switch (name) {
      case 'hello':
        return platform.hello(this.device, body as HelloRequest)
      case 'push':
        return platform.push(this.device, body as PushRequest, fails)
      case 'pull':
        return platform.pull({ ...endpoints.pull.query.parse(query), maxBytes: this.pageBytes })
      case 'digest':
        return platform.digest(body as DigestRequest)
      case 'bootstrap':
        return platform.bootstrap(body as BootstrapRequest)
      case 'bootstrapChunk':
        return platform.chunk(String(query['snapshot']), Number(query['number']))
      case 'rows':
        return platform.rowsNow(body as RowsRequest)
      default:
        throw new Error(`${name} is not simulated`)
    }
  }
}

/** Somebody on the way, or a platform that lies, changes what one row says. */
function altered(answer: Answer<unknown>, dice: Dice): Answer<unknown> {
  const page = answer.ok ? (answer.value as { operations?: { fields: Record<string, unknown> }[] }) : {}
  const operations = page.operations ?? []
  if (operations.length === 0) return answer
  const operation = dice.pick(operations)
  operation.fields['v.object'] = '改过的'
  return answer
}

/** What is not as the contract has it ends the schedule: the platform would refuse it. */
function readBody(name: EndpointName, body: unknown): unknown {
  if (body === undefined) return undefined
  const endpoint = endpoints[name] as { readonly body?: { parse(value: unknown): unknown } }
  return endpoint.body?.parse(body)
}

function copyOf<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T
}
