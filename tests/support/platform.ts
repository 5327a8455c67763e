import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { Agent, request } from 'node:https'
import { generateKeyPairSync, randomUUID } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import forge from 'node-forge'
import type { HelloRequest, HelloResponse } from '../../src-contract/sync/hello.ts'
import type { EnrolmentResponse } from '../../src-contract/sync/enrolment.ts'
import { rowSchema } from '../../src-contract/sync/protocol.ts'
import { PullResponse } from '../../src-contract/sync/pull.ts'
import { PushResponse, type FieldChange, type Mutation } from '../../src-contract/sync/push.ts'
import { startPlatform, type LogEntry, type PlatformOptions, type RunningPlatform } from '../../platform/platform.ts'
import { createEnrolmentCode } from '../../platform/sync/enrol.ts'
import { addStation } from '../../platform/sync/stations.ts'

export type TestPlatform = RunningPlatform & {
  readonly dir: string
  /** A code for one enrolment at the station, which is made when it is new. */
  newCode(station?: string): Promise<string>
  close(): Promise<void>
}

/** A test that is told that the platform is busy would not say why. */
function sayWhatWaits(entry: LogEntry): void {
  if (entry.event === 'request-kept-waiting') process.stderr.write(`${JSON.stringify(entry)}\n`)
}

/** No system answers: each answer would be one more row of the station, and comes when it comes. */
export const silentSystems: Pick<PlatformOptions, 'target'> = { target: () => Promise.resolve({ outcome: 'down' }) }

/** A platform on an embedded PostgreSQL in a temporary folder, on a free port. */
export async function openTestPlatform(options: Partial<PlatformOptions> = {}): Promise<TestPlatform> {
  const dir = options.dir ?? (await mkdtemp(join(tmpdir(), 'beatbook-platform-')))
  // PostgreSQL runs as another user than root.
  await chmod(dir, 0o711)
  const platform = await startPlatform({ dir, port: 0, durable: false, log: sayWhatWaits, ...options })
  return {
    ...platform,
    dir,
    async newCode(station = 'S01') {
      await addStation(platform, station, `Station ${station}`)
      return createEnrolmentCode(platform, station, 'test')
    },
    async close() {
      await platform.stop()
      if (options.dir === undefined) await rm(dir, { recursive: true, force: true })
    },
  }
}

export type Answer = {
  readonly status: number
  readonly headers: Record<string, unknown>
  readonly body: Buffer
  json(): unknown
}

/** One request; without `tls` the server's certificate is not checked. */
export function send(
  url: string,
  options: { method?: string; body?: string | Buffer; headers?: Record<string, string>; agent?: Agent } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const type = typeof options.body === 'string' ? { 'content-type': 'application/json' } : {}
    const sent = request(
      url,
      {
        method: options.method ?? (options.body === undefined ? 'GET' : 'POST'),
        headers: { ...type, ...options.headers },
        ...(options.agent === undefined ? { rejectUnauthorized: false } : { agent: options.agent }),
      },
      (answer) => {
        const chunks: Buffer[] = []
        answer.on('data', (chunk: Buffer) => chunks.push(chunk))
        answer.on('error', reject)
        answer.on('end', () => {
          const body = Buffer.concat(chunks)
          const json = (): unknown => JSON.parse(body.toString('utf8'))
          resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body, json })
        })
      },
    )
    sent.on('error', reject)
    sent.end(options.body)
  })
}

/** A request for a certificate with a key that is made on the spot. */
export function newRequest(): { csr: string; key: string } {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const key = privateKey.export({ type: 'pkcs1', format: 'pem' }).toString()
  const own = forge.pki.privateKeyFromPem(key)
  const csr = forge.pki.createCertificationRequest()
  csr.publicKey = forge.pki.setRsaPublicKey(own.n, own.e)
  csr.setSubject([{ shortName: 'CN', value: 'pc' }])
  csr.sign(own, forge.md.sha256.create())
  return { csr: forge.pki.certificationRequestToPem(csr), key }
}

/** Keys are slow to make; devices are told apart by their certificates. */
let sharedRequest: { csr: string; key: string } | undefined

export type WantedChange = Pick<Mutation, 'table' | 'id'> & Partial<Mutation>

/** A device that speaks the protocol by hand: what a client of another make could do. */
export class TestDevice {
  readonly enrolled: EnrolmentResponse
  readonly agent: Agent
  url: string
  epoch = 1
  seq = 0
  cursor = 0
  readonly actor = randomUUID()

  constructor(url: string, enrolled: EnrolmentResponse, key: string) {
    this.url = url
    this.enrolled = enrolled
    const { ca, certificate } = enrolled
    this.agent = new Agent({ ca, cert: certificate, key, servername: 'platform.beatbook', keepAlive: true })
  }

  static async enrol(platform: TestPlatform, station = 'S01', code?: string): Promise<TestDevice> {
    const { csr, key } = (sharedRequest ??= newRequest())
    const body = { code: code ?? (await platform.newCode(station)), csr, deviceName: 'PC', appVersion: '0.1.0' }
    const answer = await send(`${platform.url}/enrol`, { body: JSON.stringify(body) })
    if (answer.status !== 200) throw new Error(`enrolment: ${answer.status} ${answer.body.toString()}`)
    return new TestDevice(platform.url, answer.json() as EnrolmentResponse, key)
  }

  send(path: string, options: Parameters<typeof send>[1] = {}): Promise<Answer> {
    return send(`${this.url}${path}`, { ...options, agent: this.agent })
  }

  async hello(more: Partial<HelloRequest> = {}): Promise<Answer & { value: HelloResponse }> {
    const body: HelloRequest = {
      device: this.enrolled.device,
      epoch: this.epoch,
      proto: { min: 1, max: 1 },
      schema: rowSchema,
      appVersion: '0.1.0',
      scopeHash: null,
      position: null,
      lastSeq: this.seq,
      ackedSeq: this.seq,
      auditHead: null,
      clientTime: new Date().toISOString(),
      waiting: { mutations: 0, conflicts: 0, deadLetters: 0, oldest: null },
      ...more,
    }
    const answer = await this.send('/hello', { body: JSON.stringify(body) })
    return { ...answer, value: answer.status === 200 ? (answer.json() as HelloResponse) : (undefined as never) }
  }

  /** The next mutations of the outbox, as one transaction. */
  compose(changes: readonly WantedChange[]): Mutation[] {
    const txn = randomUUID()
    return changes.map((change) => ({
      seq: (this.seq += 1),
      mid: randomUUID(),
      txn,
      txnSize: changes.length,
      op: 'put',
      baseVer: 0,
      fields: {},
      at: new Date().toISOString(),
      actor: this.actor,
      ...change,
    }))
  }

  sendPush(
    mutations: readonly Mutation[],
    more: { epoch?: number; schema?: number; lineage?: string } = {},
  ): Promise<Answer> {
    const body = JSON.stringify({ epoch: this.epoch, schema: rowSchema, mutations, ...more })
    return this.send('/push', { body })
  }

  async push(mutations: readonly Mutation[], more: { epoch?: number; schema?: number } = {}): Promise<PushResponse> {
    const answer = await this.sendPush(mutations, more)
    if (answer.status !== 200) throw new Error(`push: ${answer.status} ${answer.body.toString()}`)
    return PushResponse.parse(answer.json())
  }

  async pull(maxBytes = 65_536): Promise<PullResponse> {
    const { lineage } = this.enrolled
    const answer = await this.send(`/pull?lineage=${lineage}&cursor=${this.cursor}&maxBytes=${maxBytes}`)
    if (answer.status !== 200) throw new Error(`pull: ${answer.status} ${answer.body.toString()}`)
    const page = PullResponse.parse(answer.json())
    this.cursor = page.to.seq
    return page
  }

  close(): void {
    this.agent.destroy()
  }
}

/** Fields of a mutation that makes a row, or changes one whose fields were `before`. */
export function changed(
  values: Readonly<Record<string, FieldChange['value']>>,
  before: Readonly<Record<string, FieldChange['value']>> = {},
): Record<string, FieldChange> {
  return Object.fromEntries(
    Object.entries(values).map(([field, value]) => [field, { base: before[field] ?? null, value }]),
  )
}
