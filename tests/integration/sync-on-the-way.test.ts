import { randomUUID } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { createServer as createHttps, type Server as HttpsServer } from 'node:https'
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sql } from 'kysely'
import type { BookId } from '../../src-contract/books.ts'
import type { FileId } from '../../src-contract/ids.ts'
import { issueServer } from '../../platform/keys/certificates.ts'
import { revokeDevice } from '../../platform/fleet/device-orders.ts'
import { openTestPlatform, type TestPlatform } from '../support/platform.ts'
import { openSyncPc, type SyncPc } from '../support/sync-station.ts'

// What lies between a PC and its platform answers in the platform's place, is slow, or lets the platform change its mind meanwhile.

const L08 = 'L08' as BookId
let platform: TestPlatform
let relay: Server
let foreign: HttpsServer
let pc: SyncPc
let other: SyncPc

/** Where new connections go; each is cut when that changes. */
let target = 0
/** One byte of an answer at a time, and how long until the next. */
let perByteMs = 0
let trickled = 0
const sockets = new Set<Socket>()
/** What the foreign server says to everything. */
let said = { status: 502, type: 'text/html', body: '' }

function turnTo(port: number): void {
  target = port
  for (const socket of sockets) socket.destroy()
}

beforeAll(async () => {
  platform = await openTestPlatform()
  relay = createServer((client) => {
    const upstream = connect(target, '127.0.0.1')
    for (const socket of [client, upstream]) {
      sockets.add(socket)
      socket.on('error', () => undefined)
      socket.on('close', () => {
        sockets.delete(socket)
        client.destroy()
        upstream.destroy()
      })
    }
    client.pipe(upstream)
    void passOn(upstream, client)
  })
  await new Promise<void>((resolve) => relay.listen(0, '127.0.0.1', resolve))
  const { caCertificate, caKey } = platform.keys
  const { key, certificate } = await issueServer({ certificate: caCertificate, key: caKey }, [])
  foreign = createHttps({ key, cert: `${certificate}${caCertificate}` }, (request, response) => {
    request.resume()
    response.writeHead(said.status, { 'content-type': said.type }).end(said.body)
  })
  await new Promise<void>((resolve) => foreign.listen(0, '127.0.0.1', resolve))
  target = platform.port
  pc = await openSyncPc()
  other = await openSyncPc()
  await pc.enrol(platform, `https://127.0.0.1:${(relay.address() as AddressInfo).port}`)
  await other.enrol(platform)
  for (const each of [pc, other, pc]) expect(await each.must('clerk', 'sync.now', {})).toMatchObject({ proven: true })
}, 60_000)
afterAll(async () => {
  await pc.close()
  await other.close()
  for (const socket of sockets) socket.destroy()
  relay.close()
  foreign.closeAllConnections()
  foreign.close()
  await platform.close()
})

async function passOn(from: Socket, to: Socket): Promise<void> {
  try {
    for await (const piece of from as AsyncIterable<Buffer>) {
      for (let at = 0; at < piece.length;) {
        const end = perByteMs > 0 ? at + 1 : piece.length
        if (perByteMs > 0) {
          trickled += 1
          await new Promise((resolve) => setTimeout(resolve, perByteMs))
        }
        to.write(piece.subarray(at, end))
        at = end
      }
    }
  } catch {
    // Cut: the other side is, too.
  }
}

const objectsOf = async (of: SyncPc) =>
  (await of.must('clerk', 'ledger.list', { book: L08 })).rows.map(({ columns }) => columns['object'])
const onlyHere = async () => (await pc.must('clerk', 'sync.status', {})).onlyHere

test.each([
  {
    status: 502,
    type: 'text/html',
    body: '<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>',
  },
  { status: 200, type: 'text/html', body: '<!doctype html><title>请先登录网络</title><form action="/login"></form>' },
  { status: 503, type: 'application/json', body: '{"error":{"code":"no-such-code","retryable":true}}' },
  { status: 200, type: 'application/json', body: '{}' },
])('an answer of somebody else, $status as $type, changes nothing and is none', async (answer) => {
  said = answer
  turnTo((foreign.address() as AddressInfo).port)
  const object = `外来应答${answer.status}${answer.body.length}`
  await pc.file('L08', { object })
  const refused = await pc.as('clerk', 'sync.now', {})
  expect(refused).toMatchObject({ ok: false, error: { code: 'sync/unreachable' } })
  expect(await onlyHere()).toBe(1)
  turnTo(platform.port)
  expect(await pc.must('clerk', 'sync.now', {})).toMatchObject({ proven: true })
  await other.must('clerk', 'sync.now', {})
  expect((await objectsOf(other)).filter((each) => each === object)).toEqual([object])
  expect(await onlyHere()).toBe(0)
})

test('a line of one byte a second holds up nobody at this PC, needs no memory, and goes on where it is when it is quick again', async () => {
  const object = '慢线路'
  await other.file('L08', { object: '别处的' })
  await other.must('clerk', 'sync.now', {})
  const before = process.memoryUsage().rss
  perByteMs = 1_000
  turnTo(platform.port)
  const run = pc.as('clerk', 'sync.now', {})
  let ended = false
  void run.then(() => (ended = true))
  const from = trickled
  await expect.poll(() => trickled - from, { timeout: 20_000 }).toBeGreaterThanOrEqual(3)
  const started = performance.now()
  await pc.file('L08', { object })
  expect(await objectsOf(pc)).toContain(object)
  expect(await pc.must('clerk', 'sync.status', {})).toMatchObject({ onlyHere: 1 })
  expect(performance.now() - started).toBeLessThan(5_000)
  expect(ended).toBe(false)
  expect(process.memoryUsage().rss - before).toBeLessThan(128 * 1024 * 1024)
  perByteMs = 0
  expect((await run).ok).toBe(true)
  expect(await pc.must('clerk', 'sync.now', {})).toMatchObject({ proven: true })
  expect(await objectsOf(pc)).toEqual(expect.arrayContaining([object, '别处的']))
}, 60_000)

test('what a PC sends in the moment in which it is revoked is not taken from it, and is not lost', async () => {
  const object = '撤销时在途'
  const { device } = await platform.db
    .selectFrom('devices')
    .select('device')
    .orderBy('enrolled_at')
    .executeTakeFirstOrThrow()
  let run: ReturnType<typeof pc.as> | undefined
  // The station is busy with something else: the push is let in and waits.
  await platform.db.transaction().execute(async (tx) => {
    await sql`SELECT 1 FROM stations FOR UPDATE`.execute(tx)
    await pc.file('L08', { object })
    run = pc.as('clerk', 'sync.now', {})
    await expect
      .poll(
        async () => {
          const { rows } = await sql<{ n: number }>`SELECT count(*) AS n FROM pg_stat_activity
            WHERE wait_event_type = 'Lock' AND query LIKE '%"stations"%for update%'`.execute(platform.db)
          return rows[0]?.n ?? 0
        },
        { timeout: 20_000 },
      )
      .toBeGreaterThan(0)
    await revokeDevice(platform, device, false, 'test')
  })
  expect(await run).toMatchObject({ ok: false, error: { code: 'sync/revoked' } })
  await other.must('clerk', 'sync.now', {})
  expect(await objectsOf(other)).not.toContain(object)
  const { rows } = await sql<{ n: number }>`SELECT count(*) AS n FROM pushed WHERE device = ${device}::uuid
    AND seq > (SELECT acked_seq FROM devices WHERE device = ${device}::uuid)`.execute(platform.db)
  expect(rows[0]?.n).toBe(0)
  // It is here still, and what its people filed is the station's: another PC brings it, once.
  expect(await objectsOf(pc)).toContain(object)
  const [made] = (await pc.must('clerk', 'sync.pack', {})).files
  const fileId = randomUUID() as FileId
  const path = join(other.dir, `${fileId}.bbpkg`)
  writeFileSync(path, made?.bytes ?? new Uint8Array())
  other.core.files.put(fileId, path)
  expect(await other.must('clerk', 'sync.carry', { fileId })).toMatchObject({ conflicts: 0, rejected: 0 })
  await other.must('clerk', 'sync.now', {})
  expect((await objectsOf(other)).filter((each) => each === object)).toEqual([object])
}, 60_000)
