import { createPublicKey, randomUUID, verify } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { PushResponse } from '../../src-contract/sync/push.ts'
import type { WireProblem } from '../../src-contract/sync/problems.ts'
import { resultsHash, rowHash, signedText } from '../../src-domain/sync/canonical-row.ts'
import { StationWriter } from '../../platform/sync/station-writer.ts'
import { changed, newRequest, openTestPlatform, send, TestDevice, type TestPlatform } from '../support/platform.ts'

let platform: TestPlatform
const devices: TestDevice[] = []

async function device(station: string): Promise<TestDevice> {
  const made = await TestDevice.enrol(platform, station)
  devices.push(made)
  return made
}

const problem = (answer: { json(): unknown }): string => (answer.json() as WireProblem).error.code
const statuses = ({ results }: PushResponse): string[] => results.map(({ status }) => status)

beforeAll(async () => {
  platform = await openTestPlatform()
})
afterAll(async () => {
  for (const each of devices) each.close()
  await platform.close()
})

describe('enrolment', () => {
  it('gives a certificate for a code, once, and to nobody without one', async () => {
    const code = await platform.newCode('E01')
    const first = await TestDevice.enrol(platform, 'E01', code.toLowerCase().replaceAll('-', ' '))
    devices.push(first)
    expect(first.enrolled.station).toBe('E01')
    expect((await first.hello()).value).toMatchObject({ station: 'E01', ackedSeq: 0, cursorStatus: 'rebootstrap' })
    const again = { code, csr: newRequest().csr, deviceName: 'PC', appVersion: '1' }
    const refused = await send(`${platform.url}/enrol`, { body: JSON.stringify(again) })
    expect([refused.status, problem(refused)]).toEqual([403, 'sync/code-refused'])
  })

  it('refuses a request that is not signed with its key, and keeps the code', async () => {
    const code = await platform.newCode('E01')
    const { csr } = newRequest()
    const other = newRequest().csr
    // The body of one request with the end, the signature, of another.
    const forged = `${csr.slice(0, csr.length - 200)}${other.slice(-200)}`
    const body = { code, csr: forged, deviceName: 'PC', appVersion: '1' }
    expect((await send(`${platform.url}/enrol`, { body: JSON.stringify(body) })).status).toBe(400)
    devices.push(await TestDevice.enrol(platform, 'E01', code))
  })

  it('lets nobody in without a certificate of its own', async () => {
    const bare = await send(`${platform.url}/pull?lineage=${randomUUID()}&cursor=0`)
    expect([bare.status, problem(bare)]).toEqual([401, 'sync/no-certificate'])
  })

  it('turns a revoked device away at once, on the connection that it has', async () => {
    const pc = await device('E02')
    expect((await pc.hello()).status).toBe(200)
    await platform.db
      .updateTable('devices')
      .set({ status: 'revoked' })
      .where('device', '=', pc.enrolled.device)
      .execute()
    expect(problem(await pc.hello())).toBe('sync/revoked')
  })
})

describe('push and pull', () => {
  it('takes an entry over once, however often it is sent, and gives it to the other PC', async () => {
    const [one, two] = [await device('P01'), await device('P01')]
    const id = randomUUID()
    const sent = one.compose([
      { table: 'entries', id, fields: changed({ book: 'L06', number: 'L06-1', stage: 'filed', 'v.note': '见到本人' }) },
      { table: 'entry_events', id: randomUUID(), fields: changed({ entry: id, to: 'done' }) },
    ])
    const first = await one.push(sent)
    expect(statuses(first)).toEqual(['applied', 'applied'])
    const second = await one.push(sent)
    expect(second.results).toMatchObject([
      { status: 'duplicate', was: 'applied', ver: 1, serverSeq: first.results[0]?.serverSeq },
      { status: 'duplicate', was: 'applied' },
    ])
    const page = await two.pull()
    expect(page.operations.map(({ table, last }) => [table, last])).toEqual([
      ['entries', false],
      ['entry_events', true],
    ])
    const entry = page.operations[0]
    expect(entry).toMatchObject({ op: 'upsert', id, ver: 1, device: one.enrolled.device, actor: one.actor })
    expect(entry?.hash).toBe(rowHash('entries', id, 1, entry?.fields ?? {}))
    expect((await two.pull()).operations).toEqual([])
    const { signature, ...receipt } = first.receipt
    expect(receipt.results).toBe(resultsHash(first.results))
    const key = createPublicKey(one.enrolled.signingKey)
    expect(verify(null, Buffer.from(signedText('receipt', receipt)), key, Buffer.from(signature, 'base64'))).toBe(true)
  })

  it('merges different fields, keeps both values of the same field, and lets a person decide', async () => {
    const [one, two] = [await device('P02'), await device('P02')]
    const id = randomUUID()
    const before = { book: 'L06', 'v.note': 'a', 'v.phone': '1', helpers: ['x'] }
    await one.push(one.compose([{ table: 'entries', id, fields: changed(before) }]))
    const edit = { table: 'entries', id, baseVer: 1 }
    await one.push(one.compose([{ ...edit, fields: changed({ 'v.note': 'b', helpers: ['x', 'y'] }, before) }]))
    const merged = await two.push(two.compose([{ ...edit, fields: changed({ 'v.phone': '2', helpers: [] }, before) }]))
    expect(merged.results).toMatchObject([{ status: 'merged', ver: 3 }])

    const eventId = randomUUID()
    const disputed = await two.push(
      two.compose([
        { ...edit, fields: changed({ 'v.note': 'c' }, before) },
        { table: 'entry_events', id: eventId, fields: changed({ entry: id }) },
      ]),
    )
    expect(statuses(disputed)).toEqual(['conflict', 'held'])
    const conflict = disputed.results[0]?.conflict ?? ''
    expect(disputed.results[0]?.conflicts).toEqual([{ field: 'v.note', base: 'a', mine: 'c', theirs: 'b' }])
    const seen = (await one.pull()).operations
    expect(seen.find(({ table }) => table === 'conflicts')).toMatchObject({
      id: conflict,
      fields: { status: 'open', row: id },
    })
    expect(seen.some((operation) => operation.id === eventId)).toBe(false)
    expect(seen.filter((operation) => operation.id === id).at(-1)?.fields).toMatchObject({
      'v.note': 'b',
      'v.phone': '2',
      helpers: ['y'],
    })

    const decision = { ...edit, baseVer: 3, op: 'resolve' as const, conflict, choice: 'mine' as const }
    const fields = changed({ 'v.note': 'c' }, { 'v.note': 'b' })
    expect((await one.push(one.compose([{ ...decision, fields }]))).results).toMatchObject([
      { status: 'rejected', reason: 'reason-missing' },
    ])
    const settled = await one.push(one.compose([{ ...decision, fields, reason: '以走访记录为准' }]))
    expect(settled.results).toMatchObject([{ status: 'applied', ver: 4 }])
    const late = await two.push(two.compose([{ ...decision, fields, choice: 'theirs', reason: '另一人也处理了' }]))
    expect(late.results).toMatchObject([{ status: 'rejected', reason: 'no-such-conflict' }])
    const after = (await one.pull()).operations
    expect(after.map(({ table }) => table).sort()).toEqual(['conflicts', 'entries', 'entry_events'])
    expect(after.filter(({ last }) => last)).toHaveLength(1)
  })

  it('does all of a transaction or none of it', async () => {
    const pc = await device('P03')
    const id = randomUUID()
    await pc.push(pc.compose([{ table: 'entries', id, fields: changed({ book: 'L06', number: 'L06-1' }) }]))
    const answer = await pc.push(
      pc.compose([
        { table: 'entry_events', id: randomUUID(), fields: changed({ entry: id }) },
        { table: 'entries', id, baseVer: 1, fields: changed({ number: 'L06-2' }, { number: 'L06-1' }) },
      ]),
    )
    expect(answer.results).toMatchObject([
      { status: 'rejected', reason: 'transaction' },
      { status: 'rejected', reason: 'immutable', field: 'number' },
    ])
    expect((await pc.pull()).operations).toHaveLength(1)
  })

  it('never brings back what was deleted', async () => {
    const [one, two] = [await device('P04'), await device('P04')]
    const id = randomUUID()
    await one.push(one.compose([{ table: 'notes', id, fields: changed({ text: 'a' }) }]))
    await one.push(one.compose([{ table: 'notes', id, op: 'delete', baseVer: 1 }]))
    const edit = { table: 'notes', id, fields: changed({ text: 'b' }, { text: 'a' }) }
    expect(statuses(await two.push(two.compose([{ ...edit, baseVer: 1 }])))).toEqual(['conflict'])
    const again = await two.push(two.compose([{ ...edit, baseVer: 0 }]))
    expect(again.results).toMatchObject([{ status: 'rejected', reason: 'deleted' }])
  })

  it('says which mutation has to come first when one is missing', async () => {
    const pc = await device('P05')
    pc.seq = 4
    const answer = await pc.sendPush(pc.compose([{ table: 'notes', id: 'n', fields: changed({ text: 'a' }) }]))
    expect(answer.status).toBe(409)
    expect(answer.json()).toMatchObject({ error: { code: 'sync/gap', expected: 1 } })
  })

  it('refuses half a transaction, huge and crafted bodies, and other stations', async () => {
    const [pc, other] = [await device('P06'), await device('P07')]
    const pair = pc.compose([
      { table: 'notes', id: 'a', fields: changed({ text: 'a' }) },
      { table: 'notes', id: 'b', fields: changed({ text: 'b' }) },
    ])
    expect(problem(await pc.sendPush(pair.slice(0, 1)))).toBe('sync/txn-split')
    await pc.push(pair)
    const forged = pair.map((mutation) => ({ ...mutation, seq: 2 ** 53 }))
    expect(problem(await pc.sendPush(forged.slice(0, 1)))).toBe('sync/invalid')
    const bomb = gzipSync(Buffer.alloc(100 * 1024 * 1024, 32))
    const headers = { 'content-encoding': 'gzip', 'content-type': 'application/json' }
    expect(problem(await pc.send('/push', { body: bomb, headers }))).toBe('sync/too-large')
    // The same id at another station is another row: nothing can be reached by guessing.
    await other.push(other.compose([{ table: 'notes', id: 'a', fields: changed({ text: 'other' }) }]))
    expect((await pc.pull()).operations.map(({ fields }) => fields['text'])).toEqual(['a', 'b'])
    expect((await other.hello({ device: pc.enrolled.device })).status).toBe(403)
  })

  it('brings the outbox of an older client to its own schema, and holds what it cannot read', async () => {
    const pc = await device('P08')
    const good = pc.compose([{ table: 'entries', id: 'e1', fields: changed({ beatCode: 'B01', helpers: 'x,y' }) }])
    const bad = pc.compose([{ table: 'entries', id: 'e2', fields: changed({ helpers: 7 }) }])
    const next = pc.compose([{ table: 'entries', id: 'e3', fields: changed({ beatCode: 'B02' }) }])
    expect(statuses(await pc.push([...good, ...bad, ...next], { schema: 1 }))).toEqual(['applied', 'held', 'applied'])
    expect((await pc.pull()).operations.map(({ fields }) => fields)).toEqual([
      { beat: 'B01', helpers: ['x', 'y'] },
      { beat: 'B02' },
    ])
    expect((await pc.sendPush(next, { schema: 99 })).status).toBe(426)
  })

  it('puts a copied device in quarantine, and knows a mutation again under another number', async () => {
    const pc = await device('P09')
    const [sent] = pc.compose([{ table: 'notes', id: 'a', fields: changed({ text: 'a' }) }])
    if (sent === undefined) throw new Error('nothing composed')
    await pc.push([sent])
    // Restored from its backup: it says so with a higher epoch and sends what it still has from seq 1.
    pc.epoch = 2
    expect((await pc.hello()).value.ackedSeq).toBe(0)
    expect((await pc.push([sent])).results).toMatchObject([{ status: 'duplicate', was: 'applied', ver: 1 }])
    const copy = { ...sent, mid: randomUUID(), fields: changed({ text: 'b' }) }
    expect(problem(await pc.sendPush([copy]))).toBe('sync/quarantined')
    expect(problem(await pc.sendPush(pc.compose([{ table: 'notes', id: 'c' }])))).toBe('sync/quarantined')
  })
})

it('a platform restored from its backup makes replicas begin again, and takes once more only what it lost', async () => {
  const pc = await device('L01')
  const kept = pc.compose([{ table: 'notes', id: 'kept', fields: changed({ text: 'a' }) }])
  await pc.push(kept)
  const restored = await openTestPlatform({ dir: platform.dir, databaseUrl: platform.databaseUrl, newLineage: true })
  try {
    pc.url = restored.url
    const { lineage } = pc.enrolled
    const greeting = (await pc.hello({ position: { lineage, seq: 1 } })).value
    expect(greeting).toMatchObject({ cursorStatus: 'rebootstrap', ackedSeq: 1 })
    expect(greeting.lineage).not.toBe(lineage)
    expect(problem(await pc.send(`/pull?lineage=${lineage}&cursor=0`))).toBe('sync/rebootstrap')
    // What was on its way meanwhile is not judged: its PC sends it again, as what the platform may have lost.
    const late = pc.compose([{ table: 'notes', id: 'late', fields: changed({ text: 'b' }) }])
    expect(problem(await pc.sendPush(late, { lineage }))).toBe('sync/rebootstrap')
    expect((await pc.push(kept)).results).toMatchObject([{ status: 'duplicate' }])
    const { status } = await pc.sendPush(late, { lineage: greeting.lineage })
    expect(status).toBe(200)
  } finally {
    await restored.stop()
    // The others of this file go on with the lineage that they know.
    const { lineage } = platform.keys
    await platform.db.updateTable('platform_settings').set({ value: lineage }).where('name', '=', 'lineage').execute()
  }
})

describe('many writers', () => {
  it('loses nothing when the lower sequence commits last', async () => {
    const pc = await device('C01')
    let release = (): void => undefined
    const opened = new Promise<void>((resolve) => (release = resolve))
    let wrote = (): void => undefined
    const written = new Promise<void>((resolve) => (wrote = resolve))
    const slow = platform.db.transaction().execute(async (tx) => {
      const writer = await StationWriter.begin(tx, 'C01')
      writer.put({ table: 'notes', id: 'slow' }, { text: 'low' }, { device: null, actor: null }, false)
      await writer.flush()
      wrote()
      await opened
    })
    await written
    const quick = pc.push(pc.compose([{ table: 'notes', id: 'quick', fields: changed({ text: 'high' }) }]))
    // The second writer has to wait for the first: whoever pulls now gets neither, and no later page starts after the first.
    expect(await pc.pull()).toMatchObject({ to: { seq: 0 }, operations: [] })
    release()
    await Promise.all([slow, quick])
    expect((await pc.pull()).operations.map(({ seq, id }) => [seq, id])).toEqual([
      [1, 'slow'],
      [2, 'quick'],
    ])
  })

  it('serves one database from two instances, and each change is seen once and in order', async () => {
    const second = await openTestPlatform({ dir: platform.dir, databaseUrl: platform.databaseUrl })
    try {
      const writers = await Promise.all(['C02', 'C02', 'C02', 'C02'].map((station) => device(station)))
      writers.forEach((writer, at) => {
        if (at % 2 === 1) writer.url = second.url
      })
      const reader = await device('C02')
      reader.url = second.url
      const watched = reader.send(`/watch?lineage=${reader.enrolled.lineage}&cursor=0&seconds=20`)
      const pushes = writers.map(async (writer, at) => {
        for (let round = 0; round < 10; round += 1) {
          const changes = [0, 1, 2].map((part) => ({
            table: 'notes',
            id: `${at}-${round}-${part}`,
            fields: changed({ text: `${round}` }),
          }))
          expect(statuses(await writer.push(writer.compose(changes)))).toEqual(['applied', 'applied', 'applied'])
        }
      })
      const seen: number[] = []
      const ids = new Set<string>()
      while (ids.size < 120) {
        const page = await reader.pull(16 * 1024)
        expect(page.operations.at(-1)?.last ?? true).toBe(true)
        for (const { seq, id } of page.operations) {
          seen.push(seq)
          ids.add(id)
        }
      }
      await Promise.all(pushes)
      expect(seen).toEqual(Array.from({ length: 120 }, (_, at) => at + 1))
      expect((await watched).json()).toMatchObject({ changed: true })
    } finally {
      await second.stop()
    }
  })
})
