import { createHash, createPublicKey, randomBytes, verify } from 'node:crypto'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { BootstrapResponse, SnapshotRow } from '../../src-contract/sync/bootstrap.ts'
import { DigestResponse, RowsResponse } from '../../src-contract/sync/digest.ts'
import { endpoints } from '../../src-contract/sync/endpoints.ts'
import { rowHash, signedText } from '../../src-domain/sync/canonical-row.ts'
import { bucketOf, SetSum } from '../../src-domain/sync/set-hash.ts'
import { verifyDigests } from '../../platform/sync/digest.ts'
import { changed, openTestPlatform, send, TestDevice, type TestPlatform } from '../support/platform.ts'

let platform: TestPlatform
let pc: TestDevice
/** What the station holds after the writes of `beforeAll`, as a replica would: id to hash. */
const held = new Map<string, string>()

beforeAll(async () => {
  platform = await openTestPlatform()
  pc = await TestDevice.enrol(platform, 'R01')
  const ids = Array.from({ length: 300 }, (_, at) => `note-${at}`)
  await pc.push(ids.flatMap((id) => pc.compose([{ table: 'notes', id, fields: changed({ text: id }) }])))
  await pc.push(pc.compose([{ table: 'notes', id: 'note-7', op: 'delete', baseVer: 1 }]))
  await pc.push(
    pc.compose([{ table: 'notes', id: 'note-8', baseVer: 1, fields: changed({ text: '改' }, { text: 'note-8' }) }]),
  )
  for (;;) {
    const { operations, hasMore } = await pc.pull()
    for (const { op, id, hash } of operations) {
      if (op === 'upsert') held.set(id, hash)
      else held.delete(id)
    }
    if (!hasMore) break
  }
})
afterAll(async () => {
  pc.close()
  await platform.close()
})

async function ask<T>(path: string, body: object, schema: { parse(value: unknown): T }): Promise<T> {
  const answer = await pc.send(path, { body: JSON.stringify(body) })
  expect(answer.status).toBe(200)
  return schema.parse(answer.json())
}

describe('digests', () => {
  it('say the same as a replica that stored every operation, signed', async () => {
    const sum = new SetSum()
    for (const hash of held.values()) sum.add(hash)
    const answer = await ask('/digest', { level: 'roots' }, DigestResponse)
    if (answer.level !== 'roots') throw new Error('not roots')
    expect(answer.roots.tables['notes']).toEqual(sum.value())
    expect(answer.seq).toBe(pc.cursor)
    const { signature, ...roots } = answer.roots
    const key = createPublicKey(pc.enrolled.signingKey)
    expect(verify(null, Buffer.from(signedText('roots', roots)), key, Buffer.from(signature, 'base64'))).toBe(true)
    expect(await verifyDigests(platform.db, 'R01')).toEqual([])
  })

  it('lead from the root to the row that differs, which is then given out again', async () => {
    const buckets = await ask('/digest', { level: 'buckets', table: 'notes' }, DigestResponse)
    if (buckets.level !== 'buckets') throw new Error('not buckets')
    expect(buckets.buckets.reduce((sum, { count }) => sum + count, 0)).toBe(held.size)
    const bucket = bucketOf('note-9')
    const rows = await ask('/digest', { level: 'rows', table: 'notes', buckets: [bucket] }, DigestResponse)
    if (rows.level !== 'rows') throw new Error('not rows')
    expect(rows.rows).toContainEqual({ id: 'note-9', hash: held.get('note-9') })
    const now = await ask('/rows', { table: 'notes', ids: ['note-7', 'note-8', 'nowhere'] }, RowsResponse)
    expect(now.operations.map(({ op, id, ver }) => [op, id, ver])).toEqual([
      ['delete', 'note-7', 2],
      ['upsert', 'note-8', 2],
      ['evict', 'nowhere', 0],
    ])
  })

  it('show a row that was changed behind the log', async () => {
    await platform.db
      .updateTable('rows')
      .set({ hash: 'f'.repeat(64) })
      .where('id', '=', 'note-1')
      .execute()
    expect(await verifyDigests(platform.db, 'R01')).toEqual(['notes'])
    await platform.db
      .updateTable('rows')
      .set({ hash: held.get('note-1') ?? '' })
      .where('id', '=', 'note-1')
      .execute()
  })
})

describe('bootstrap', () => {
  it('gives all rows at one sequence in chunks that can be fetched in pieces, and pull goes on from there', async () => {
    const snapshot = await ask('/bootstrap', { resume: null }, BootstrapResponse)
    expect(snapshot.position).toEqual({ lineage: pc.enrolled.lineage, seq: pc.cursor })
    expect(snapshot.rows).toBe(held.size)
    const sum = new SetSum()
    for (const { number, sha256, bytes } of snapshot.chunks) {
      const path = `/bootstrap/${snapshot.snapshot}/${number}`
      const half = Math.floor(bytes / 2)
      const first = await pc.send(path, { headers: { range: `bytes=0-${half - 1}` } })
      const second = await pc.send(path, { headers: { range: `bytes=${half}-` } })
      expect([first.status, second.status]).toEqual([206, 206])
      const body = Buffer.concat([first.body, second.body])
      expect(createHash('sha256').update(body).digest('hex')).toBe(sha256)
      for (const line of gunzipSync(body).toString('utf8').trim().split('\n')) {
        const row = SnapshotRow.parse(JSON.parse(line))
        expect(rowHash(row.table, row.id, row.ver, row.fields)).toBe(row.hash)
        sum.add(row.hash)
      }
    }
    expect(snapshot.roots.tables['notes']).toEqual(sum.value())
    await pc.push(pc.compose([{ table: 'notes', id: 'later', fields: changed({ text: 'later' }) }]))
    // Another PC that begins now shares the snapshot; who comes back goes on with the one that it began.
    expect(await ask('/bootstrap', { resume: null }, BootstrapResponse)).toEqual(snapshot)
    expect(await ask('/bootstrap', { resume: snapshot.snapshot }, BootstrapResponse)).toEqual(snapshot)
    const { operations } = await pc.pull()
    expect(operations.map(({ id }) => id)).toEqual(['later'])
  })

  it('is given while others write: a station whose rows change in that moment is not busy', async () => {
    const other = await TestDevice.enrol(platform, 'R01')
    const written = (async () => {
      for (let n = 0; n < 60; n += 1)
        await pc.push(pc.compose([{ table: 'notes', id: `while ${n}`, fields: changed({ text: `${n}` }) }]))
    })()
    const statuses: number[] = []
    for (let n = 0; n < 40; n += 1)
      statuses.push((await other.send('/bootstrap', { body: JSON.stringify({ resume: null, fresh: true }) })).status)
    await written
    expect(statuses).toEqual(statuses.map(() => 200))
    other.close()
  })

  it('is closed to another station', async () => {
    const other = await TestDevice.enrol(platform, 'R02')
    const { snapshot } = await ask('/bootstrap', { resume: null }, BootstrapResponse)
    expect((await other.send(`/bootstrap/${snapshot}/0`)).status).toBe(404)
    other.close()
  })
})

describe('blobs', () => {
  const blob = randomBytes(1_500_000)
  const sha256 = createHash('sha256').update(blob).digest('hex')
  const put = (start: number, end: number, name = sha256): ReturnType<TestDevice['send']> =>
    pc.send(`/blob/${name}`, {
      method: 'PUT',
      body: blob.subarray(start, end),
      headers: {
        'content-type': 'application/octet-stream',
        'content-range': `bytes ${start}-${end - 1}/${blob.length}`,
      },
    })

  it('arrive in parts, again after a lost answer, and are read in ranges', async () => {
    expect((await put(500_000, 1_000_000)).json()).toMatchObject({ error: { code: 'sync/blob-gap', expected: 0 } })
    expect((await put(0, 900_000)).json()).toMatchObject({ have: 900_000, complete: false })
    expect((await put(0, 900_000)).json()).toMatchObject({ have: 900_000, complete: false })
    expect((await pc.send(`/blob/${sha256}`, { method: 'HEAD' })).headers['x-blob-have']).toBe('900000')
    expect((await pc.send(`/blob/${sha256}`)).status).toBe(404)
    expect((await put(600_000, 1_500_000)).json()).toMatchObject({ complete: true })
    expect((await pc.send(`/blob/${sha256}`)).body.equals(blob)).toBe(true)
    const part = await pc.send(`/blob/${sha256}`, { headers: { range: 'bytes=899990-900009' } })
    expect([part.status, part.body.equals(blob.subarray(899_990, 900_010))]).toEqual([206, true])
  })

  it('are thrown away when they are not what their name says', async () => {
    const name = 'a'.repeat(64)
    expect((await put(0, 1_000_000, name)).status).toBe(200)
    expect((await put(1_000_000, 1_500_000, name)).json()).toMatchObject({ error: { code: 'sync/blob-mismatch' } })
    expect((await pc.send(`/blob/${name}`, { method: 'HEAD' })).status).toBe(404)
  })
})

it('the protocol is described in a document made from the contract, and every call in it is served', async () => {
  const answer = await send(`${platform.url}/openapi.json`)
  const { paths } = answer.json() as { paths: Record<string, Record<string, unknown>> }
  const listed = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method} ${path}`),
  )
  expect(listed).toHaveLength(Object.keys(endpoints).length)
  for (const { method, path, caller } of Object.values(endpoints)) {
    const real = path.replace(/:\w+/g, '0')
    const body = method === 'POST' || method === 'PUT' ? { body: '{}' } : {}
    const { status } = await send(`${platform.url}${real}`, { method, ...body })
    // Without a certificate, or with an empty body: refused, but known.
    expect([path, status]).toEqual([path, caller === 'device' ? 401 : 400])
  }
})
