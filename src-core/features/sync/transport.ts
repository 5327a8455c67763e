import { type Agent, request } from 'node:https'
import type { IncomingMessage } from 'node:http'
import { promisify } from 'node:util'
import { gunzip, gzip } from 'node:zlib'
import type { z } from 'zod'
import type { BlobStatus } from '../../../src-contract/sync/blob.ts'
import type { Directive } from '../../../src-contract/sync/hello.ts'
import { endpoints, type Endpoint, type EndpointName } from '../../../src-contract/sync/endpoints.ts'
import type { ConnectionOutcome, ConnectionTest } from '../../../src-contract/shell-network.ts'
import { secureAgent } from '../../../src-network/agents.ts'
import { ConnectionFailure, outcomeOf } from '../../../src-network/connection-failure.ts'
import type { Way } from '../../../src-network/way.ts'
import { WireProblem, type WireProblemCode } from '../../../src-contract/sync/problems.ts'
import { nextCursor } from '../../../src-contract/sync/pull.ts'
import type { PageBytes } from './read-page.ts'

const unzip = promisify(gunzip)
const zip = promisify(gzip)

/**
 * The name in the platform's certificate, whatever its address is: that is what IT typed, and is not looked for. For an agent, never for a
 * request: a connection is not used again for a request that brings a check of its own.
 */
export const asPlatform = { servername: 'platform.beatbook', checkServerIdentity: () => undefined } as const

/** Largest answer, after and before decompression: a page has at most 4 MB of rows. */
const mostBytes = 64 * 1024 * 1024
const timeoutMs = 30_000

export type Identity = { readonly ca: string; readonly certificate: string; readonly key: string }

/** Why a call came to nothing. `unreachable`: no answer at all; `unreadable`: an answer that is none. */
export type CallProblem = {
  readonly code: WireProblemCode | 'unreachable' | 'unreadable'
  readonly retryable: boolean
  readonly retryAfterMs: number
  readonly expected?: number | undefined
  readonly directives: readonly Directive[]
  /** With directives: what packages of unsent work are sealed to. */
  readonly sealingKey?: string | undefined
}

export type Answer<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: CallProblem }

type AnswerOf<N extends EndpointName> = (typeof endpoints)[N] extends { answer: infer A extends z.ZodType }
  ? z.infer<A>
  : never
type BodyOf<N extends EndpointName> = (typeof endpoints)[N] extends { body: infer B extends z.ZodType }
  ? z.input<B>
  : undefined

/** Calls whose answer comes line by line. */
type LinesName = { [N in EndpointName]: (typeof endpoints)[N] extends { lines: true } ? N : never }[EndpointName]

export type CallOptions = {
  readonly query?: Readonly<Record<string, string | number>>
  readonly signal?: AbortSignal
  /** Of silence; 30 s unless said. */
  readonly timeoutMs?: number
  /** Headers of a call whose bodies are bytes as they are. */
  readonly raw?: Readonly<Record<string, string>>
  /** The answer is not unpacked. */
  readonly asItCame?: boolean
}

/** The platform as this PC calls it: HTTPS with certificates on both sides, gzip both ways, every answer checked. */
export class Platform {
  readonly #url: URL
  readonly #agent: Agent
  readonly #way: Way | null

  /**
   * @param identity what enrolment gave; its CA is the only one that is trusted
   * @param way through a proxy or not; null: directly
   */
  constructor(url: string, identity: Identity, way: Way | null = null) {
    this.#url = new URL(url)
    this.#way = way
    this.#agent = secureAgent(way, {
      keepAlive: true,
      maxSockets: 4,
      ca: identity.ca,
      cert: identity.certificate,
      key: identity.key,
      ...asPlatform,
    })
  }

  /** One small question, by the way and with the certificates of every other call, and how far it got. */
  async test(): Promise<ConnectionTest> {
    const started = performance.now()
    const outcome = await begin(new URL('/ca.pem', this.#url), this.#agent, 'GET', undefined, {
      timeoutMs: 15_000,
    }).then((answer): ConnectionOutcome => {
      answer.destroy()
      return answer.statusCode === 200 ? 'answered' : 'answered-otherwise'
    }, outcomeOf)
    const { host, port } = placeOf(this.#url)
    const hop = await this.#way?.(host, port).catch(() => undefined)
    return {
      outcome,
      way: hop === null || hop === undefined ? 'direct' : 'proxy',
      ms: Math.round(performance.now() - started),
    }
  }

  async call<N extends EndpointName>(
    name: N,
    body: BodyOf<N>,
    options: CallOptions = {},
  ): Promise<Answer<AnswerOf<N>>> {
    const endpoint: Endpoint = endpoints[name]
    const query = new URLSearchParams(Object.entries(options.query ?? {}).map(([key, value]) => [key, String(value)]))
    const url = new URL(endpoint.path, this.#url)
    url.search = query.toString()
    const text = body === undefined ? undefined : await zip(Buffer.from(JSON.stringify(body), 'utf8'))
    const sent = await send(url, this.#agent, endpoint.method, text, options)
    if (sent === undefined) return { ok: false, problem: noAnswer }
    return readAnswer(endpoint, sent) as Answer<AnswerOf<N>>
  }

  /**
   * A call whose answer comes line by line: `onLine` is told of each line as it arrives.
   * @param timeoutMs of silence
   * @returns null when the answer was whole
   */
  async lines<N extends LinesName>(
    name: N,
    body: BodyOf<N>,
    onLine: (line: AnswerOf<N>) => void,
    options: CallOptions,
  ): Promise<CallProblem | null> {
    const endpoint: Endpoint = endpoints[name]
    const text = await zip(Buffer.from(JSON.stringify(body), 'utf8'))
    try {
      const answer = await begin(new URL(endpoint.path, this.#url), this.#agent, endpoint.method, text, {
        ...options,
        plain: true,
      })
      if (answer.statusCode !== 200) {
        const bytes = await collect(answer)
        const refused = readAnswer(endpoint, { status: answer.statusCode ?? 0, headers: {}, bytes })
        return refused.ok ? unreadable : refused.problem
      }
      for await (const line of linesOf(answer)) {
        const read = endpoint.answer?.safeParse(JSON.parse(line))
        if (read?.success !== true) return unreadable
        onLine(read.data as AnswerOf<N>)
      }
      return null
    } catch {
      return noAnswer
    }
  }

  /** One page of operations, as it came; where the next one begins, if the platform says so already. */
  async page(query: NonNullable<CallOptions['query']>): Promise<Answer<PageBytes & { readonly next: number | null }>> {
    const endpoint: Endpoint = endpoints.pull
    const url = new URL(endpoint.path, this.#url)
    url.search = new URLSearchParams(Object.entries(query).map(([key, value]) => [key, String(value)])).toString()
    const sent = await send(url, this.#agent, endpoint.method, undefined, { asItCame: true })
    if (sent === undefined) return { ok: false, problem: noAnswer }
    const isZipped = sent.headers['content-encoding'] === 'gzip'
    if (sent.status === 200) {
      const next = Number(sent.headers[nextCursor])
      return {
        ok: true,
        value: { bytes: sent.bytes, isZipped, next: Number.isSafeInteger(next) && next > 0 ? next : null },
      }
    }
    const bytes = isZipped
      ? await unzip(sent.bytes, { maxOutputLength: mostBytes }).catch(() => sent.bytes)
      : sent.bytes
    return readAnswer(endpoint, { ...sent, bytes }) as Answer<never>
  }

  /** One compressed chunk of a snapshot, as it is. */
  async chunk(snapshot: string, number: number): Promise<Answer<Buffer>> {
    const endpoint: Endpoint = endpoints.bootstrapChunk
    const path = endpoint.path.replace(':snapshot', snapshot).replace(':number', String(number))
    const sent = await send(new URL(path, this.#url), this.#agent, endpoint.method, undefined)
    if (sent === undefined) return { ok: false, problem: noAnswer }
    if (sent.status === 200) return { ok: true, value: sent.bytes }
    return readAnswer(endpoint, sent) as Answer<Buffer>
  }

  /** How much of a content the platform has. */
  async blobState(sha256: string): Promise<Answer<{ have: number; complete: boolean }>> {
    const sent = await send(this.#blobUrl(sha256), this.#agent, endpoints.headBlob.method, undefined)
    if (sent === undefined) return { ok: false, problem: noAnswer }
    // An answer to HEAD has no body that could say more.
    if (sent.status === 404) return { ok: false, problem: { ...noAnswer, code: 'sync/not-found', retryable: false } }
    const have = Number(sent.headers['x-blob-have'])
    if (sent.status !== 200 || !Number.isSafeInteger(have)) return { ok: false, problem: unreadable }
    return { ok: true, value: { have, complete: sent.headers['x-blob-complete'] === '1' } }
  }

  /** @param part `body` begins at `start` of a content of `size` bytes */
  async putBlobPart(
    sha256: string,
    { start, size, body }: { readonly start: number; readonly size: number; readonly body: Buffer },
  ): Promise<Answer<BlobStatus>> {
    const endpoint: Endpoint = endpoints.putBlob
    const raw = {
      'content-type': 'application/octet-stream',
      'content-range': `bytes ${start}-${start + body.length - 1}/${size}`,
    }
    const sent = await send(this.#blobUrl(sha256), this.#agent, endpoint.method, body, { raw })
    return sent === undefined ? { ok: false, problem: noAnswer } : (readAnswer(endpoint, sent) as Answer<BlobStatus>)
  }

  /** Bytes `from` to `to` (exclusive); fewer where the platform's ends before. */
  async blobPart(sha256: string, from: number, to: number): Promise<Answer<Buffer>> {
    const endpoint: Endpoint = endpoints.getBlob
    const raw = { range: `bytes=${from}-${to - 1}` }
    const sent = await send(this.#blobUrl(sha256), this.#agent, endpoint.method, undefined, { raw })
    if (sent === undefined) return { ok: false, problem: noAnswer }
    if (sent.status !== 200 && sent.status !== 206) return readAnswer(endpoint, sent) as Answer<Buffer>
    return { ok: true, value: sent.bytes }
  }

  #blobUrl(sha256: string): URL {
    return new URL(endpoints.getBlob.path.replace(':sha256', sha256), this.#url)
  }

  close(): void {
    this.#agent.destroy()
  }
}

/** No line may be longer: fifty records of one system. */
const mostOfLine = 4 * 1024 * 1024

async function* linesOf(answer: IncomingMessage): AsyncGenerator<string> {
  let rest = Buffer.alloc(0)
  for await (const chunk of answer) {
    rest = Buffer.concat([rest, chunk as Buffer])
    for (let end = rest.indexOf(10); end >= 0; end = rest.indexOf(10)) {
      yield rest.subarray(0, end).toString('utf8')
      rest = rest.subarray(end + 1)
    }
    if (rest.length > mostOfLine) throw new Error('a line without an end')
  }
}

/** As it is connected to. */
export function placeOf(url: URL): { host: string; port: number } {
  return { host: url.hostname.replace(/^\[|\]$/g, ''), port: Number(url.port === '' ? 443 : url.port) }
}

export const noAnswer: CallProblem = { code: 'unreachable', retryable: true, retryAfterMs: 0, directives: [] }
export const unreadable: CallProblem = { ...noAnswer, code: 'unreadable' }

type Sent = {
  readonly status: number
  readonly headers: IncomingMessage['headers']
  readonly bytes: Buffer
}

export function readAnswer(endpoint: Endpoint, { status, bytes, headers }: Sent): Answer<unknown> {
  let json: unknown
  try {
    json = JSON.parse(bytes.toString('utf8'))
  } catch {
    return { ok: false, problem: unreadable }
  }
  if (status !== 200) {
    const problem = WireProblem.safeParse(json)
    if (!problem.success) return { ok: false, problem: unreadable }
    const { code, retryable, expected, directives, sealingKey } = problem.data.error
    const seconds = Number(headers['retry-after'] ?? 0)
    const retryAfterMs = Number.isFinite(seconds) ? Math.min(3600, Math.max(0, seconds)) * 1000 : 0
    return { ok: false, problem: { code, retryable, retryAfterMs, expected, directives: directives ?? [], sealingKey } }
  }
  const value = endpoint.answer?.safeParse(json)
  return value?.success ? { ok: true, value: value.data } : { ok: false, problem: unreadable }
}

/** Sends a request. @returns the answer as soon as it begins @throws when none comes */
function begin(
  url: URL,
  agent: Agent,
  method: string,
  body: Buffer | undefined,
  options: CallOptions & { readonly plain?: boolean },
): Promise<IncomingMessage> {
  return new Promise<IncomingMessage>((resolve, reject) => {
    const headers: Record<string, string | number> = {
      accept: 'application/json',
      'accept-encoding': options.plain === true ? 'identity' : 'gzip',
    }
    if (body !== undefined) {
      if (options.raw === undefined) {
        headers['content-type'] = 'application/json'
        headers['content-encoding'] = 'gzip'
      }
      headers['content-length'] = body.length
    }
    Object.assign(headers, options.raw)
    const silence = options.timeoutMs ?? timeoutMs
    const call = request(url, {
      agent,
      method,
      headers,
      timeout: silence,
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    })
    call.on('timeout', () => call.destroy(new ConnectionFailure('silence')))
    call.on('error', reject)
    call.on('response', resolve)
    call.end(body)
  })
}

/** One request. @returns undefined when no whole answer came */
export async function send(
  url: URL,
  agent: Agent,
  method: string,
  body: Buffer | undefined,
  options: CallOptions = {},
): Promise<Sent | undefined> {
  try {
    const answer = await begin(url, agent, method, body, options)
    const bytes = await collect(answer)
    const isZipped = options.asItCame !== true && answer.headers['content-encoding'] === 'gzip'
    return {
      status: answer.statusCode ?? 0,
      headers: answer.headers,
      bytes: isZipped ? await unzip(bytes, { maxOutputLength: mostBytes }) : bytes,
    }
  } catch {
    // Whatever went wrong on the way, there is no answer: the caller asks again or says so.
    return undefined
  }
}

async function collect(answer: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = []
  let size = 0
  for await (const part of answer as AsyncIterable<Buffer>) {
    size += part.length
    if (size > mostBytes) {
      answer.destroy()
      throw new Error('an answer that is too large')
    }
    parts.push(part)
  }
  if (!answer.complete) throw new Error('an answer that ends early')
  return Buffer.concat(parts)
}
