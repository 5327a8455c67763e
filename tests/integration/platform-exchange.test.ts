import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { IngestResponse, type IngestRequest } from '../../src-contract/sync/ingest.ts'
import type { Operation } from '../../src-contract/sync/pull.ts'
import { setBehaviour } from '../../platform/distribution/simulated-systems.ts'
import { createConnector } from '../../platform/ingestion/connectors.ts'
import { changed, openTestPlatform, send, TestDevice, type TestPlatform } from '../support/platform.ts'

let platform: TestPlatform
let pc: TestDevice
let token: string

beforeAll(async () => {
  platform = await openTestPlatform()
  pc = await TestDevice.enrol(platform, 'X01')
  token = await createConnector(platform, 'WY', 'the estates', 'test')
})
afterAll(async () => {
  pc.close()
  await platform.close()
})

type Part = Partial<IngestRequest> & Pick<IngestRequest, 'records'>

async function ingest(part: Part, authorization = `Bearer ${token}`): Promise<IngestResponse> {
  const body = { batch: randomUUID(), part: 1, last: true, mode: 'incremental', system: 'WY', station: 'X01', ...part }
  const answer = await send(`${platform.url}/ingest`, { body: JSON.stringify(body), headers: { authorization } })
  if (answer.status !== 200) throw new Error(`${answer.status}`)
  return IngestResponse.parse(answer.json())
}

const record = (nativeId: string, nativeVersion: number, owner: string | null): IngestRequest['records'][number] => ({
  nativeId,
  nativeVersion,
  sourceTime: null,
  payload: owner === null ? null : { owner },
})

/** Operations until one that the test waits for has come. */
async function until(wanted: (operation: Operation) => boolean): Promise<Operation> {
  for (;;) {
    const query = `lineage=${pc.enrolled.lineage}&cursor=${pc.cursor}`
    await pc.send(`/watch?${query}&seconds=20`)
    const found = (await pc.pull()).operations.find(wanted)
    if (found !== undefined) return found
  }
}

describe('what the seven systems deliver', () => {
  it('reaches the PCs of the station once per version, in whatever order it comes', async () => {
    const batch = randomUUID()
    const records = [record('1', 1, 'a'), record('2', 5, 'b')]
    expect(await ingest({ batch, records })).toMatchObject({ applied: 2, repeated: false })
    expect(await ingest({ batch, records })).toMatchObject({ applied: 2, repeated: true })
    const next = await ingest({ records: [record('2', 4, 'older'), record('1', 2, 'a'), record('3', 1, 'c')] })
    expect(next).toMatchObject({ applied: 1, stale: 1, unchanged: 1 })
    const { operations } = await pc.pull()
    expect(operations.map(({ id, fields }) => [id, fields['payload']])).toEqual([
      ['WY:1', '{"owner":"a"}'],
      ['WY:2', '{"owner":"b"}'],
      ['WY:3', '{"owner":"c"}'],
    ])
  })

  it('takes away what a full delivery does not name any more, and what the system deleted', async () => {
    const batch = randomUUID()
    const full = { batch, mode: 'full' as const }
    expect(await ingest({ ...full, part: 1, last: false, records: [record('1', 3, 'a2')] })).toMatchObject({
      removed: 0,
    })
    expect(await ingest({ ...full, part: 2, records: [record('4', 1, 'd')] })).toMatchObject({ applied: 1, removed: 2 })
    expect(await ingest({ records: [record('4', 2, null)] })).toMatchObject({ removed: 1 })
    expect(await ingest({ records: [record('4', 1, 'again')] })).toMatchObject({ stale: 1 })
    const { operations } = await pc.pull()
    expect(operations.filter(({ op }) => op === 'delete').map(({ id }) => id)).toEqual(['WY:2', 'WY:3', 'WY:4'])
  })

  it('is taken from nobody but the system itself', async () => {
    await expect(ingest({ records: [record('1', 9, 'x')] }, 'Bearer wrong-wrong-wrong-wrong')).rejects.toThrow('403')
    await expect(ingest({ system: 'JZ', records: [record('1', 9, 'x')] })).rejects.toThrow('403')
  })
})

describe('what is delivered to the seven systems', () => {
  /** All that the civil affairs system requires, and something more. */
  const content = JSON.stringify({
    name: '某人',
    serviceItem: '高龄津贴',
    acceptedOn: '2026-11-20',
    address: '幸福路12号',
  })
  const delivery = (id: string, text: string): ReturnType<TestDevice['compose']> =>
    pc.compose([
      {
        table: 'deliveries',
        id,
        fields: changed({ entry: 'e', system: 'MZ', channel: 'interface', status: 'waiting', content: text }),
      },
    ])
  const answered = (id: string) => (operation: Operation) =>
    operation.id === id && operation.fields['status'] !== 'waiting'

  it('is shared when the system accepts it, and its receipt comes back', async () => {
    await pc.push(delivery('d1', content))
    const { fields, device } = await until(answered('d1'))
    expect(fields).toMatchObject({ status: 'shared', content })
    expect(fields['receipt']).toMatch(/^MZ-[0-9A-F]{12}$/)
    expect(device).toBeNull()
  })

  it('comes back with the reason when it is rejected, and can be corrected and sent again', async () => {
    await pc.push(delivery('d2', '{}'))
    const rejected = await until(answered('d2'))
    expect(rejected.fields['status']).toBe('rejected')
    expect(rejected.fields['reason']).toMatch(/^missing:/)
    const fields = changed({ status: 'waiting', content }, { status: 'rejected', content: '{}' })
    const sent = await pc.push(pc.compose([{ table: 'deliveries', id: 'd2', baseVer: rejected.ver, fields }]))
    expect(sent.results[0]?.status).toBe('applied')
    expect((await until(answered('d2'))).fields).toMatchObject({ status: 'shared' })
  })

  it('waits while a system is down, and is sent when it is back', async () => {
    await setBehaviour(platform.db, 'MZ', 'down')
    await pc.push(delivery('d3', content))
    const queue = (): Promise<{ attempts: number } | undefined> =>
      platform.db.selectFrom('delivery_queue').select('attempts').where('id', '=', 'd3').executeTakeFirst()
    await expect.poll(async () => (await queue())?.attempts, { timeout: 20_000 }).toBeGreaterThan(0)
    await setBehaviour(platform.db, 'MZ', 'accepts')
    await platform.db
      .updateTable('delivery_queue')
      .set({ next_at: new Date(0).toISOString() })
      .execute()
    expect((await until(answered('d3'))).fields).toMatchObject({ status: 'shared' })
    await expect.poll(queue).toBeUndefined()
  })
})
