import { connect, createServer, type AddressInfo, type Server } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestPlatform, type TestPlatform } from '../support/platform.ts'
import { openSyncPc, type SyncPc } from '../support/sync-station.ts'

let platform: TestPlatform
let pc: SyncPc
let relay: Server
let connections = 0

beforeAll(async () => {
  platform = await openTestPlatform()
  pc = await openSyncPc()
  relay = createServer((client) => {
    connections += 1
    const upstream = connect(platform.port, '127.0.0.1')
    for (const socket of [client, upstream]) socket.on('error', () => undefined)
    client.pipe(upstream)
    upstream.pipe(client)
  })
  await new Promise<void>((resolve) => relay.listen(0, '127.0.0.1', resolve))
  await pc.enrol(platform, `https://127.0.0.1:${(relay.address() as AddressInfo).port}`)
})
afterAll(async () => {
  await pc.close()
  await platform.close()
  relay.close()
})

test('what an exchange asks one after the other goes over the connection that is there: a handshake costs more than the question', async () => {
  await pc.must('clerk', 'sync.now', {})
  const before = connections
  await pc.file('L08')
  expect(await pc.must('clerk', 'sync.now', {})).toMatchObject({ conflicts: 0, rejected: 0 })
  // Greeting, push, pulls and comparison; who watches for news in the background has a connection of its own.
  expect(connections - before).toBeLessThanOrEqual(2)
})
