import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { IngestResponse, type IngestRequest } from '../../src-contract/sync/ingest.ts'
import { createConnector } from '../../platform/ingestion/connectors.ts'
import { openTestPlatform, send, TestDevice, type TestPlatform } from '../support/platform.ts'

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
  if (answer.status !== 200) throw new Error(`${answer.status} ${answer.body.toString()}`)
  return IngestResponse.parse(answer.json())
}

const record = (nativeId: string, nativeVersion: number, owner: string | null): IngestRequest['records'][number] => ({
  nativeId,
  nativeVersion,
  sourceTime: null,
  payload: owner === null ? null : { owner },
})

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

  it('spares what another delivery named while a full one was under way', async () => {
    await ingest({ batch: randomUUID(), mode: 'full', records: [record('1', 4, 'a'), record('5', 1, 'e')] })
    await pc.pull()
    const full = { batch: randomUUID(), mode: 'full' as const }
    await ingest({ ...full, part: 1, last: false, records: [record('1', 5, 'a5')] })
    await ingest({ records: [record('1', 6, 'a6'), record('9', 1, 'i')] })
    expect(await ingest({ ...full, part: 2, records: [] })).toMatchObject({ removed: 1 })
    const { operations } = await pc.pull()
    expect(operations.map(({ id, op }) => [id, op])).toEqual([
      ['WY:1', 'upsert'],
      ['WY:1', 'upsert'],
      ['WY:9', 'upsert'],
      ['WY:5', 'delete'],
    ])
    // The next full one has the last word on them.
    expect(await ingest({ mode: 'full', records: [record('1', 6, 'a6')] })).toMatchObject({ unchanged: 1, removed: 1 })
    expect((await pc.pull()).operations.map(({ id, op }) => [id, op])).toEqual([['WY:9', 'delete']])
  })

  it('removes nothing while parts of a full delivery are missing, and says which', async () => {
    const full = { batch: randomUUID(), mode: 'full' as const }
    await expect(ingest({ ...full, part: 3, records: [] })).rejects.toThrow(
      /^409 .*"sync\/parts-missing".*Of this full delivery parts 1 to 2 of 3 did not come/,
    )
    expect((await pc.pull()).operations).toEqual([])
    // Other parts may come in any order.
    await ingest({ ...full, part: 2, last: false, records: [record('7', 1, 'g')] })
    await expect(ingest({ ...full, part: 3, records: [] })).rejects.toThrow('part 1 of 3 did not come')
    await expect(ingest({ ...full, part: 1, last: true, records: [] })).rejects.toThrow('part 2 came, so that part 1')
    await expect(ingest({ ...full, part: 1, mode: 'incremental', records: [] })).rejects.toThrow('in the same mode')
    await ingest({ ...full, part: 1, last: false, records: [record('8', 1, 'h')] })
    expect(await ingest({ ...full, part: 3, records: [] })).toMatchObject({ removed: 1, repeated: false })
    expect(await ingest({ ...full, part: 3, records: [] })).toMatchObject({ removed: 1, repeated: true })
    expect((await pc.pull()).operations.map(({ id, op }) => [id, op])).toEqual([
      ['WY:7', 'upsert'],
      ['WY:8', 'upsert'],
      ['WY:1', 'delete'],
    ])
    await expect(ingest({ ...full, part: 4, records: [] })).rejects.toThrow('has ended with part 3')
  })

  it('takes no more of a full delivery that a later one has overtaken', async () => {
    const older = { batch: randomUUID(), mode: 'full' as const }
    await ingest({ ...older, part: 1, last: false, records: [record('7', 1, 'g')] })
    expect(await ingest({ mode: 'full', records: [record('8', 1, 'h')] })).toMatchObject({ removed: 1 })
    await expect(ingest({ ...older, part: 2, records: [record('7', 1, 'g')] })).rejects.toThrow(
      /"sync\/delivery-ended".*Another full delivery of this system began later/,
    )
    expect((await pc.pull()).operations.map(({ id, op }) => [id, op])).toEqual([['WY:7', 'delete']])
  })

  it('is taken from nobody but the system itself', async () => {
    await expect(ingest({ records: [record('1', 9, 'x')] }, 'Bearer wrong-wrong-wrong-wrong')).rejects.toThrow('403')
    await expect(ingest({ system: 'JZ', records: [record('1', 9, 'x')] })).rejects.toThrow('403')
  })
})
