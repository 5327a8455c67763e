import { createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import type { DetailedPeerCertificate, TLSSocket } from 'node:tls'
import { connect } from 'node:tls'
import type { Socket } from 'node:net'
import { failure, success, type Result } from '../../../src-contract/errors.ts'
import { endpoints } from '../../../src-contract/sync/endpoints.ts'
import type { EnrolmentRequest, EnrolmentResponse } from '../../../src-contract/sync/enrolment.ts'
import { crockford, readCode } from '../../../src-domain/sync/enrolment-code.rules.ts'
import type { WriteDb } from '../../store/sql.ts'
import { markLateTables } from './late-tables.ts'
import { keepPosition } from './pull.service.ts'
import { newDeviceKey } from './device-key.ts'
import { beginEpoch } from './directives.service.ts'
import { addMark, dropSetting, keepSetting, nextTxn, setRecording, setting } from './sync.repo.ts'
import { openTunnel } from '../../../src-network/tunnel.ts'
import { secureAgent } from '../../../src-network/agents.ts'
import type { Way } from '../../../src-network/way.ts'
import { asPlatform, placeOf, readAnswer, send } from './transport.ts'

export type EnrolInput = {
  readonly url: string
  readonly code: string
  readonly deviceName: string
  readonly appVersion: string
  /** Through a proxy or not; null: directly. */
  readonly way: Way | null
}
export type Enrolled = {
  readonly answer: EnrolmentResponse
  readonly key: string
  readonly url: string
  readonly deviceName: string
}
export type EnrolProblem =
  'sync/address' | 'sync/code-malformed' | 'sync/code-refused' | 'sync/platform-differs' | 'sync/unreachable'

/**
 * Asks the platform for this PC's certificate. The key is made here and never leaves; whom the code belongs to is checked before the
 * code is sent: it names the platform's own authority.
 */
export async function askForCertificate(input: EnrolInput): Promise<Result<Enrolled, EnrolProblem>> {
  const url = addressOf(input.url)
  if (url === undefined) return failure('sync/address')
  const parts = readCode(input.code)
  if (parts === null) return failure('sync/code-malformed')
  const authority = await authorityAt(url, input.way)
  if (authority === undefined) return failure('sync/unreachable')
  const digest = createHash('sha256').update(authority).digest()
  if (crockford(digest.subarray(0, 10)) !== parts.fingerprint) return failure('sync/platform-differs')
  const ca = pemOf(authority)
  const { key, csr } = await newDeviceKey()
  const request: EnrolmentRequest = {
    code: `${parts.secret}-${parts.fingerprint}`,
    csr,
    deviceName: input.deviceName,
    appVersion: input.appVersion,
  }
  const agent = secureAgent(input.way, { ca, ...asPlatform })
  const body = gzipSync(Buffer.from(JSON.stringify(request), 'utf8'))
  const sent = await send(new URL(endpoints.enrol.path, url), agent, 'POST', body)
  agent.destroy()
  if (sent === undefined) return failure('sync/unreachable')
  const answer = readAnswer(endpoints.enrol, sent)
  if (!answer.ok) return failure(answer.problem.retryable ? 'sync/unreachable' : 'sync/code-refused')
  return success({
    answer: answer.value as EnrolmentResponse,
    key,
    url: url.href,
    deviceName: input.deviceName,
  })
}

/**
 * From now on every ledger write is marked for the platform, and so is all that this PC holds already. Everything is written before
 * the first call, in one transaction: whoever is interrupted is either enrolled or not.
 */
export function keepEnrolment(tx: WriteDb, enrolled: Enrolled, now: string): void {
  const { answer } = enrolled
  keepIdentity(tx, enrolled, now)
  keepSetting(tx, 'epoch', String(answer.epoch))
  keepSetting(tx, 'lastSeq', '0')
  keepPosition(tx, { lineage: answer.lineage, seq: 0 })
  setRecording(tx, true)
  markAll(tx, now)
}

/**
 * This PC goes on under another identity, from where it stands: what it has taken stays taken, what is unanswered is numbered anew and sent by
 * the new one (the platform knows a change again, whoever sends it). Where the platform is another one altogether, its lineage says so at the
 * next greeting, as after a restore.
 */
export function keepEnrolmentAgain(tx: WriteDb, enrolled: Enrolled, now: string): void {
  keepIdentity(tx, enrolled, now)
  // Not an epoch that this PC has been in: what was answered in it keeps its numbers until it comes back.
  beginEpoch(tx, Math.max(enrolled.answer.epoch, Number(setting(tx, 'epoch') ?? 0) + 1))
  for (const name of ['stopped', 'scopeHash', 'proven', 'restoredAs', 'renewalTried', 'snapshotAsked'])
    dropSetting(tx, name)
}

function keepIdentity(tx: WriteDb, { answer, key, url, deviceName }: Enrolled, now: string): void {
  const values = {
    url,
    key,
    deviceName,
    device: answer.device,
    certificate: answer.certificate,
    ca: answer.ca,
    signingKey: answer.signingKey,
    enrolledAt: now,
  }
  for (const [name, value] of Object.entries(values)) keepSetting(tx, name, value)
}

/** An entry and what belongs to it make one act each, in the order in which they were filed. */
function markAll(tx: WriteDb, now: string): void {
  const accounts = tx.prepare<[], { id: string }>('SELECT account_id AS id FROM accounts ORDER BY account_id').all()
  for (const { id } of accounts) addMark(tx, 'accounts', id, now)
  const entries = tx.prepare<[], { id: string }>('SELECT entry_id AS id FROM entries ORDER BY entry_id').all()
  const parts = (
    [
      [
        'entry_versions',
        `SELECT entry_id || '.' || version AS id FROM entry_versions WHERE entry_id = ? ORDER BY version`,
      ],
      ['entry_events', 'SELECT event_id AS id FROM entry_events WHERE entry_id = ? ORDER BY at, event_id'],
      ['reviews', 'SELECT review_id AS id FROM reviews WHERE entry_id = ? ORDER BY asked_at'],
      [
        'entry_links',
        `SELECT from_id || '.' || to_id || '.' || relation AS id FROM entry_links WHERE from_id = ? ORDER BY to_id`,
      ],
    ] as const
  ).map(([table, sql]) => ({ table, of: tx.prepare<[string], { id: string }>(sql) }))
  for (const { id } of entries) {
    nextTxn(tx)
    addMark(tx, 'entries', id, now)
    for (const { table, of } of parts) for (const row of of.all(id)) addMark(tx, table, row.id, now)
  }
  markLateTables(tx, now)
  const corrections = tx
    .prepare<[], { id: string }>('SELECT request_id AS id FROM correction_requests WHERE proposed IS NOT NULL')
    .all()
  for (const { id } of corrections) addMark(tx, 'corrections', id, now)
  nextTxn(tx)
}

export function isEnrolled(db: Parameters<typeof setting>[0]): boolean {
  return setting(db, 'device') !== undefined
}

/** As what this PC speaks to its platform, and where. */
export function identityOf(db: Parameters<typeof setting>[0]) {
  const [url = '', ca = '', certificate = '', key = ''] = ['url', 'ca', 'certificate', 'key'].map((name) =>
    setting(db, name),
  )
  return { url, ca, certificate, key }
}

function addressOf(typed: string): URL | undefined {
  try {
    const url = new URL(/^[a-z]+:\/\//i.test(typed.trim()) ? typed.trim() : `https://${typed.trim()}`)
    return url.protocol === 'https:' && url.username === '' ? url : undefined
  } catch {
    return undefined
  }
}

/** The DER of the authority at the end of the chain that the server shows. Nothing is sent to it. */
async function authorityAt(url: URL, way: Way | null): Promise<Buffer | undefined> {
  const { host, port } = placeOf(url)
  const through = await tunnelTo(host, port, way)
  if (through === undefined) return undefined
  const socket = await new Promise<TLSSocket | undefined>((resolve) => {
    const opened = connect({
      ...(through === null ? { host, port } : { socket: through }),
      servername: 'platform.beatbook',
      // Whose it is, is what is found out here.
      rejectUnauthorized: false,
      timeout: 15_000,
    })
    opened.on('secureConnect', () => resolve(opened))
    opened.on('timeout', () => opened.destroy(new Error('silence')))
    opened.on('error', () => resolve(undefined))
  })
  if (socket === undefined) return undefined
  let last: DetailedPeerCertificate = socket.getPeerCertificate(true)
  // A root names itself as its issuer.
  for (let links = 0; links < 8; links += 1) {
    const above = last.issuerCertificate
    if (above === undefined || above === null || above.fingerprint256 === last.fingerprint256) break
    last = above
  }
  socket.destroy()
  return last.raw
}

/** A connection through the proxy; null where there is none in between, undefined where it does not come about. */
async function tunnelTo(host: string, port: number, way: Way | null): Promise<Socket | null | undefined> {
  try {
    const hop = (await way?.(host, port)) ?? null
    return hop === null ? null : await openTunnel(hop, host, port)
  } catch {
    return undefined
  }
}

function pemOf(der: Buffer): string {
  const lines = der.toString('base64').replace(/(.{64})/g, '$1\n')
  return `-----BEGIN CERTIFICATE-----\n${lines.trimEnd()}\n-----END CERTIFICATE-----\n`
}
