import { createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { SnapshotRow } from '../../../src-contract/sync/bootstrap.ts'
import type { Fields } from '../../../src-contract/sync/protocol.ts'
import { rowHash } from '../../../src-domain/sync/canonical-row.ts'
import { SetSum } from '../../../src-domain/sync/set-hash.ts'
import { isPlainRow } from './plain-row.rules.ts'
import { isAfter, packsOf } from './read-chunk.ts'
import { mostRows, PackedRows } from './row-pack.ts'

const row = (table: string, id: string, fields: Fields, ver = 1) => ({
  ...{ table, id, ver, seq: 7, fields, hash: rowHash(table, id, ver, fields) },
})
const record = (n: number, system = 'JZ') => {
  const nativeId = `R${String(n).padStart(6, '0')}`
  const payload = JSON.stringify({ address: '桂花路1号', name: `测试${n}` })
  const fields = { contentHash: 'a'.repeat(64), nativeId, payload, receivedAt: '2026-11-01T08:30:05.000Z', system }
  return row('source_records', `${system}:${nativeId}`, fields)
}
const linesOf = (rows: readonly object[]): Buffer => Buffer.from(rows.map((one) => `${JSON.stringify(one)}\n`).join(''))
const chunkOf = (body: Buffer) => ({ body, sha256: createHash('sha256').update(body).digest('hex') })
async function packed(rows: readonly object[]): Promise<PackedRows[]> {
  const packs: PackedRows[] = []
  for await (const pack of packsOf(chunkOf(gzipSync(linesOf(rows))))) packs.push(new PackedRows(pack))
  return packs
}
const rowsIn = (packs: readonly PackedRows[]) =>
  packs.flatMap((pack) => Array.from({ length: pack.count }, (_, n) => pack.row(n)))

test('rows come out as they went in, with their canonical text, whatever order and form their fields had', async () => {
  const rows = [
    row('entries', 'a', { beat: 'B01', count: 3 }),
    row('entries', 'b', { z: 'last', a: 'first', nothing: null }),
    row('entries', 'bb', { z: 'last', a: 'first' }),
    row('entries', 'c', { helpers: ['乙', '甲', '乙'] }),
    { ...row('entries', 'd', { text: '改' }), was: ['b'.repeat(64)] },
    record(1),
  ]
  const out = rowsIn(await packed(rows))
  expect(out.map(({ text, ...one }) => ({ ...one, fields: JSON.parse(text) as Fields }))).toEqual(
    rows.map((one) => expect.objectContaining({ table: one.table, id: one.id, ver: 1, seq: 7, hash: one.hash })),
  )
  expect(out.map(({ text }) => text)).toEqual([
    '{"beat":"B01","count":3}',
    '{"a":"first","z":"last"}',
    '{"a":"first","z":"last"}',
    `{"helpers":${JSON.stringify(['乙', '甲', '乙'].filter((one, at, all) => all.indexOf(one) === at).sort())}}`,
    '{"text":"改"}',
    JSON.stringify(record(1).fields),
  ])
  expect(out[4]?.was).toEqual(['b'.repeat(64)])
})

test('a pack has rows of one table and one group, no more than fit, and their sum', async () => {
  const many = Array.from({ length: mostRows + 3 }, (_, n) => record(n))
  const large = row('zz', 'large', { text: '大'.repeat(700_000) })
  const rows = [row('entries', 'a', {}), ...many, record(0, 'MZ'), row('source_records', 'QQ:1', { x: '1' }), large]
  const packs = await packed(rows)
  expect(packs.map(({ table, group, isReady, count }) => [table, group, isReady, count])).toEqual([
    ['entries', '', false, 1],
    ['source_records', 'JZ', true, mostRows],
    ['source_records', 'JZ', true, 3],
    ['source_records', 'MZ', true, 1],
    ['source_records', '', false, 1],
    ['zz', '', false, 1],
  ])
  expect(rowsIn(packs).at(-1)?.fields).toEqual(large.fields)
  const sum = new SetSum()
  for (const { hash } of many.slice(0, mostRows)) sum.add(hash)
  expect(packs[1]?.sum).toEqual(sum.value())
})

test('a chunk too large to be unpacked at once, and one that does not end with its line, say all their rows', async () => {
  const rows = Array.from({ length: 3_000 }, (_, n) => record(n))
  const body = gzipSync(linesOf(rows).subarray(0, -1))
  expect(body.length).toBeGreaterThan(32 * 1024)
  const ids: string[] = []
  for await (const pack of packsOf(chunkOf(body))) for (const { id } of rowsIn([new PackedRows(pack)])) ids.push(id)
  expect(ids).toEqual(rows.map(({ id }) => id))
})

test('rows that are not what their hash says, or not in order, are refused', async () => {
  const [one, two] = [record(1), record(2)]
  await expect(packed([{ ...one, ver: 2 }])).rejects.toThrow('hash')
  await expect(packed([{ ...one, fields: { ...one.fields, payload: '{}' } }])).rejects.toThrow('hash')
  await expect(packed([{ ...one, hash: one.hash.toUpperCase() }])).rejects.toThrow('hash')
  await expect(packed([two, one])).rejects.toThrow('order')
  await expect(packed([one, one])).rejects.toThrow('order')
})

test('a chunk that is not the one that was told of, or no chunk, or far too large, is refused', async () => {
  const rows = async (chunk: { body: Buffer; sha256: string }): Promise<number> => {
    let count = 0
    for await (const pack of packsOf(chunk)) count += pack.count
    return count
  }
  const good = chunkOf(gzipSync(JSON.stringify(record(1))))
  expect(await rows(good)).toBe(1)
  await expect(rows({ ...good, body: gzipSync(linesOf([record(1)])) })).rejects.toThrow('hash')
  await expect(rows(chunkOf(Buffer.from('none')))).rejects.toThrow('hash')
  await expect(rows(chunkOf(good.body.subarray(0, good.body.length - 9)))).rejects.toThrow('hash')
  await expect(rows(chunkOf(gzipSync(Buffer.alloc(65 * 1024 * 1024, '\n'))))).rejects.toThrow('hash')
})

test('what is taken without asking the contract is what the contract takes', () => {
  const good = record(1)
  const wrong: object[] = [
    { ...good, table: 'No Table' },
    { ...good, id: '' },
    { ...good, id: 'a\u0001' },
    { ...good, ver: -1 },
    { ...good, ver: 1.5 },
    { ...good, seq: '1' },
    { ...good, fields: [] },
    { ...good, fields: { '1a': 'x' } },
    { ...good, fields: { a: 0.5 } },
    { ...good, fields: { a: { b: 1 } } },
    { ...good, fields: { a: 'x'.repeat(2 * 1024 * 1024 + 1) } },
  ]
  expect(isPlainRow(good)).toBe(true)
  for (const one of wrong) {
    expect([one, SnapshotRow.safeParse(one).success]).toEqual([one, false])
    expect([one, isPlainRow(one)]).toEqual([one, false])
  }
})

test('the order is that of the bytes', () => {
  const ids = ['a', 'a!', 'aa', 'b', '\uFFFD', '\u{1F600}', '桂', '\uE000', 'a\u{1F600}', 'a\uFFFD']
  const inBytes = [...ids].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
  const sorted = [...ids].sort((a, b) => (isAfter({ table: 't', id: a }, { table: 't', id: b }) ? 1 : -1))
  expect(sorted).toEqual(inBytes)
  expect(isAfter({ table: 'b', id: 'a' }, { table: 'a', id: 'b' })).toBe(true)
  expect(isAfter({ table: 'a', id: 'a' }, { table: 'a', id: 'a' })).toBe(false)
})
