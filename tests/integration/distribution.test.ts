import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import ExcelJS from 'exceljs'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import type { OutputOf } from '../../src-contract/contract.ts'
import type { EntryId, FileId } from '../../src-contract/ids.ts'
import type { Progress } from '../../src-contract/rpc.ts'
import type { SystemId } from '../../src-contract/systems.ts'
import { uuidv7 } from '../../src-core/uuid.ts'
import { sample } from '../support/ledger-acts.ts'
import { openExchangeStation, type ExchangeStation } from '../support/exchange-station.ts'
import { staff } from '../support/test-context.ts'

let station: ExchangeStation
let folder: string

beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'beatbook-distribution-'))))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
beforeEach(() => void (station = openExchangeStation()))
afterEach(() => station.close())

async function file(book: string, more: Record<string, string> = {}): Promise<EntryId> {
  const { draftId, revision } = await station.must('clerk', 'ledger.openDraft', { book: book as never })
  const fields = { ...sample(book), ...more }
  const { problems } = await station.must('clerk', 'ledger.saveDraft', { draftId, revision, fields })
  const accepted = problems.map(({ field, code }) => ({ field, code, reason: '核实无误' }))
  return (await station.must('clerk', 'ledger.file', { draftId, accepted })).entryId
}

async function correct(entryId: EntryId, change: Record<string, string>): Promise<void> {
  const { version, fields } = await station.must('clerk', 'ledger.read', { entryId })
  station.clock.ms += 60_000
  await station.must('clerk', 'ledger.correct', {
    ...{ entryId, version, fields: { ...fields, ...change }, reason: '更正', accepted: [] },
  })
}

async function putOutOfForce(entryId: EntryId): Promise<void> {
  const { version } = await station.must('clerk', 'ledger.read', { entryId })
  const asked = await station.must('clerk', 'ledger.void', { entryId, version, reason: '重复登记' })
  if (asked.review !== null)
    await station.must('chief', 'ledger.decide', { reviewIds: [asked.review], approve: true, reason: '同意' })
}

const at = async (entryId: EntryId, system: SystemId) =>
  (await station.must('clerk', 'distribution.ofEntry', { entryId })).targets.find((one) => one.system === system)

const waiting = async (system: SystemId): Promise<number | undefined> =>
  (await station.must('clerk', 'distribution.overview', {})).systems.find((one) => one.system === system)?.records
    .waiting

/** As a list shows it, for an act. */
async function seen(entryId: EntryId, system: SystemId) {
  const hash = (await at(entryId, system))?.hash
  if (hash === undefined) throw new Error('nothing is told')
  return { entryId, system, hash }
}

async function exported(system: SystemId): Promise<{ batch: string; book: ExcelJS.Workbook }> {
  const { batch } = await station.must('clerk', 'distribution.exportBatch', { system })
  return { batch, book: await fileOf(batch) }
}

async function fileOf(batch: string): Promise<ExcelJS.Workbook> {
  const { xlsx } = await station.must('clerk', 'distribution.batchFile', { batch })
  const book = new ExcelJS.Workbook()
  await book.xlsx.load(xlsx.buffer as ArrayBuffer)
  return book
}

/** Headings, and the rows below them by heading. */
function tableOf(
  book: ExcelJS.Workbook,
  at = 0,
): { sheet: ExcelJS.Worksheet; head: number; rows: Record<string, string>[] } {
  const sheet = book.worksheets[at]
  if (sheet === undefined) throw new Error('no such sheet')
  let head = 1
  while (sheet.getRow(head).cellCount < 3) head += 1
  const headings = (sheet.getRow(head).values as unknown[]).slice(1).map((one) => String(one).replace(/\s*\*$/, ''))
  const rows: Record<string, string>[] = []
  for (let row = head + 1; row <= sheet.rowCount; row += 1) {
    const values = headings.map((_, column) => sheet.getRow(row).getCell(column + 1).text)
    if (values.some((value) => value !== ''))
      rows.push(Object.fromEntries(headings.map((name, n) => [name, values[n] ?? ''])))
  }
  return { sheet, head, rows }
}

/** As the system's people send it back. */
async function answered(book: ExcelJS.Workbook, answers: Partial<Record<string, string>>[]): Promise<FileId> {
  const { sheet, head } = tableOf(book)
  const headings = (sheet.getRow(head).values as unknown[]).map((one) => String(one).replace(/\s*\*$/, ''))
  for (const [n, answer] of answers.entries())
    for (const [heading, value] of Object.entries(answer))
      sheet.getRow(head + 1 + n).getCell(headings.indexOf(heading)).value = value
  const path = join(folder, `${crypto.randomUUID()}.xlsx`)
  writeFileSync(path, Buffer.from((await book.xlsx.writeBuffer()) as ArrayBuffer))
  return station.shelve(path)
}

type Counts = OutputOf<'distribution.applyReturn'>

it('an import file has the system’s own columns, and its return file says what became of each record', async () => {
  const [one, two] = [
    await file('L04'),
    await file('L04', { unitCode: 'FW99010200001204', address: '澄湾市东渚区幸福路12号3栋2单元1204室' }),
  ]
  expect(await waiting('ZJ')).toBe(2)
  const { batch, book } = await exported('ZJ')
  const { rows } = tableOf(book)
  expect(Object.keys(rows[0] ?? {})).toEqual([
    ...[
      '派出所登记号',
      '房屋编码',
      '不动产权证号',
      '房屋坐落',
      '房屋类型',
      '出租人',
      '出租人电话',
      '居住人数',
      '租赁开始日期',
    ],
    ...['租赁结束日期', '出租状态', '操作', '批次号', '导入结果', '回执号', '原因'],
  ])
  expect(rows[0]).toMatchObject({ 房屋编码: 'FW99010200001203', 房屋类型: '整租', 操作: '新增', 批次号: batch })
  expect(await at(one, 'ZJ')).toMatchObject({ standing: 'exported', batch, channel: 'import-file' })
  // Nothing waits any more, and nobody calls it shared.
  expect(await waiting('ZJ')).toBe(0)
  expect(await station.call('clerk', 'distribution.exportBatch', { system: 'ZJ' })).toMatchObject({
    error: { code: 'distribution/nothing-to-export' },
  })

  const order = rows.map((row) => row['房屋编码'])
  const fileId = await answered(
    book,
    order.map((code) =>
      code === 'FW99010200001203'
        ? { 导入结果: '成功', 回执号: 'ZJ-0001' }
        : { 导入结果: '失败', 原因: '房屋编码不存在' },
    ),
  )
  const would: Counts = { confirmed: 1, rejected: 1, changed: 0, unchanged: 0, unknown: 0, unknownRows: [] }
  expect(await station.must('clerk', 'distribution.readReturn', { fileId, system: 'ZJ' })).toEqual(would)
  expect(await at(one, 'ZJ')).toMatchObject({ standing: 'exported' })
  expect(await station.must('clerk', 'distribution.applyReturn', { fileId, system: 'ZJ' })).toEqual(would)
  expect(await at(one, 'ZJ')).toMatchObject({ standing: 'shared', receipt: 'ZJ-0001' })
  expect(await at(two, 'ZJ')).toMatchObject({ standing: 'rejected', reason: '房屋编码不存在' })
  // The same file once more changes nothing.
  expect(await station.must('clerk', 'distribution.applyReturn', { fileId, system: 'ZJ' })).toEqual({
    ...would,
    confirmed: 0,
    rejected: 0,
    unchanged: 2,
  })
  expect(station.rows(`SELECT count(*) AS n FROM deliveries`)).toEqual([{ n: 4 }])

  const again = await station.must('clerk', 'distribution.sendAgain', {
    items: [await seen(two, 'ZJ'), await seen(one, 'ZJ')],
  })
  expect(again).toEqual({ done: 1, left: 1 })
  // The system refused it: nothing of it is there.
  expect(await at(two, 'ZJ')).toMatchObject({ standing: 'waiting', former: null })
})

it('what is corrected after it was exported waits again; the answer to the one before is kept, and is none to it', async () => {
  const entryId = await file('L04')
  const { batch, book } = await exported('ZJ')
  await correct(entryId, { people: '5' })
  expect(await at(entryId, 'ZJ')).toMatchObject({ standing: 'waiting', former: 'exported' })
  const late = await answered(book, [{ 导入结果: '成功', 回执号: 'ZJ-1' }])
  expect(await station.must('clerk', 'distribution.applyReturn', { fileId: late, system: 'ZJ' })).toMatchObject({
    ...{ confirmed: 1, changed: 1, unchanged: 0 },
  })
  expect(await at(entryId, 'ZJ')).toMatchObject({ standing: 'waiting', former: 'shared' })
  expect(await station.call('clerk', 'distribution.batchFile', { batch })).toMatchObject({
    error: { code: 'distribution/nothing-to-export' },
  })
  const second = await exported('ZJ')
  expect(tableOf(second.book).rows).toMatchObject([{ 居住人数: '5', 操作: '变更' }])
  // What the system is not told of does not make it wait.
  await station.must('clerk', 'distribution.confirm', { items: [await seen(entryId, 'ZJ')], receipt: 'ZJ-2' })
  await correct(entryId, { remarks: '房东来电' })
  expect(await at(entryId, 'ZJ')).toMatchObject({ standing: 'shared', receipt: 'ZJ-2' })
})

it('an entry out of force is withdrawn where the system had it, and told to nobody where it had not', async () => {
  const [told, untold] = [
    await file('L04'),
    await file('L04', { unitCode: 'FW99010200001299', address: '澄湾市东渚区幸福路12号3栋2单元1299室' }),
  ]
  await putOutOfForce(untold)
  expect(await at(untold, 'ZJ')).toBeUndefined()
  await exported('ZJ')
  await station.must('clerk', 'distribution.confirm', { items: [await seen(told, 'ZJ')] })
  station.clock.ms += 60_000
  await putOutOfForce(told)
  expect(await at(told, 'ZJ')).toMatchObject({ standing: 'waiting', withdrawn: true, former: 'shared' })
  const { book } = await exported('ZJ')
  expect(tableOf(book).rows).toMatchObject([{ 操作: '撤销' }])
})

it('a record is copied by hand field by field, and what was not shown is not what was copied', async () => {
  const entryId = await file('L09')
  const item = { entryId, system: 'JCJ' as const }
  const shown = await station.must('clerk', 'distribution.panel', item)
  expect(shown.lines.map(({ label }) => label.zh)).toEqual(['警情编号', '警情类别', '处理结果', '反馈日期', '办理状态'])
  await station.must('clerk', 'distribution.copied', { item, hash: shown.hash })
  expect(await at(entryId, 'JCJ')).toMatchObject({ standing: 'exported', channel: 'manual' })
  await station.must('clerk', 'distribution.copied', { item, hash: shown.hash, receipt: 'JCJ-77' })
  expect(await at(entryId, 'JCJ')).toMatchObject({ standing: 'shared', receipt: 'JCJ-77' })
  expect(
    await station.call('clerk', 'distribution.copied', { item, hash: '0'.repeat(64), receipt: 'x' }),
  ).toMatchObject({
    error: { code: 'distribution/changed' },
  })
  // Who saw it is in the trail.
  expect(station.rows(`SELECT result FROM audit_log WHERE action = 'distribution' ORDER BY seq`)).toEqual([
    { result: 'seen' },
    { result: 'exported' },
    { result: 'confirmed' },
  ])
})

it('only the fields of the form are told: the grid learns kind and state of a dispute, and nobody’s name', async () => {
  const entryId = await file('L07')
  const { lines } = await station.must('clerk', 'distribution.panel', { entryId, system: 'WG' })
  expect(lines.map(({ key }) => key)).toEqual(['registrationNumber', 'eventKind', 'eventState'])
  const fields = sample('L07')
  for (const { value } of lines)
    for (const name of ['partyA', 'partyB', 'summary', 'address']) expect(value).not.toContain(fields[name])
  expect(await at(entryId, 'WG')).toMatchObject({ standing: 'waiting', channel: 'interface' })
  // Nobody at the station answers for a system that has an interface.
  expect(await station.must('clerk', 'distribution.confirm', { items: [await seen(entryId, 'WG')] })).toEqual({
    done: 0,
    left: 1,
  })
  expect(await station.call('clerk', 'distribution.exportBatch', { system: 'WG' })).toMatchObject({
    error: { code: 'distribution/other-channel' },
  })
})

it('what the system requires and the book does not say is filled in once, and only that', async () => {
  const entryId = await file('L04', { unitCode: '未提供' })
  expect(await at(entryId, 'ZJ')).toMatchObject({ standing: 'lacking', lacking: [{ zh: '房屋编码' }] })
  expect(await station.call('clerk', 'distribution.exportBatch', { system: 'ZJ' })).toMatchObject({ ok: false })
  const ask = { entryId, system: 'ZJ' as const }
  expect(await station.call('clerk', 'distribution.complete', { ...ask, typed: { address: '别处' } })).toMatchObject({
    error: { code: 'distribution/not-open' },
  })
  expect(
    await station.must('clerk', 'distribution.complete', { ...ask, typed: { unitCode: 'FW99010200000001' } }),
  ).toEqual({ standing: 'waiting' })
  expect(tableOf((await exported('ZJ')).book).rows).toMatchObject([{ 房屋编码: 'FW99010200000001' }])
})

it('a file that is no return file is refused, and one with strange lines says which', async () => {
  await file('L04')
  const path = join(folder, 'other.csv')
  writeFileSync(path, '姓名,电话\n某人,12900000001\n')
  const system = 'ZJ'
  expect(
    await station.call('clerk', 'distribution.readReturn', { fileId: station.shelve(path), system }),
  ).toMatchObject({
    error: { code: 'distribution/return-columns' },
  })
  writeFileSync(
    path,
    '登记号,批次号,结果\nL04-2026-009999,ZJ-20260305-000000,成功\n,ZJ-1,成功\nL04-2026-000001,ZJ-1,不知道\n',
  )
  expect(await station.must('clerk', 'distribution.applyReturn', { fileId: station.shelve(path), system })).toEqual({
    confirmed: 0,
    rejected: 0,
    unchanged: 0,
    changed: 0,
    unknown: 3,
    unknownRows: [2, 3, 4].map((row) => ({ sheet: expect.any(String), row })),
  })
  expect(station.rows('SELECT * FROM deliveries')).toEqual([])
})

it('corrections go the same way: in the sheet 更正申请 of the import file, and back by its return file', async () => {
  const request = (id: string, system: string): string =>
    `INSERT INTO correction_requests (request_id, system, native_id, kind, field, reason, state, account_id, created_at,
       fingerprint, old_value, proposed)
     VALUES ('${id}', '${system}', 'X1', 'ID_NAME', 'name', '已上门核实', 'waiting', '${staff.clerk.accountId}',
       '2026-03-05T01:00:00.000Z', 'f', '某甲', '某乙')`
  station.db.exec(request('01900000-0000-7000-8000-0000000000a1', 'ZJ'))
  station.db.exec(request('01900000-0000-7000-8000-0000000000b2', 'WY'))
  station.db.exec(request('01900000-0000-7000-8000-0000000000c3', 'JZ'))
  const corrections = async (system: SystemId, standing: 'waiting' | 'exported' | 'shared' | 'rejected') =>
    (await station.must('clerk', 'distribution.list', { system, kind: 'correction', standing })).items
  const { book } = await exported('ZJ')
  const { sheet, rows } = tableOf(book)
  expect(sheet.name).toBe('更正申请')
  expect(rows).toMatchObject([
    { 更正编号: 'GZ-000000A1', 系统记录编号: 'X1', 更正项: '承租人', 原值: '某甲', 更正为: '某乙' },
  ])
  expect(await corrections('ZJ', 'exported')).toMatchObject([{ number: 'GZ-000000A1', channel: 'import-file' }])
  const fileId = await answered(book, [{ 导入结果: '失败', 原因: '证件不符' }])
  expect(await station.must('clerk', 'distribution.applyReturn', { fileId, system: 'ZJ' })).toMatchObject({
    rejected: 1,
  })
  const [refused] = await corrections('ZJ', 'rejected')
  expect(refused).toMatchObject({ reason: '证件不符' })

  const [byHand] = await corrections('WY', 'waiting')
  if (byHand?.kind !== 'correction') throw new Error('no correction')
  const item = { requestId: byHand.requestId }
  const { hash, lines } = await station.must('clerk', 'distribution.panel', item)
  expect(lines.map(({ value }) => value)).toContain('某乙')
  await station.must('clerk', 'distribution.copied', { item, hash, receipt: 'WY-9' })
  expect(await corrections('WY', 'shared')).toMatchObject([{ receipt: 'WY-9' }])
  // Over an interface nobody but the system answers.
  const overInterface = { requestId: '01900000-0000-7000-8000-0000000000c3' }
  expect(await station.must('clerk', 'distribution.confirm', { items: [overInterface] })).toEqual({ done: 0, left: 1 })
})

it('an act is about what was seen: what changed since stays as it is, and a slip is put right', async () => {
  const entryId = await file('L04')
  await exported('ZJ')
  const before = await seen(entryId, 'ZJ')
  await correct(entryId, { people: '6' })
  await exported('ZJ')
  expect(await station.must('clerk', 'distribution.confirm', { items: [before] })).toEqual({ done: 0, left: 1 })
  expect(await at(entryId, 'ZJ')).toMatchObject({ standing: 'exported' })
  const now = await seen(entryId, 'ZJ')
  await station.must('clerk', 'distribution.confirm', { items: [now] })
  await station.must('clerk', 'distribution.refuse', { items: [now], reason: '点错了' })
  expect(await at(entryId, 'ZJ')).toMatchObject({ standing: 'rejected', reason: '点错了' })
  await station.must('clerk', 'distribution.confirm', { items: [now] })
  expect(await at(entryId, 'ZJ')).toMatchObject({ standing: 'shared' })
  // Which records they were about is in the trail.
  const [last] = station.rows<{ detail: string }>(
    `SELECT detail FROM audit_log WHERE action = 'distribution' ORDER BY seq DESC LIMIT 1`,
  )
  expect(JSON.parse(last?.detail ?? '')).toEqual({ system: 'ZJ', rows: 1, records: entryId })
})

it('what was refused and what is incomplete stands on the home page of who hands over, and nowhere when there is none', async () => {
  const onHome = async (who: 'clerk' | 'officer' | 'chief') => {
    // What the background does a moment later.
    await station.must('clerk', 'distribution.overview', {})
    return (await station.must(who, 'home.today', {})).distribution
  }
  const entryId = await file('L04')
  const lacking = await file('L04', { unitCode: '未提供', address: '澄湾市东渚区幸福路12号3栋2单元1204室' })
  await file('L07')
  station.db.exec(
    `INSERT INTO correction_requests (request_id, system, native_id, kind, field, reason, state, account_id, created_at,
       fingerprint, old_value, proposed, refusal)
     VALUES ('01900000-0000-7000-8000-0000000000d4', 'WY', 'X1', 'ID_NAME', 'name', '已上门核实', 'rejected', '${staff.clerk.accountId}',
       '2026-03-05T01:00:00.000Z', 'f', '某甲', '某乙', '证件不符')`,
  )
  const line = { system: 'ZJ', kind: 'record', n: 1 }
  const correction = { system: 'WY', kind: 'correction', standing: 'rejected', n: 1 }
  expect(await onHome('clerk')).toEqual([correction, { ...line, standing: 'lacking' }])
  await exported('ZJ')
  await station.must('clerk', 'distribution.refuse', { items: [await seen(entryId, 'ZJ')], reason: '房屋编码不存在' })
  expect(await onHome('clerk')).toEqual([
    { ...line, standing: 'rejected' },
    correction,
    { ...line, standing: 'lacking' },
  ])
  for (const who of ['officer', 'chief'] as const) expect(await onHome(who)).toEqual([])

  await station.must('clerk', 'distribution.sendAgain', {
    items: [await seen(entryId, 'ZJ'), { requestId: '01900000-0000-7000-8000-0000000000d4' }],
  })
  const typed = { unitCode: 'FW99010200000001' }
  await station.must('clerk', 'distribution.complete', { entryId: lacking, system: 'ZJ', typed })
  expect(await onHome('clerk')).toEqual([])
})

/** As an upgrade leaves them: where entries stand is known of none. */
function nothingDerived(others = 0): void {
  station.db.exec(
    'DELETE FROM sharing; DELETE FROM sharing_queue; INSERT INTO sharing_queue SELECT entry_id FROM entries',
  )
  // Of whom nothing has come yet but what happened to them.
  station.db.exec(
    `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${others})
     INSERT INTO sharing_queue SELECT 'z' || printf('%07d', i) FROM n WHERE ${others} > 0`,
  )
}

it('an export waits for the entries of its system, not for those of the others', async () => {
  const [rental, visit] = [await file('L04'), await file('L06')]
  nothingDerived()
  const { rows, left } = await station.must('clerk', 'distribution.exportBatch', { system: 'ZJ' })
  expect({ rows, left }).toEqual({ rows: 1, left: 0 })
  expect(station.rows('SELECT entry_id FROM sharing_queue')).toEqual([{ entry_id: visit }])
  // What it did is in the list at once.
  expect(station.rows('SELECT entry_id, standing FROM sharing')).toEqual([{ entry_id: rental, standing: 'exported' }])
  await station.must('clerk', 'distribution.overview', {})
  expect(station.rows('SELECT entry_id FROM sharing_queue')).toEqual([])
  expect(await waiting('WG')).toBe(1)
})

it('an export that takes long says how far it is, and cancelled it leaves nothing behind', async () => {
  const entryId = await file('L04')
  nothingDerived(3_000_000)
  const stop = new AbortController()
  const told: Progress[] = []
  const progress = (one: Progress): void => {
    told.push(one)
    stop.abort()
  }
  const asked = { system: 'ZJ' } as const
  expect(
    await station.call('clerk', 'distribution.exportBatch', asked, { signal: stop.signal, progress }),
  ).toMatchObject({ ok: false, error: { code: 'rpc/cancelled' } })
  expect(told).toHaveLength(1)
  expect(told).toMatchObject([{ phase: 'derive', total: 3_000_001 }])
  expect(told[0]?.done).toBeGreaterThan(0)
  expect(told[0]?.done).toBeLessThan(3_000_001)
  expect(station.rows('SELECT * FROM deliveries')).toEqual([])
  expect(station.rows(`SELECT * FROM audit_log WHERE action = 'distribution'`)).toEqual([])
  expect(await at(entryId, 'ZJ')).toMatchObject({ standing: 'waiting' })
  expect(await station.must('clerk', 'distribution.exportBatch', asked)).toMatchObject({ rows: 1 })
})

it('a file that cannot be written whole is not written at all', async () => {
  for (const room of ['1204', '1205', '1206'])
    await file('L04', { unitCode: `FW9901020000${room}`, address: `澄湾市东渚区幸福路12号3栋2单元${room}室` })
  expect(await waiting('ZJ')).toBe(3)
  station.db.exec(`CREATE TRIGGER full BEFORE INSERT ON deliveries WHEN (SELECT count(*) FROM deliveries) = 2
    BEGIN SELECT RAISE(ABORT, 'no room'); END`)
  expect(await station.call('clerk', 'distribution.exportBatch', { system: 'ZJ' })).toMatchObject({ ok: false })
  expect(station.rows('SELECT * FROM deliveries')).toEqual([])
  expect(await waiting('ZJ')).toBe(3)
  station.db.exec('DROP TRIGGER full')
  expect(await station.must('clerk', 'distribution.exportBatch', { system: 'ZJ' })).toMatchObject({ rows: 3, left: 0 })
})

it('one return file that is written twice at once is written once', async () => {
  const entryId = await file('L04')
  const { batch, book } = await exported('ZJ')
  const number = tableOf(book).rows[0]?.['派出所登记号'] ?? ''
  // Long enough that both look at its lines before either writes.
  const strangers = Array.from({ length: 4_990 }, (_, n) => `L04-2026-9${n},ZJ-${n},成功`)
  const path = join(folder, 'twice.csv')
  writeFileSync(path, ['登记号,批次号,结果', `${number},${batch},成功`, ...strangers].join('\n'))
  const fileId = station.shelve(path)
  const asked = { fileId, system: 'ZJ' } as const
  const both = await Promise.all(
    [1, 2].map(() =>
      station.must('clerk', 'distribution.applyReturn', asked, { operationId: uuidv7(station.clock.ms) }),
    ),
  )
  expect(
    both.map(({ confirmed, unchanged }) => ({ confirmed, unchanged })).sort((a, b) => b.confirmed - a.confirmed),
  ).toEqual([
    { confirmed: 1, unchanged: 0 },
    { confirmed: 0, unchanged: 1 },
  ])
  expect(station.rows(`SELECT act FROM deliveries WHERE act = 'confirmed'`)).toHaveLength(1)
  expect(await at(entryId, 'ZJ')).toMatchObject({ standing: 'shared' })
})
