import { readFileSync, writeFileSync } from 'node:fs'
import ExcelJS from 'exceljs'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { OutputOf } from '../../src-contract/contract.ts'
import type { ReturnId } from '../../src-contract/features/returns.shapes.ts'
import { q } from '../../src-core/query.ts'
import {
  bind,
  count,
  moveEntry,
  openReturnsStation,
  putEntry,
  sheet,
  type ReturnsStation,
} from '../support/returns-station.ts'
import { staff } from '../support/test-context.ts'

let station: ReturnsStation
let returnId: ReturnId
beforeAll(async () => {
  station = await openReturnsStation()
  returnId = await station.makeReturn()
})
beforeEach(() => station.backTo(returnId))
afterAll(() => station.close())

type Filled = OutputOf<'returns.fill'>

const fill = (period = '2026-10'): Promise<Filled> => station.must('clerk', 'returns.fill', { returnId, period })

function cellOf(filled: Filled, cell: string) {
  const found = filled.cells.find((one) => one.cell === cell)
  if (found === undefined) throw new Error(`${cell} is not bound`)
  return found
}

async function code(result: Promise<{ ok: boolean; error?: { code: string; params: object } }>) {
  const { ok, error } = await result
  return ok ? 'ok' : [error?.code, error?.params]
}

async function numbersOf(set: 'now' | 'sent' | 'added' | 'removed' | 'changed', cell = 'F5') {
  const { records } = await station.must('clerk', 'returns.records', { returnId, period: '2026-10', sheet, cell, set })
  return records.map((record) => record.entryId)
}

async function sendOff(period = '2026-10') {
  const { contentHash } = await station.must('clerk', 'returns.fill', { returnId, period })
  const { submissionId } = await station.must('clerk', 'returns.submit', {
    ...{ returnId, period, contentHash, acceptIncomplete: true },
  })
  await station.must('chief', 'returns.review', { submissionId, confirm: true })
  return submissionId
}

describe('sending', () => {
  beforeEach(async () => {
    putEntry(station.db)
    await bind(station, returnId, { F5: count() })
  })

  const submit = (contentHash: string, acceptIncomplete = true, period = '2026-10') =>
    station.as('clerk', 'returns.submit', { returnId, period, contentHash, acceptIncomplete })

  test('needs another person, under their own log-in', async () => {
    const { contentHash } = await fill()
    expect(await code(submit(contentHash, false))).toEqual(['returns/incomplete', { preliminary: false, empty: 23 }])
    const submitted = await submit(contentHash)
    if (!submitted.ok) throw new Error(submitted.error.code)
    const { submissionId } = submitted.value
    expect(await code(station.as('clerk', 'returns.review', { submissionId, confirm: true }))).toEqual([
      'returns/own-submission',
      {},
    ])
    expect((await fill()).waiting?.status).toBe('submitted')
    expect(await code(submit(contentHash))).toEqual(['returns/awaiting-review', {}])
    expect(await code(station.as('chief', 'returns.review', { submissionId, confirm: false }))).toEqual([
      'returns/reason-missing',
      {},
    ])
    await station.must('chief', 'returns.review', { submissionId, confirm: true })
    expect(await code(station.as('chief', 'returns.review', { submissionId, confirm: true }))).toEqual([
      'returns/reviewed',
      {},
    ])
    const { submissions, periods } = await station.must('clerk', 'returns.open', { returnId })
    expect(submissions).toEqual([
      expect.objectContaining({
        status: 'sent',
        filler: staff.clerk.name,
        reviewer: staff.chief.name,
        own: true,
      }),
    ])
    expect(periods.find((one) => one.id === '2026-10')?.status).toBe('sent')
  })

  test('goes back to the filler with a reason, and can be handed in again', async () => {
    const { contentHash } = await fill()
    const submitted = await submit(contentHash)
    if (!submitted.ok) throw new Error(submitted.error.code)
    await station.must('chief', 'returns.review', {
      submissionId: submitted.value.submissionId,
      confirm: false,
      reason: '走访数请核对',
    })
    const { submissions } = await station.must('clerk', 'returns.open', { returnId })
    expect(submissions[0]).toMatchObject({ status: 'returned', reason: '走访数请核对' })
    expect(await submit(contentHash)).toMatchObject({ ok: true })
  })

  test('freezes what the filler saw, not what came in between', async () => {
    const { contentHash } = await fill()
    putEntry(station.db)
    expect(await code(submit(contentHash))).toEqual(['returns/changed', {}])
    const again = await fill()
    expect(again.contentHash).not.toBe(contentHash)
    expect(await submit(again.contentHash)).toMatchObject({ ok: true })
  })

  test('a return without bindings, a period that is not over', async () => {
    expect(await code(submit('0'.repeat(64), false, '2026-11'))).toEqual(['returns/changed', {}])
    const { contentHash } = await fill('2026-11')
    expect(await code(submit(contentHash, false, '2026-11'))).toEqual([
      'returns/incomplete',
      { preliminary: true, empty: 23 },
    ])
    await bind(station, returnId, { F5: null })
    expect(await code(submit(contentHash, true, '2026-11'))).toEqual(['returns/nothing-bound', {}])
  })

  test('the snapshot stays as it was sent, with its records, and a change to it is found', async () => {
    const submissionId = await sendOff()
    putEntry(station.db)
    const { filled, submission } = await station.must('chief', 'returns.submission', { submissionId })
    expect(cellOf(filled as Filled, 'F5').value).toBe(1)
    expect(submission.sha256).toMatch(/^[0-9a-f]{64}$/)
    const sent = await station.must('chief', 'returns.records', {
      returnId,
      period: '2026-10',
      sheet,
      cell: 'F5',
      set: 'now',
      submissionId,
    })
    expect(sent.total).toBe(1)
    station.db.run(
      q
        .updateTable('return_submissions')
        .set({ sha256: 'f'.repeat(64) })
        .where('submission_id', '=', submissionId),
    )
    expect(await code(station.as('chief', 'returns.submission', { submissionId }))).toEqual(['internal', {}])
  })

  test('the audit trail has filling, submitting, confirming and the file, each with the digest and without content', async () => {
    const submissionId = await sendOff()
    await station.must('chief', 'returns.file', { returnId, period: '2026-10', submissionId })
    const rows = station.db.all(q.selectFrom('audit_log').select(['action', 'record', 'detail']).orderBy('seq'))
    const actions = rows.map((row) => row.action)
    for (const action of ['return-change', 'return-submit', 'return-review', 'export'])
      expect(actions).toContain(action)
    expect(rows.findLast((row) => row.action === 'return-review')).toMatchObject({ record: submissionId })
    expect(JSON.parse(rows.findLast((row) => row.action === 'return-submit')?.detail ?? '{}')).toMatchObject({
      period: '2026-10',
      cells: 1,
      empty: 23,
    })
  })
})

describe('after it was sent, a new count', () => {
  test('says cell by cell what differs, and which records make it', async () => {
    const { db } = station
    const stays = putEntry(db)
    const corrected = putEntry(db)
    const moved = putEntry(db, { state: 'planned' })
    const voided = putEntry(db)
    await bind(station, returnId, { F5: count(), G5: count({ state: 'done' }) })
    await sendOff()
    const added = putEntry(db, { filedAt: '2026-11-19T01:00:00.000Z' })
    db.run(q.updateTable('entries').set({ version: 2 }).where('entry_id', '=', corrected))
    moveEntry(db, moved, 'done', '2026-11-19T01:00:00.000Z')
    db.run(q.updateTable('entries').set({ stage: 'voided' }).where('entry_id', '=', voided))

    const filled = await fill()
    expect(filled.lastSent).toMatchObject({ status: 'sent', period: '2026-10' })
    expect(cellOf(filled, 'F5')).toMatchObject({ value: 4, sent: 4, added: 1, removed: 1, changed: 2 })
    expect(cellOf(filled, 'G5')).toMatchObject({ value: 4, sent: 3, added: 2, removed: 1, changed: 1 })
    expect(filled.formulas.find((one) => one.cell === 'G9')).toMatchObject({ value: 4, sent: 3 })
    expect(await numbersOf('added')).toEqual([added])
    expect(await numbersOf('removed')).toEqual([voided])
    expect((await numbersOf('changed')).sort()).toEqual([corrected, moved].sort())
    expect((await numbersOf('sent')).sort()).toEqual([stays, corrected, moved, voided].sort())
    const { records } = await station.must('clerk', 'returns.records', {
      returnId,
      period: '2026-10',
      sheet,
      cell: 'F5',
      set: 'removed',
    })
    expect(records[0]).toMatchObject({ voided: true, sent: { version: 1, state: 'done' } })
  })

  test('is the same to the last byte while nothing has changed', async () => {
    putEntry(station.db)
    await bind(station, returnId, { F5: count() })
    const { contentHash } = await fill()
    await sendOff()
    const again = await fill()
    expect(again.contentHash).toBe(contentHash)
    expect(cellOf(again, 'F5')).toMatchObject({ value: 1, sent: 1, added: 0, removed: 0, changed: 0 })
  })
})

describe('the file', () => {
  test('has numbers where they are known, and yellow where not: never a 0 that nobody counted', async () => {
    putEntry(station.db)
    await bind(station, returnId, { F5: count(), G5: count({ beat: 'B02' }) })
    station.db.run(
      q
        .updateTable('return_bindings')
        .set({ binding: JSON.stringify({ ...count(), book: 'L88' }) })
        .where('cell', '=', 'G5'),
    )
    const { file, empty } = await station.must('clerk', 'returns.file', { returnId, period: '2026-10' })
    const book = new ExcelJS.Workbook()
    await book.xlsx.load(Buffer.from(file) as never)
    const form = book.getWorksheet(sheet)
    const yellow = (cell: string) => JSON.stringify(form?.getCell(cell).fill ?? {}).includes('FFFFFF00')
    expect([form?.getCell('F5').value, yellow('F5')]).toEqual([1, false])
    for (const cell of ['G5', 'C5', 'I8'])
      expect([cell, form?.getCell(cell).value, yellow(cell)]).toEqual([cell, null, true])
    expect(form?.getCell('F9').value).toEqual({ formula: 'SUM(F5:F8)', result: 1 })
    expect(form?.pageSetup.printTitlesRow).toBe('3:4')
    expect(empty).toBe(23)
  })

  test('of a submission is made on the edition of the form that it was sent on', async () => {
    putEntry(station.db)
    await bind(station, returnId, { F5: count() })
    const submissionId = await sendOff()
    const before = await station.must('clerk', 'returns.file', { returnId, period: '2026-10', submissionId })
    const newer = station.place('新表.xlsx')
    const book = new ExcelJS.Workbook()
    await book.xlsx.load(Buffer.from(before.file) as never)
    const form = book.getWorksheet(sheet)!
    form.getCell('F4').value = '入户走访户次'
    await book.xlsx.writeFile(newer)
    const replaced = await station.must('clerk', 'returns.replaceTemplate', { returnId, fileId: station.hand(newer) })
    expect(replaced).toMatchObject({ version: 2, kept: 0, dropped: [{ sheet, cell: 'F5' }] })
    const after = await station.must('clerk', 'returns.file', { returnId, period: '2026-10', submissionId })
    expect(Buffer.from(after.file).equals(Buffer.from(before.file))).toBe(true)
  })
})

describe('the directory', () => {
  test('tells what is due, for whom and until when, and what was sent last', async () => {
    await station.makeReturn({
      name: '治安要情季报',
      issuer: '市局',
      periodKind: 'quarter',
      dueDays: 10,
      startsWith: '2026-Q3',
    })
    const { returns } = await station.must('chief', 'returns.list', {})
    expect(returns.map((row) => [row.name, row.next.id, row.next.due, row.next.status])).toEqual([
      ['基层基础工作月报表', '2026-10', '2026-11-03', 'open'],
      ['治安要情季报', '2026-Q3', '2026-10-10', 'open'],
    ])
    const today = await station.must('clerk', 'home.today', {})
    expect(today.returns.map((row) => [row.name, row.period, row.due])).toEqual([
      ['治安要情季报', '2026-Q3', '2026-10-10'],
      ['基层基础工作月报表', '2026-10', '2026-11-03'],
    ])
    expect((await station.must('officer', 'home.today', {})).returns).toEqual([])
  })

  test('what is sent is due no more, what waits for its reviewer still is', async () => {
    await bind(station, returnId, { F5: count() })
    const { contentHash } = await fill()
    const { submissionId } = await station.must('clerk', 'returns.submit', {
      returnId,
      period: '2026-10',
      contentHash,
      acceptIncomplete: true,
    })
    expect((await station.must('chief', 'home.today', {})).returns).toMatchObject([
      { period: '2026-10', status: 'submitted' },
    ])
    await station.must('chief', 'returns.review', { submissionId, confirm: true })
    expect((await station.must('chief', 'home.today', {})).returns).toEqual([])
    const { returns } = await station.must('clerk', 'returns.list', {})
    expect(returns[0]).toMatchObject({ lastSent: { period: '2026-10' }, next: { id: '2026-11', status: 'running' } })
  })

  test('the next period fills itself with the same bindings', async () => {
    putEntry(station.db, { occurredOn: '2026-11-02' })
    await bind(station, returnId, { F5: count() })
    await sendOff()
    station.clock.ms = Date.parse('2026-12-02T02:00:00.000Z')
    expect(cellOf(await fill('2026-11'), 'F5').value).toBe(1)
    expect((await station.must('clerk', 'home.today', {})).returns).toMatchObject([
      { period: '2026-11', due: '2026-12-03' },
    ])
  })

  test('refuses what makes no sense, and keeps nothing of it', async () => {
    const make = (more: object) =>
      station.makeReturn(more).then(
        () => 'ok',
        (error: Error) => error.message,
      )
    expect(await make({})).toContain('returns/name-taken')
    expect(await make({ name: '另一张表', startsWith: '2027-03' })).toContain('returns/period-unknown')
    expect(await make({ name: '另一张表', startsWith: '2020-01' })).toContain('returns/period-unknown')
    const bad = station.place('坏.xlsx')
    writeFileSync(bad, readFileSync(import.meta.filename))
    expect(await make({ name: '另一张表', fileId: station.hand(bad) })).toContain('returns/template-format')
    expect((await station.must('clerk', 'returns.list', {})).returns).toHaveLength(1)
  })

  test('a return that is no longer asked for leaves 今日待办 and keeps its history', async () => {
    await sendAndStop()
    const today = await station.must('clerk', 'home.today', {})
    expect(today.returns).toEqual([])
    const { submissions } = await station.must('clerk', 'returns.open', { returnId })
    expect(submissions).toHaveLength(1)
  })

  async function sendAndStop(): Promise<void> {
    await bind(station, returnId, { F5: count() })
    await sendOff()
    station.clock.ms = Date.parse('2026-12-20T02:00:00.000Z')
    await station.must('clerk', 'returns.update', {
      ...{ returnId, name: '基层基础工作月报表', issuer: '东渚分局', dueDays: 3, active: false },
    })
  }
})
