import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { WireProblem } from '../../src-contract/sync/problems.ts'
import { changed, openTestPlatform, TestDevice, type Answer, type TestPlatform } from '../support/platform.ts'

// A device that has a certificate and means harm: it reaches nothing of another station, does nothing twice, and stops nobody.

let platform: TestPlatform
let pc: TestDevice
let beside: TestDevice
let other: TestDevice

beforeAll(async () => {
  platform = await openTestPlatform()
  pc = await TestDevice.enrol(platform, 'M01')
  beside = await TestDevice.enrol(platform, 'M01')
  other = await TestDevice.enrol(platform, 'M02')
})
afterAll(async () => {
  for (const each of [pc, beside, other]) each.close()
  await platform.close()
})

const problem = (answer: Answer): string => (answer.json() as WireProblem).error.code

it('finds no file of another station, and cannot spoil one by its name', async () => {
  const file = randomBytes(400_000)
  const sha256 = createHash('sha256').update(file).digest('hex')
  const put = (from: TestDevice, body: Buffer, total = file.length): Promise<Answer> =>
    from.send(`/blob/${sha256}`, {
      method: 'PUT',
      body,
      headers: { 'content-type': 'application/octet-stream', 'content-range': `bytes 0-${body.length - 1}/${total}` },
    })
  expect((await put(pc, file)).json()).toMatchObject({ complete: true })
  for (const method of ['GET', 'HEAD']) expect((await other.send(`/blob/${sha256}`, { method })).status).toBe(404)
  expect(problem(await put(other, randomBytes(file.length)))).toBe('sync/blob-mismatch')
  // Larger than any file may be.
  expect((await put(other, file, 2 ** 53)).status).toBe(400)
  expect((await beside.send(`/blob/${sha256}`)).body.equals(file)).toBe(true)
})

it('changes no row of another station: reviews, files, drafts and what was handed over are its own', async () => {
  const actor = pc.actor
  const rows = ['reviews', 'attachments', 'sealed_drafts', 'account_keys', 'entries'].map((table) => ({
    ...{ table, id: randomUUID(), actor },
    fields: changed({ owner: actor, kind: 'photo', state: 'present' }),
  }))
  const { results } = await pc.push(pc.compose(rows))
  expect(new Set(results.map(({ status }) => status))).toEqual(new Set(['applied']))
  const before = (await beside.pull()).to.seq
  // As a change of what it guessed, and as a deletion: there is nothing like that at its own station.
  for (const row of rows) {
    const edit = { ...row, actor, baseVer: 1, fields: changed({ kind: 'forged' }, { kind: 'photo' }) }
    const [edited] = (await other.push(other.compose([edit]))).results
    const [gone] = (await other.push(other.compose([{ ...row, op: 'delete', baseVer: 1, fields: {} }]))).results
    expect([row.table, edited?.status, gone?.status]).toEqual([row.table, 'rejected', 'rejected'])
  }
  expect((await beside.pull()).to.seq).toBe(before)
  expect((await other.pull()).operations).toEqual([])
})

it('does nothing twice: what is sent again, by it or under another PC’s numbers, was done once', async () => {
  const id = randomUUID()
  const sent = pc.compose([{ table: 'notes', id, fields: changed({ text: 'a' }) }])
  const first = await pc.push(sent)
  expect((await pc.push(sent)).results).toMatchObject([{ status: 'duplicate', was: 'applied' }])
  const replayed = sent.map((one) => ({ ...one, seq: (beside.seq += 1) }))
  expect((await beside.push(replayed)).results).toMatchObject([{ status: 'duplicate', was: 'applied' }])
  const { rows } = await platform.db
    .selectFrom('changes')
    .select(({ fn }) => fn.countAll<number>().as('rows'))
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  expect(Number(rows)).toBe(1)
  expect(first.receipt.device).toBe(pc.enrolled.device)
})

it('passes nothing off as a package, and none of its bodies grows beyond what is read', async () => {
  const zipped = gzipSync(Buffer.alloc(64 * 1024 * 1024, 32))
  const headers = { 'content-encoding': 'gzip', 'content-type': 'application/json' }
  for (const path of ['/hello', '/carry', '/digest', '/bootstrap', '/rows', '/ask'])
    expect([path, problem(await other.send(path, { body: zipped, headers }))]).toEqual([path, 'sync/too-large'])
  const text = randomBytes(64).toString('base64')
  const forged = {
    ...{ format: 'beatbook-unsent/1', station: 'M01', device: pc.enrolled.device, madeAt: new Date().toISOString() },
    ...{ part: 1, parts: 1, count: 1, sealedTo: 'a'.repeat(64), ephemeral: text, nonce: 'AAAAAAAAAAAAAAAA' },
    ...{ body: text, certificate: pc.enrolled.certificate, signature: text },
  }
  const carried = await other.send('/carry', { body: JSON.stringify({ package: forged }) })
  expect(problem(carried)).toBe('sync/package-damaged')
  const beyond = await other.send('/carry', { body: JSON.stringify({ package: { ...forged, count: 2 ** 53 } }) })
  expect(problem(beyond)).toBe('sync/invalid')
  // And everybody else is served.
  expect((await pc.hello()).status).toBe(200)
})
