import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { revokeDevice } from '../../platform/fleet/device-orders.ts'
import type { WireProblem } from '../../src-contract/sync/problems.ts'
import { changed, openTestPlatform, TestDevice, type Answer, type TestPlatform } from '../support/platform.ts'

let platform: TestPlatform
const devices: TestDevice[] = []

async function device(station: string): Promise<TestDevice> {
  const made = await TestDevice.enrol(platform, station)
  devices.push(made)
  return made
}

const problem = (answer: { json(): unknown }): string => (answer.json() as WireProblem).error.code

beforeAll(async () => {
  platform = await openTestPlatform()
})
afterAll(async () => {
  for (const each of devices) each.close()
  await platform.close()
})

describe('who a device is', () => {
  it('gives a device in quarantine nothing, on the connection that it has, and tells it why', async () => {
    const pc = await device('P10')
    const { lineage } = pc.enrolled
    const position = `lineage=${lineage}&cursor=0`
    const asked = { system: 'JZ', text: '张三' }
    const calls: (() => Promise<Answer>)[] = [
      () => pc.hello(),
      () => pc.send(`/pull?${position}&maxBytes=65536`),
      () => pc.send(`/watch?${position}&seconds=1`),
      () => pc.send('/digest', { body: JSON.stringify({ level: 'roots' }) }),
      () => pc.send('/bootstrap', { body: JSON.stringify({ resume: null }) }),
      () => pc.send(`/bootstrap/${randomUUID()}/0`),
      () => pc.send('/rows', { body: JSON.stringify({ table: 'notes', ids: ['a'] }) }),
      () => pc.send(`/blob/${'0'.repeat(64)}`),
      () => pc.send('/ask', { body: JSON.stringify(asked) }),
      () => pc.sendPush(pc.compose([{ table: 'notes', id: 'c' }])),
    ]
    for (const call of calls) {
      const answer = await call()
      expect(answer.status === 200 || problem(answer)).not.toBe('sync/quarantined')
    }
    await platform.db
      .updateTable('devices')
      .set({ status: 'quarantined', last_hello: null })
      .where('device', '=', pc.enrolled.device)
      .execute()
    for (const call of calls) expect(problem(await call())).toBe('sync/quarantined')
    const { last_hello } = await platform.db
      .selectFrom('devices')
      .select('last_hello')
      .where('device', '=', pc.enrolled.device)
      .executeTakeFirstOrThrow()
    // Whoever looks at the fleet sees that it is still there.
    expect(last_hello).not.toBeNull()
    await revokeDevice(platform, pc.enrolled.device, false, 'test')
    await platform.db
      .updateTable('devices')
      .set({ status: 'quarantined' })
      .where('device', '=', pc.enrolled.device)
      .execute()
    for (const answer of [await pc.hello(), await pc.send(`/pull?${position}`)])
      expect(answer.json()).toMatchObject({ error: { directives: [{ kind: 'stop' }], sealingKey: expect.any(String) } })
  })

  it('gives a replica that was restored the next epoch, the same one each time that it asks, and takes no leap', async () => {
    const pc = await device('P11')
    await pc.push(pc.compose([{ table: 'notes', id: 'a', fields: changed({ text: 'a' }) }]))
    const restored = randomUUID()
    for (let time = 0; time < 2; time += 1)
      expect((await pc.hello({ restored })).value).toMatchObject({ epoch: 2, restored, ackedSeq: 0 })
    expect((await pc.hello({ restored: randomUUID() })).value).toMatchObject({ epoch: 3 })
    expect(problem(await pc.hello({ epoch: Number.MAX_SAFE_INTEGER }))).toBe('sync/invalid')
    expect((await pc.hello({ epoch: 3 })).value).toMatchObject({ epoch: 3 })
    // Who goes on under the one of before is a copy.
    expect(problem(await pc.hello({ epoch: 1 }))).toBe('sync/wrong-epoch')
    expect(problem(await pc.hello({ epoch: 3 }))).toBe('sync/quarantined')
  })
})
