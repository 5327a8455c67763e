import { afterAll, beforeAll, expect, it } from 'vitest'
import type { BookId } from '../../src-contract/books.ts'
import type { CopyId } from '../../src-contract/features/paper.contract.ts'
import type { EntryId, Version } from '../../src-contract/ids.ts'
import { openTestStation, orThrow, type TestStation } from '../support/station.ts'
import { bookSamples } from '../support/book-samples.ts'
import { idNumber } from '../support/ledger-samples.ts'
import { pdfText } from '../support/pdf-text.ts'

const L02 = 'L02' as BookId
const L03 = 'L03' as BookId
const L04 = 'L04' as BookId
const building = '澄湾市东渚区幸福路12号3栋'
/** Monday; the paper is walked the same afternoon. */
let nowMs = Date.parse('2026-03-09T01:00:00.000Z')
const clock = { nowMs: () => nowMs, monotonicMs: () => nowMs }

let station: TestStation
let officer: { accountId: string; beat: string }
let samples: ReturnType<typeof bookSamples>
let serial = 100

beforeAll(async () => {
  station = await openTestStation({ clock })
  const session = orThrow(await station.as('officer', 'accounts.session', {}))
  if (session === null) throw new Error('no session')
  officer = { accountId: session.accountId, beat: session.beats[0] ?? '' }
  samples = bookSamples({ officer: officer.accountId, another: officer.accountId, today: '2026-03-09' })
})
afterAll(() => station.close())

async function filed(book: BookId, room: string, more: Record<string, string> = {}): Promise<EntryId> {
  serial += 1
  const sample = samples[book]?.fields ?? {}
  const draft = orThrow(await station.as('clerk', 'ledger.openDraft', { book }))
  const fields: Record<string, string> = {
    ...sample,
    ...('documentNumber' in sample ? { documentNumber: idNumber(serial) } : {}),
    ...('birthDate' in sample ? { birthDate: '' } : {}),
    ...('sex' in sample ? { sex: '' } : {}),
    ...('unitCode' in sample ? { unitCode: `U${serial}` } : {}),
    beat: officer.beat,
    officer: officer.accountId,
    address: `${building}${room}`,
    ...more,
  }
  const { draftId, revision } = draft
  orThrow(await station.as('clerk', 'ledger.saveDraft', { draftId, revision, fields }))
  const first = await station.as('clerk', 'ledger.file', { draftId })
  if (first.ok) return first.value.entryId
  if (first.error.code !== 'ledger/warnings') throw new Error(JSON.stringify(first.error))
  const { fields: keys, codes } = first.error.params as { fields: string[]; codes: string[] }
  const accepted = keys.map((field, i) => ({ field, code: codes[i] ?? '', reason: '已核对' }))
  return orThrow(await station.as('clerk', 'ledger.file', { draftId, accepted })).entryId
}

async function prepared(): Promise<CopyId> {
  const people = { officerId: officer.accountId as never, holderId: officer.accountId as never }
  return orThrow(await station.as('clerk', 'paper.prepare', { place: building, ...people })).copyId
}

async function opened(copyId: CopyId) {
  return orThrow(await station.as('clerk', 'paper.open', { copyId, purpose: 'P01' }))
}

type Typed = {
  outcome?: 'confirmed' | 'left' | 'unseen' | null
  day?: string
  phone?: string
  note?: string
  seenVersion?: Version
}

async function typed(copyId: CopyId, position: number, what: Typed, revision?: number) {
  const row = (await opened(copyId)).rows.find((one) => one.position === position)
  return station.as('clerk', 'paper.saveRow', {
    copyId,
    position,
    revision: revision ?? row?.revision ?? 0,
    outcome: what.outcome ?? null,
    day: what.day ?? '',
    phone: what.phone ?? '',
    note: what.note ?? '',
    seenVersion: what.seenVersion ?? null,
  })
}

const entries: Record<string, EntryId> = {}

it('a building’s register is put on paper in the order of unit, floor and room, with a line for newcomers', async () => {
  entries['late'] = await filed(L02, '2单元1003室', { name: '钱测试', phone: '12912340003' })
  entries['early'] = await filed(L02, '1单元302室', { name: '赵测试', phone: '12912340001' })
  entries['tenant'] = await filed(L03, '1单元1002室', { name: '孙测试', phone: '12912340002' })
  entries['rental'] = await filed(L04, '1单元1002室', { landlord: '李测试', landlordPhone: '12912340004' })
  const found = orThrow(await station.as('clerk', 'paper.buildings', { text: '幸福路12号' }))
  expect(found.buildings[0]).toMatchObject({ place: expect.stringContaining('幸福路12号3栋'), entries: 4 })
  const copyId = await prepared()
  const list = await opened(copyId)
  expect(list.rooms.map((room) => room.label)).toEqual(['1单元302室', '1单元1002室', '2单元1003室'])
  expect(list.rows.map((row) => row.name)).toEqual(['赵测试', '李测试', '孙测试', '钱测试'])
  const paper = orThrow(await station.as('clerk', 'paper.print', { copyId, purpose: 'P01' }))
  const text = pdfText(paper.pdf)
  for (const word of ['赵测试', '12912340001', list.copy.number, '1/1', '走访核实表']) expect(text).toContain(word)
  expect(text).not.toContain(idNumber(101))
  const trail = orThrow(await station.as('auditor', 'audit.list', { actions: ['print', 'view'], limit: 5 }))
  expect(trail.rows.find((row) => row.action === 'print')).toMatchObject({ record: copyId, purpose: 'P01' })
  expect(JSON.stringify(trail)).not.toContain('赵测试')
})

it('each print is a copy of its own: the number goes on, and a printed copy is not printed again', async () => {
  const copyId = await prepared()
  orThrow(await station.as('clerk', 'paper.print', { copyId, purpose: 'P01' }))
  nowMs += 11 * 60_000
  const again = await station.as('clerk', 'paper.print', { copyId, purpose: 'P01' })
  expect(again.ok ? 'ok' : again.error.code).toBe('paper/printed')
  const numbers = orThrow(await station.as('clerk', 'paper.copies', {})).copies.map((copy) => copy.number)
  expect(numbers).toEqual(['Z2026-0002', 'Z2026-0001'])
  const other = await station.as('officer', 'paper.print', { copyId, purpose: 'P01' })
  expect(other.ok ? 'ok' : other.error.code).toBe('paper/printed')
})

it('a building that nobody is registered in, and a text that names none, are refused in words', async () => {
  const people = { officerId: officer.accountId as never, holderId: officer.accountId as never }
  const code = async (place: string) => {
    const answer = await station.as('clerk', 'paper.prepare', { place, ...people })
    return answer.ok ? 'ok' : answer.error.code
  }
  expect(await code('澄湾市东渚区幸福路12号8栋')).toBe('paper/no-entries')
  expect(await code('那边')).toBe('paper/building-unreadable')
})

let copyId: CopyId

it('typed back: short dates are understood, what is wrong is said, a room is filed only when it is complete', async () => {
  copyId = await prepared()
  nowMs += 24 * 3_600_000
  expect(await typed(copyId, 1, { outcome: 'confirmed', day: '昨天', note: '新装门禁' })).toMatchObject({
    ok: true,
    value: { readDay: '2026-03-09', problems: [] },
  })
  expect(await typed(copyId, 2, { outcome: 'confirmed', day: '0230' })).toMatchObject({
    value: { readDay: null, problems: ['day-unreadable'] },
  })
  expect(await typed(copyId, 3, { outcome: 'left', phone: '12' })).toMatchObject({
    value: { problems: ['phone-unreadable'] },
  })
  expect(await typed(copyId, 2, { outcome: 'confirmed', day: '0301' })).toMatchObject({
    value: { problems: ['day-before-paper'] },
  })
  const { results } = orThrow(await station.as('clerk', 'paper.file', { copyId }))
  expect(results.map((one) => one.result)).toEqual(['filed', 'refused', 'incomplete'])
  expect(results[1]?.rows).toEqual(expect.arrayContaining(['phone-unreadable', 'day-before-paper']))
  const visit = orThrow(await station.as('clerk', 'ledger.read', { entryId: results[0]?.entryId as EntryId }))
  expect(visit).toMatchObject({ state: 'done', occurredOn: '2026-03-09' })
  expect(visit.fields).toMatchObject({
    residentName: '赵测试',
    findings: '赵测试：新装门禁',
    officer: officer.accountId,
  })
  expect(visit.links).toMatchObject([{ entryId: entries['early'], relation: 'confirmed' }])
  const person = orThrow(await station.as('clerk', 'ledger.read', { entryId: entries['early'] as EntryId }))
  expect(person.fields['confirmedOn']).toBe('2026-03-09')
})

it('a phone from the paper becomes a version of the entry, somebody gone leaves the register, nothing is filed twice', async () => {
  orThrow(await typed(copyId, 2, { outcome: 'confirmed', phone: '129 1234 0099' }))
  orThrow(await typed(copyId, 3, { outcome: 'left' }))
  const { results } = orThrow(await station.as('clerk', 'paper.file', { copyId }))
  expect(results.map((one) => one.result)).toEqual(['already', 'filed', 'incomplete'])
  const rental = orThrow(await station.as('clerk', 'ledger.read', { entryId: entries['rental'] as EntryId }))
  expect([rental.version, rental.fields['landlordPhone']]).toEqual([2, '12912340099'])
  // The rental and its tenant lead to the visit, and the visit to both.
  expect(rental.links).toMatchObject([{ number: results[1]?.number, relation: 'confirmed', direction: 'from' }])
  const visit = orThrow(await station.as('clerk', 'ledger.read', { entryId: results[1]?.entryId as EntryId }))
  expect(visit.links.map((one) => `${one.book} ${one.relation}`).sort()).toEqual(['L03 left', 'L04 confirmed'])
  const tenant = orThrow(await station.as('clerk', 'ledger.read', { entryId: entries['tenant'] as EntryId }))
  expect(tenant.state).toBe('cancelled')
  const again = orThrow(await station.as('clerk', 'paper.file', { copyId }))
  expect(again.results.map((one) => one.result)).toEqual(['already', 'already', 'incomplete'])
  const all = orThrow(await station.as('clerk', 'ledger.list', { book: 'L06' as BookId }))
  expect(all.total).toBe(2)
})

it('an entry that was corrected after printing is shown with the difference and asked about before it is filed', async () => {
  const entryId = entries['late'] as EntryId
  const before = orThrow(await station.as('clerk', 'ledger.read', { entryId }))
  const fields = { ...before.fields, phone: '12912340088' }
  orThrow(await station.as('clerk', 'ledger.correct', { entryId, version: before.version, fields, reason: '本人来电' }))
  const row = (await opened(copyId)).rows.find((one) => one.entryId === entryId)
  expect(row).toMatchObject({ since: 'corrected', phoneNow: '12912340088', changes: [{ field: 'phone' }] })
  expect(await typed(copyId, 4, { outcome: 'confirmed' })).toMatchObject({ value: { problems: ['changed'] } })
  const refused = orThrow(await station.as('clerk', 'paper.file', { copyId }))
  expect(refused.results[2]).toMatchObject({ result: 'refused', rows: ['changed'] })
  orThrow(await typed(copyId, 4, { outcome: 'confirmed', seenVersion: row?.version as Version }))
  const { results } = orThrow(await station.as('clerk', 'paper.file', { copyId }))
  expect(results.map((one) => one.result)).toEqual(['already', 'already', 'filed'])
})

it('what is typed is there after a restart, and two people do not write over each other', async () => {
  const second = await prepared()
  orThrow(await typed(second, 1, { outcome: 'confirmed', note: '敲门两次' }))
  await station.restart()
  expect((await opened(second)).rows[0]).toMatchObject({ outcome: 'confirmed', note: '敲门两次' })
  const other = await station.as('officer', 'paper.saveRow', {
    ...{ copyId: second, position: 1, revision: 1, outcome: 'left', day: '', phone: '', note: '', seenVersion: null },
  })
  expect(other.ok ? 'ok' : other.error.code).toBe('paper/typed-by-another')
  orThrow(await station.as('officer', 'paper.takeOver', { copyId: second }))
  expect(orThrow(await station.as('officer', 'paper.open', { copyId: second, purpose: 'P01' })).rows[0]?.note).toBe(
    '敲门两次',
  )
  const clerk = await typed(second, 1, { outcome: 'left' })
  expect(clerk.ok ? 'ok' : clerk.error.code).toBe('paper/typed-by-another')
  orThrow(await station.as('clerk', 'paper.takeOver', { copyId: second }))
  const stale = await typed(second, 1, { outcome: 'left' }, 0)
  expect(stale.ok ? 'ok' : stale.error.code).toBe('paper/row-stale')
})

it('a room that was visited within 30 days asks for a reason, and is filed with it', async () => {
  const third = await prepared()
  orThrow(await typed(third, 1, { outcome: 'unseen' }))
  orThrow(await typed(third, 2, { outcome: 'confirmed' }))
  const first = orThrow(await station.as('clerk', 'paper.file', { copyId: third }))
  const warned = first.results.filter((one) => one.code === 'ledger/warnings')
  expect(warned.flatMap((one) => one.problems.map((problem) => problem.code))).toContain('visit-within-30-days')
  const reasons = warned.map(({ household }) => ({ household, reason: '复核电话' }))
  const second = orThrow(await station.as('clerk', 'paper.file', { copyId: third, reasons }))
  expect(second.results.filter((one) => one.result === 'filed')).toHaveLength(warned.length)
})

it('somebody new gets a draft with the room, day and people of the walk', async () => {
  const fourth = await prepared()
  const { draftId } = orThrow(await station.as('clerk', 'paper.newcomer', { copyId: fourth, household: 1, book: L03 }))
  const draft = orThrow(await station.as('clerk', 'ledger.readDraft', { draftId }))
  expect(draft.book).toBe(L03)
  expect(draft.fields).toMatchObject({
    address: expect.stringContaining('302'),
    officer: officer.accountId,
    occurredOn: '2026-03-10',
  })
  expect((await opened(fourth)).rooms[0]?.newcomers).toMatchObject([{ draftId, book: L03, filed: false }])
})

it('copies are ticked with who and when; a destroyed one is not typed back; what is out too long is counted', async () => {
  const lost = await prepared()
  const code = async (what: 'returned' | 'destroyed', note = '') => {
    const answer = await station.as('clerk', 'paper.tick', { copyId: lost, what, note })
    return answer.ok ? 'ok' : answer.error.code
  }
  expect(await code('destroyed')).toBe('paper/note-missing')
  nowMs += 9 * 24 * 3_600_000
  const before = orThrow(await station.as('clerk', 'paper.copies', {}))
  expect(before.copies.find((copy) => copy.copyId === lost)).toMatchObject({ state: 'out', overdue: true })
  expect(before.overdue).toBe(before.copies.filter((copy) => copy.overdue).length)
  expect(await code('returned')).toBe('ok')
  expect(await code('returned')).toBe('paper/ticked')
  expect(await code('destroyed')).toBe('ok')
  const after = orThrow(await station.as('clerk', 'paper.copies', {}))
  expect(after.overdue).toBe(before.overdue - 1)
  expect(after.copies.find((copy) => copy.copyId === lost)).toMatchObject({
    state: 'destroyed',
    returnedByName: station.users.clerk.name,
    destroyedByName: station.users.clerk.name,
  })
  const refused = await typed(lost, 1, { outcome: 'confirmed' })
  expect(refused.ok ? 'ok' : refused.error.code).toBe('paper/destroyed')
})
