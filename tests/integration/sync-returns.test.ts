import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { writeReturnTemplate } from '../../demo/return-template.ts'
import type { InputOf } from '../../src-contract/contract.ts'
import type { Binding, ReturnId } from '../../src-contract/features/returns.shapes.ts'
import type { FileId } from '../../src-contract/ids.ts'
import type { Fields } from '../../src-contract/sync/protocol.ts'
import type { FieldChange, Mutation } from '../../src-contract/sync/push.ts'
import { number } from '../../src-core/features/sync/gather.service.ts'
import { changesOf } from '../../src-domain/sync/overlay.rules.ts'
import { periodAfter, periodKind, periodOfDay } from '../../src-domain/periods/periods.ts'
import { openTestPlatform, type TestPlatform } from '../support/platform.ts'
import { count, sheet } from '../support/returns-station.ts'
import { openSyncPc, type SyncPc } from '../support/sync-station.ts'

let platform: TestPlatform
let one: SyncPc
let two: SyncPc
/** The month before this one. */
let period: string

beforeAll(async () => {
  platform = await openTestPlatform()
  one = await openSyncPc()
  two = await openSyncPc()
  await one.enrol(platform)
  await two.enrol(platform)
  const month = periodKind('month')
  if (month === undefined) throw new Error('month')
  period = periodAfter(month, periodOfDay(month, one.core.gate.now().slice(0, 10)), -1).id
})
afterAll(async () => {
  await one.close()
  await two.close()
  await platform.close()
})

const now = (pc: SyncPc) => pc.must('clerk', 'sync.now', {})
async function exchanged() {
  for (const pc of [one, two, one, two])
    expect(await now(pc)).toMatchObject({ conflicts: 0, rejected: 0, proven: true })
  for (const pc of [one, two]) expect(await pc.must('clerk', 'sync.status', {})).toMatchObject({ state: 'synced' })
}

/** @param rows beats of the form: another number makes another file */
async function make(pc: SyncPc, name: string, rows = 2, more: Partial<InputOf<'returns.create'>> = {}) {
  const form = join(pc.dir, `${randomUUID()}.xlsx`)
  await writeReturnTemplate(form, ['B990101', 'B990102', 'B990103'].slice(0, rows))
  const fileId = randomUUID() as FileId
  pc.core.files.put(fileId, form, '月报表.xlsx')
  const facts = { name, issuer: '东渚分局', periodKind: 'month', dueDays: 3, startsWith: period, fileId }
  return (await pc.must('clerk', 'returns.create', { ...facts, ...more })).returnId
}
const opened = (pc: SyncPc, returnId: ReturnId) => pc.must('clerk', 'returns.open', { returnId })
const fill = (pc: SyncPc, returnId: ReturnId) => pc.must('clerk', 'returns.fill', { returnId, period })
async function bind(pc: SyncPc, returnId: ReturnId, cells: Readonly<Record<string, Binding | null>>) {
  const { revision } = await opened(pc, returnId)
  const wanted = Object.entries(cells).map(([cell, binding]) => ({ sheet, cell, binding }))
  await pc.must('clerk', 'returns.bind', { returnId, revision, cells: wanted })
}
async function submit(pc: SyncPc, returnId: ReturnId) {
  const { contentHash } = await fill(pc, returnId)
  return pc.must('clerk', 'returns.submit', { returnId, period, contentHash, acceptIncomplete: true })
}
const boundOf = async (pc: SyncPc, returnId: ReturnId) =>
  (await opened(pc, returnId)).bindings.map(({ cell, binding }) => [cell, binding.kind === 'count' && binding.book])
const named = async (pc: SyncPc, name: string) =>
  (await pc.must('clerk', 'returns.list', {})).returns.filter((one) => one.name === name)

test('a return that was set up on one PC is on the other: form, bindings, due days and numbers', async () => {
  const returnId = await make(one, '基层基础工作月报表')
  const beat = (await one.must('clerk', 'duty.choices', {})).beats[0]?.beat ?? ''
  await bind(one, returnId, { F5: count(), C5: count({ book: 'L07', beat }), G5: count() })
  await bind(one, returnId, { G5: null })
  await exchanged()
  const [here, there] = [await opened(one, returnId), await opened(two, returnId)]
  expect(there.template).toEqual({ ...here.template, by: one.users.clerk.name })
  expect(there.template.here).toBe(true)
  expect(there.bindings).toEqual(here.bindings)
  expect(there.bindings.map(({ cell }) => cell)).toEqual(['C5', 'F5'])
  expect(there.row).toEqual(here.row)
  expect((await fill(two, returnId)).contentHash).toBe((await fill(one, returnId)).contentHash)
  expect((await two.must('clerk', 'home.today', {})).returns).toEqual(
    (await one.must('clerk', 'home.today', {})).returns,
  )

  // Freed again, bound anew and renamed on the other PC.
  await bind(two, returnId, { F5: null, G5: count({ book: 'L02' }) })
  const facts = { name: '基层工作月报', issuer: '澄湾市局', dueDays: 5, active: true }
  await two.must('clerk', 'returns.update', { returnId, ...facts })
  await exchanged()
  expect(await boundOf(one, returnId)).toEqual([
    ['C5', 'L07'],
    ['G5', 'L02'],
  ])
  expect((await opened(one, returnId)).row).toMatchObject({ name: facts.name, issuer: facts.issuer, dueDays: 5 })
})

test('what one PC hands in is confirmed on another, and frozen the same on both', async () => {
  const returnId = await make(one, '走访月报')
  await bind(one, returnId, { F5: count() })
  const { submissionId, sha256 } = await submit(one, returnId)
  await exchanged()
  // Whoever filled it in is the same person on the other PC.
  expect(await two.as('clerk', 'returns.review', { submissionId, confirm: true })).toMatchObject({
    error: { code: 'returns/own-submission' },
  })
  await two.must('chief', 'returns.review', { submissionId, confirm: true })
  await exchanged()
  for (const pc of [one, two]) {
    const { submission, filled } = await pc.must('clerk', 'returns.submission', { submissionId })
    expect(submission).toMatchObject({ status: 'sent', sha256, here: true, filler: one.users.clerk.name })
    expect(submission.reviewer).toBe(two.users.chief.name)
    expect(filled.cells.find(({ cell }) => cell === 'F5')?.value).toBe(0)
    expect((await opened(pc, returnId)).row.lastSent).toMatchObject({ period })
  }
  const files = await Promise.all(
    [one, two].map((pc) => pc.must('clerk', 'returns.file', { returnId, period, submissionId })),
  )
  expect(files[1]?.file).toEqual(files[0]?.file)
  // Counting anew compares with what the other PC sent.
  expect((await fill(two, returnId)).lastSent).toMatchObject({ submissionId })
})

test('of two decisions on the same return the first stays, whole', async () => {
  const returnId = await make(one, '纠纷月报')
  await bind(one, returnId, { C5: count({ book: 'L07' }) })
  const { submissionId } = await submit(one, returnId)
  await exchanged()
  await one.must('chief', 'returns.review', { submissionId, confirm: true })
  await two.must('chief', 'returns.review', { submissionId, confirm: false, reason: '数字请核对' })
  await exchanged()
  for (const pc of [one, two]) {
    const [found] = (await opened(pc, returnId)).submissions
    expect(found).toMatchObject({ status: 'sent', reason: null, reviewer: one.users.chief.name })
  }
})

test('the same return that two PCs set up each for itself is one; the other ends and can still be read', async () => {
  const first = await make(one, '队伍建设月报', 2)
  const second = await make(two, '队伍建设月报', 3)
  await bind(two, second, { F6: count() })
  const { submissionId } = await submit(two, second)
  await exchanged()
  for (const pc of [one, two]) {
    const both = await named(pc, '队伍建设月报')
    expect(both.map(({ returnId, active }) => [returnId, active])).toEqual([
      [first, true],
      [second, false],
    ])
    const due = (await pc.must('clerk', 'home.today', {})).returns.filter(({ name }) => name === '队伍建设月报')
    expect(due.map(({ returnId }) => returnId)).toEqual([first])
    expect((await pc.must('clerk', 'returns.submission', { submissionId })).filled.cells).toHaveLength(1)
  }
  // The one that stays can be changed; the other is taken up again only under another name.
  const facts = { name: '队伍建设月报', issuer: '东渚分局', dueDays: 8 }
  await one.must('clerk', 'returns.update', { returnId: first, ...facts, active: true })
  const again = { returnId: second, ...facts, active: true }
  expect(await two.as('clerk', 'returns.update', again)).toMatchObject({ error: { code: 'returns/name-taken' } })
  await two.must('clerk', 'returns.update', { ...again, name: '队伍建设月报（二）' })
  await exchanged()
  expect(await named(one, '队伍建设月报（二）')).toMatchObject([{ returnId: second, active: true }])
  expect(await named(two, '队伍建设月报')).toMatchObject([{ returnId: first, active: true, dueDays: 8 }])
})

test('different cells that two PCs bind are both bound; of the same cell somebody chooses', async () => {
  const returnId = await make(one, '人口月报')
  await exchanged()
  await bind(one, returnId, { F5: count(), C5: count({ book: 'L07' }) })
  await bind(two, returnId, { G5: count(), C5: count({ book: 'L08' }) })
  await now(one)
  expect(await now(two)).toMatchObject({ conflicts: 1, rejected: 0 })
  await now(one)
  const { conflicts } = await two.must('clerk', 'sync.open', {})
  expect(conflicts).toHaveLength(1)
  const [conflict] = conflicts
  if (conflict === undefined) throw new Error('no conflict')
  expect(conflict.ofReturn).toEqual({ name: '人口月报', cell: `${sheet} C5` })
  expect(conflict.fields).toMatchObject([
    { mine: expect.stringContaining('L08'), theirs: expect.stringContaining('L07') },
  ])
  const choice = { conflictId: conflict.conflictId, choice: 'mine', reason: '以隐患为准' } as const
  await two.must('clerk', 'sync.settle', choice)
  await exchanged()
  for (const pc of [one, two])
    expect(await boundOf(pc, returnId)).toEqual([
      ['C5', 'L08'],
      ['F5', 'L06'],
      ['G5', 'L06'],
    ])
})

test('two newer editions of the form at once: the later one holds on both PCs, and each submission keeps its own', async () => {
  const returnId = await make(one, '季报底表')
  await bind(one, returnId, { F5: count() })
  const { submissionId } = await submit(one, returnId)
  await one.must('chief', 'returns.review', { submissionId, confirm: true })
  await exchanged()
  for (const [pc, rows] of [
    [one, 3],
    [two, 1],
  ] as const) {
    const form = join(pc.dir, `${rows}.xlsx`)
    await writeReturnTemplate(form, ['B990101', 'B990102', 'B990103'].slice(0, rows))
    const fileId = randomUUID() as FileId
    pc.core.files.put(fileId, form, `第二版${rows}.xlsx`)
    expect(await pc.must('clerk', 'returns.replaceTemplate', { returnId, fileId })).toMatchObject({ version: 2 })
  }
  await exchanged()
  for (const pc of [one, two]) {
    expect((await opened(pc, returnId)).template).toMatchObject({ version: 2, fileName: '第二版1.xlsx', here: true })
    expect((await pc.must('clerk', 'returns.submission', { submissionId })).template.version).toBe(1)
  }
})

test('a form that has not come yet: the PC says so, and what needs it is refused until it is there', async () => {
  const returnId = await make(one, '治安月报', 1)
  await bind(one, returnId, { F5: count() })
  const { submissionId } = await submit(one, returnId)
  // Nobody is logged in on the other PC: what is new there would fetch it at once.
  await two.core.gate.close()
  await now(one)
  // As if the first PC had been cut off between its rows and its files.
  const parts = await platform.db.selectFrom('blob_parts').selectAll().execute()
  const blobs = await platform.db.selectFrom('blobs').selectAll().execute()
  await platform.db.deleteFrom('blob_parts').execute()
  await platform.db.deleteFrom('blobs').execute()
  expect(await now(two)).toMatchObject({ rejected: 0, proven: true })
  const there = await opened(two, returnId)
  expect(there.template).toMatchObject({ here: false, sheets: [], fileName: '月报表.xlsx' })
  expect(there.submissions).toMatchObject([{ submissionId, here: false, filler: one.users.clerk.name }])
  expect(there.row.next.due).toBe((await opened(one, returnId)).row.next.due)
  const notHere = { error: { code: 'returns/not-here' } }
  const cells = [{ sheet, cell: 'F6', binding: count() }]
  const { revision } = there
  const file = { returnId, period }
  expect(await two.as('clerk', 'returns.fill', { returnId, period })).toMatchObject(notHere)
  expect(await two.as('clerk', 'returns.bind', { returnId, revision, cells })).toMatchObject(notHere)
  expect(await two.as('clerk', 'returns.file', file)).toMatchObject(notHere)
  expect(await two.as('clerk', 'returns.submission', { submissionId })).toMatchObject(notHere)
  // Nobody confirms what they cannot see.
  expect(await two.as('chief', 'returns.review', { submissionId, confirm: true })).toMatchObject(notHere)

  await platform.db.insertInto('blobs').values(blobs).execute()
  await platform.db.insertInto('blob_parts').values(parts).execute()
  await exchanged()
  expect((await fill(two, returnId)).contentHash).toBe((await fill(one, returnId)).contentHash)
  await two.must('chief', 'returns.review', { submissionId, confirm: true })
  await exchanged()
  expect((await opened(one, returnId)).submissions).toMatchObject([{ status: 'sent', here: true }])
})

test('the platform refuses a changed or deleted sent return, and one whose reviewer filled it in', async () => {
  const returnId = await make(one, '消防月报')
  await bind(one, returnId, { F5: count() })
  const { submissionId } = await submit(one, returnId)
  await one.must('chief', 'returns.review', { submissionId, confirm: true })
  await exchanged()
  const held = await platform.db
    .selectFrom('rows')
    .select(['ver', 'fields'])
    .where('tbl', '=', 'return_submissions')
    .where('id', '=', submissionId)
    .executeTakeFirstOrThrow()
  const fields = JSON.parse(held.fields) as Fields
  expect(fields).toMatchObject({ decision: 'sent' })
  const raw = { table: 'return_submissions', id: submissionId as string, op: 'put', baseVer: held.ver } as const
  const change = (field: string, value: string) => ({ [field]: { base: fields[field] ?? null, value } })
  const self = { ...fields, reviewer: fields['filler'] ?? '' }
  expect(await refusal({ ...raw, fields: change('sha256', '0'.repeat(64)) })).toMatchObject({ reason: 'immutable' })
  expect(await refusal({ ...raw, fields: change('period', '2020-01') })).toMatchObject({ reason: 'immutable' })
  expect(await refusal({ ...raw, op: 'delete', fields: {} })).toMatchObject({ reason: 'append-only' })
  const made = { ...raw, id: randomUUID(), baseVer: 0, fields: changesOf(undefined, self) }
  expect(await refusal(made)).toMatchObject({ reason: 'invalid', field: 'reviewer' })
  // A second decision does nothing.
  expect(await refusal({ ...raw, fields: change('decision', 'returned') })).toBeUndefined()
  await now(two)
  expect((await opened(two, returnId)).submissions).toMatchObject([{ status: 'sent' }])
})

test('a content that is no frozen return is not taken for one', async () => {
  const returnId = await make(one, '交通月报')
  await bind(one, returnId, { F5: count() })
  const { submissionId } = await submit(one, returnId)
  await exchanged()
  const rows = await platform.db.selectFrom('rows').select(['tbl', 'id', 'fields']).execute()
  const fieldsOf = (id: string) => JSON.parse(rows.find((row) => row.id === id)?.fields ?? '{}') as Fields
  const form = rows.find(({ tbl, fields }) => tbl === 'return_templates' && fields.includes(returnId))
  const { sha256 = '', size = 0 } = fieldsOf(form?.id ?? '')
  const own = fieldsOf(submissionId)
  const raw = { table: 'return_submissions', op: 'put', baseVer: 0 } as const
  // The bytes of a form, and what was frozen for another period.
  const ids = [randomUUID(), randomUUID()] as const
  const strange = { ...own, sha256, size }
  expect(await refusal({ ...raw, id: ids[0], fields: changesOf(undefined, strange) })).toBeUndefined()
  const another = { ...own, period: '2026-01' }
  expect(await refusal({ ...raw, id: ids[1], fields: changesOf(undefined, another) })).toBeUndefined()
  await now(two)
  for (const pc of [one, two]) {
    const { submissions } = await opened(pc, returnId)
    const here = submissions.map((found) => [found.submissionId, found.here])
    expect(here.sort()).toEqual(
      [
        [submissionId, true],
        [ids[0], false],
        [ids[1], false],
      ].sort(),
    )
    const answer = await pc.as('clerk', 'returns.submission', { submissionId: ids[0] as never })
    expect(answer).toMatchObject({ error: { code: 'returns/not-here' } })
  }
})

test('a PC that joined before returns were exchanged tells of its own once', async () => {
  await one.logIn('clerk')
  const db = () => one.core.gate.session?.db
  db()?.exec('UPDATE sync_switch SET recording = 0')
  const returnId = await make(one, '旧有月报')
  await bind(one, returnId, { F5: count(), G5: count() })
  await bind(one, returnId, { G5: null })
  const { submissionId } = await submit(one, returnId)
  await one.must('chief', 'returns.review', { submissionId, confirm: true })
  db()?.exec(`UPDATE return_submissions SET size = NULL WHERE submission_id = '${submissionId}'`)
  db()?.exec('UPDATE sync_switch SET recording = 1')
  await now(one)
  await now(two)
  expect(await named(two, '旧有月报')).toEqual([])
  db()?.exec(`DELETE FROM settings WHERE key = 'sync.returnsMarked'`)
  await exchanged()
  const there = await opened(two, returnId)
  expect(there.bindings.map(({ cell }) => cell)).toEqual(['F5'])
  expect(there.template.here).toBe(true)
  const sent = await two.must('clerk', 'returns.submission', { submissionId })
  expect(sent.submission).toMatchObject({ status: 'sent', reviewer: one.users.chief.name })
})

type Raw = Pick<Mutation, 'table' | 'id' | 'op' | 'baseVer'> & { fields: Record<string, FieldChange> }

/** Hands a row over that this program would not make. */
async function refusal(raw: Raw) {
  const { session } = one.core.gate
  const at = new Date().toISOString()
  const ids = { mid: randomUUID(), txn: randomUUID(), txnSize: 1 }
  session?.db.transaction((tx) => number(tx, { ...ids, ...raw, at, actor: session.session.accountId }, at))
  await now(one)
  const { rejected } = await one.must('clerk', 'sync.open', {})
  const found = rejected.find(({ txn }) => txn === ids.txn)
  if (found !== undefined) await one.must('clerk', 'sync.answerRejected', { txn: found.txn, answer: 'give-up' })
  return found
}
