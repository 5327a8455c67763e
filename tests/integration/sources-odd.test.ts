import { afterAll, beforeAll, expect, it } from 'vitest'
import { roles } from '../../src-contract/roles.ts'
import { finishIndexing } from '../../src-core/features/sources/follow-index.service.ts'
import { idOf, jz, openStationWith } from '../support/lookup-records.ts'
import { orThrow, type TestStation } from '../support/station.ts'

const id = idOf('19880808')
let station: TestStation
let broken: number

beforeAll(async () => {
  station = await openStationWith([
    jz('郑明珠', { idNumber: id, address: '东渚区和平路18号', 保密备注: '原样保留' }),
    jz('钱有余', { idNumber: idOf('19770707'), address: '东渚区和平路20号' }),
  ])
  broken = deliver('R-broken', '{"name":"吴未完","idNumber":')
  deliver('R-number', '{"name":"吴数字","phone":12900001111}')
  await finishIndexing(station.core.gate.session?.db as never)
})
afterAll(() => station.close())

/** A record as no reader of ours would have written it, in the queue of the index like any that comes. */
function deliver(nativeId: string, payload: string): number {
  const db = station.core.gate.session?.db
  if (!db) throw new Error('nobody is logged in')
  return db.transaction((tx) => {
    const { lastInsertRowid } = tx
      .prepare<(string | Buffer)[], never>(
        `INSERT INTO source_records (system, native_id, version, source_time, received_at, content_hash, payload)
         VALUES ('JZ', ?, 1, NULL, '2026-11-20T00:00:00.000Z', ?, ?)`,
      )
      .run(nativeId, Buffer.from(nativeId), payload)
    tx.prepare<[number], never>('INSERT INTO index_queue (record_id) VALUES (?)').run(Number(lastInsertRowid))
    return Number(lastInsertRowid)
  })
}

const odd = async () => orThrow(await station.as('auditor', 'sources.odd', {}))

it('records that cannot be read whole are kept, and the auditor’s list names the problem and no value', async () => {
  const { items, total } = await odd()
  expect(items.map(({ problem, unknown }) => [problem, unknown])).toEqual([
    ['unknown-fields', ['保密备注']],
    ['broken', []],
    ['not-text', []],
  ])
  expect(total).toBe(3)
  for (const secret of [id, '郑明珠', '吴未完', '原样保留', '12900001111'])
    expect(JSON.stringify(items).includes(secret), secret).toBe(false)
})

it('the auditor reads one as it was delivered, on record and without its content there', async () => {
  const raw = orThrow(await station.as('auditor', 'sources.raw', { recordId: broken as never }))
  expect(raw).toMatchObject({ system: 'JZ', nativeId: 'R-broken', text: '{"name":"吴未完","idNumber":', whole: true })
  const { rows } = orThrow(await station.as('auditor', 'audit.list', { actions: ['view'], limit: 5 }))
  expect(rows.map(({ record }) => record)).toContain(`JZ#${broken}`)
  expect(JSON.stringify(rows).includes('吴未完')).toBe(false)
})

it('nobody else gets it, and a record that can be read is not shown raw', async () => {
  for (const role of roles.filter((one) => one !== 'auditor')) {
    for (const method of ['sources.odd', 'sources.raw'] as const) {
      const answer = await station.as(
        role as never,
        method,
        (method === 'sources.raw' ? { recordId: broken } : {}) as never,
      )
      expect([role, answer.ok ? 'ok' : answer.error.code]).toEqual([role, 'rpc/denied'])
    }
  }
  const readable = await station.as('auditor', 'sources.raw', { recordId: 2 as never })
  expect(readable).toMatchObject({ error: { code: 'sources/record-gone' } })
})

it('one that comes again and can be read leaves the list', async () => {
  const db = station.core.gate.session?.db
  db?.transaction((tx) => {
    tx.prepare<[number], never>(`UPDATE source_records SET payload = '{"name":"吴完整"}' WHERE record_id = ?`).run(
      broken,
    )
    tx.prepare<[number], never>('INSERT INTO index_queue (record_id) VALUES (?)').run(broken)
  })
  await finishIndexing(db as never)
  expect((await odd()).items.map(({ problem }) => problem)).toEqual(['unknown-fields', 'not-text'])
})
