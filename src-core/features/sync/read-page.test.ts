import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import type { Fields } from '../../../src-contract/sync/protocol.ts'
import { rowHash } from '../../../src-domain/sync/canonical-row.ts'
import { Untrue } from './checked-operation.ts'
import { readPage, UnreadablePage, type PagePart } from './read-page.ts'
import { mostRows, PackedRows } from './row-pack.ts'

const lineage = '0197c0de-0000-7000-8000-000000000000'
type Said = {
  readonly table: string
  readonly id: string
  readonly fields: Fields
  readonly last?: boolean
  readonly ver?: number
}

const record = (n: number, more: Partial<Said> = {}, system = 'JZ'): Said => {
  const nativeId = `R${n}`
  const payload = JSON.stringify({ address: '桂花路1号', name: `测试${n}` })
  const fields = { contentHash: 'a'.repeat(64), nativeId, payload, receivedAt: '2026-11-01T08:30:05.000Z', system }
  return { table: 'source_records', id: `${system}:${nativeId}`, fields, ...more }
}
const entry = (id: string, more: Partial<Said> = {}): Said => ({
  table: 'entries',
  id,
  fields: { beat: 'B01' },
  ...more,
})

function pageOf(said: readonly Said[], change: (page: Record<string, unknown>) => object = (page) => page): object {
  const operations = said.map(({ table, id, fields, last = true, ver = 1 }, at) => ({
    ...{ seq: at + 1, last, op: 'upsert', table, id, ver, fields, hash: rowHash(table, id, ver, fields) },
    ...{ device: null, actor: null, at: '2026-03-05T00:00:00.000Z' },
  }))
  return change({ from: 0, to: { lineage, seq: said.length }, headSeq: said.length, hasMore: false, operations })
}

async function partsOf(page: object): Promise<PagePart[]> {
  const parts: PagePart[] = []
  const { head, parts: come } = readPage({ bytes: gzipSync(JSON.stringify(page)), isZipped: true })
  expect(head).not.toHaveProperty('operations')
  for await (const part of come) parts.push(part)
  return parts
}

const shapeOf = (parts: readonly PagePart[]) =>
  parts.map((part) => {
    if (part.kind === 'operations') return part.operations.map(({ applied }) => applied.id)
    const rows = new PackedRows(part.pack)
    return [rows.group, rows.count, part.upTo]
  })

test('records of one system go into packs, all else comes as it is, in the order of the page', async () => {
  const said = [record(3), record(1), entry('a'), entry('b'), record(2), record(2, { ver: 2 }), record(1, {}, 'WG')]
  expect(shapeOf(await partsOf(pageOf(said)))).toEqual([
    ['JZ', 2, 2],
    ['a', 'b'],
    ['JZ', 1, 5],
    // The same record again is looked at when the first one is stored.
    ['JZ', 1, 6],
    ['WG', 1, 7],
  ])
})

test('rows come out of a pack as they went in', async () => {
  const said = [record(2), record(1)]
  const [part] = await partsOf(pageOf(said))
  if (part?.kind !== 'pack') throw new Error('no pack')
  const rows = new PackedRows(part.pack)
  expect(rows.isInOrder).toBe(false)
  expect([0, 1].map((n) => [rows.id(n), rows.seq(n), rows.row(n).fields])).toEqual(
    said.map(({ id, fields }, at) => [id, at + 1, fields]),
  )
})

test('a delivery that no pack holds is taken in several, and ends with the last one; a transaction with something else does not', async () => {
  const count = mostRows + 10
  const delivery = Array.from({ length: count }, (_, n) => record(n, { last: n === count - 1 }))
  expect(shapeOf(await partsOf(pageOf([record(-1), ...delivery, record(-2)])))).toEqual([
    ['JZ', 1, 1],
    ['JZ', mostRows, null],
    ['JZ', 11, count + 2],
  ])
  const mixed = await partsOf(pageOf([...delivery.map((one) => ({ ...one, last: false })), entry('a')]))
  expect(mixed.map(({ kind }) => kind)).toEqual(['operations'])
  // One that changes twice in one transaction would not be as it was left where a part of it comes again.
  const twice = await partsOf(pageOf([record(1, { last: false }), record(1, { ver: 2 })]))
  expect(twice.map(({ kind }) => kind)).toEqual(['operations'])
})

test('what is no page, or half of a transaction, or not in order, or does not hash, is refused', async () => {
  const said = [record(1), record(2)]
  const changed = (change: (operations: Record<string, unknown>[]) => unknown) =>
    pageOf(said, (page) => ({ ...page, operations: change(page['operations'] as Record<string, unknown>[]) }))
  expect(() => readPage({ bytes: Buffer.from('{"from":'), isZipped: false })).toThrow(UnreadablePage)
  expect(() => readPage({ bytes: Buffer.from('{}'), isZipped: true })).toThrow(UnreadablePage)
  expect(() =>
    readPage({ bytes: Buffer.from(JSON.stringify({ ...changed((all) => all), from: -1 })), isZipped: false }),
  ).toThrow(UnreadablePage)
  await expect(partsOf(changed((all) => all.map((one) => ({ ...one, ver: 2 }))))).rejects.toThrow(new Untrue('hash'))
  await expect(partsOf(changed((all) => all.toReversed()))).rejects.toThrow(new Untrue('order'))
  await expect(partsOf(changed((all) => all.map((one) => ({ ...one, seq: 9 }))))).rejects.toThrow(new Untrue('order'))
  await expect(partsOf(changed((all) => all.map((one) => ({ ...one, last: false }))))).rejects.toThrow(
    new Untrue('order'),
  )
  await expect(partsOf(changed((all) => all.map((one) => ({ ...one, device: 'x' }))))).rejects.toThrow(UnreadablePage)
  await expect(partsOf(changed((all) => [...all, 7]))).rejects.toThrow(UnreadablePage)
})
