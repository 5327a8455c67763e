import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { writeReturnTemplate } from '../../demo/return-template.ts'
import type { BookId } from '../../src-contract/books.ts'
import type { InputOf } from '../../src-contract/contract.ts'
import type { FileId } from '../../src-contract/ids.ts'
import { gather } from '../../src-core/features/sync/gather.service.ts'
import { mutationOf } from '../../src-core/features/sync/row-view.ts'
import { allOutbox, dropOutbox, insertRejected, keepSetting } from '../../src-core/features/sync/sync.repo.ts'
import { openTestPlatform, type TestPlatform } from '../support/platform.ts'
import { openSyncPc, type SyncPc } from '../support/sync-station.ts'
import { openTcpProxy, type TcpProxy } from '../support/tcp-proxy.ts'

const hour = 3_600_000
let platform: TestPlatform
let proxy: TcpProxy
let pc: SyncPc
/** How far the PC's clock is ahead of the one by which rows are marked. */
let ahead = 0

beforeAll(async () => {
  platform = await openTestPlatform()
  proxy = await openTcpProxy(platform.port)
  pc = await openSyncPc({ clock: { nowMs: () => Date.now() + ahead, monotonicMs: () => performance.now() + ahead } })
})
afterAll(async () => {
  await pc.close()
  await proxy.close()
  await platform.close()
})

const status = (role: 'clerk' | 'chief' | 'officer' | 'it' = 'clerk') => pc.must(role, 'sync.status', {})
const exchange = () => pc.as('clerk', 'sync.now', {})
const isTold = async (role: 'clerk' | 'chief' | 'officer' | 'it') => {
  const { tellAt } = await status(role)
  return tellAt !== null && Date.parse(tellAt) <= Date.now() + ahead
}
async function nameOf(role: 'clerk' | 'officer'): Promise<string> {
  const { accounts } = await pc.must('chief', 'accounts.list', {})
  return accounts.find((one) => one.role === role)?.name ?? ''
}

/** What is unsent was refused by the platform, for a field of the entry. */
function refuseUnsent(field: string): void {
  const session = pc.core.gate.session
  if (!session) throw new Error('nobody is logged in')
  const at = pc.core.gate.now()
  session.db.transaction((tx) => {
    gather(tx, { now: at, newId: () => crypto.randomUUID(), actor: session.session.accountId }, 1_000_000)
    const all = allOutbox(tx)
    for (const record of all) {
      const { mid, txn, table, id } = mutationOf(record)
      const isEntry = table === 'entries'
      const why = isEntry ? { reason: 'invalid', field } : { reason: 'transaction', field: null }
      const about = { tbl: table, row_id: id, entry_id: isEntry ? id : null }
      insertRejected(tx, { mid, txn, ...about, mutation: record.mutation, ...why, at })
      dropOutbox(tx, record.epoch, record.seq)
    }
    // Their numbers were never used at the platform.
    keepSetting(tx, 'lastSeq', String((all[0]?.seq ?? 1) - 1))
  })
}

test('a PC that is not enrolled says how many entries are only there, and since when', async () => {
  await pc.file('L08')
  ahead = 30 * hour
  await pc.file('L08')
  const alone = await status()
  expect(alone).toMatchObject({ state: 'not-enrolled', onlyHere: 2, tellAt: null })
  expect(Date.parse(alone.oldest ?? '')).toBeLessThan(Date.parse(pc.core.gate.now()) - 29 * hour)
  ahead = 0
})

test('a draft whose author has not logged in since the PC was enrolled is said to wait for that', async () => {
  const { draftId } = await pc.must('officer', 'ledger.openDraft', { book: 'L06' as BookId })
  await pc.enrol(platform, `https://127.0.0.1:${proxy.port}`)
  await exchange()
  expect(await status()).toMatchObject({
    state: 'waiting',
    onlyHere: 0,
    others: [{ kind: 'draft', n: 1 }],
    draftsWithoutKey: 1,
  })
  const { rows, total } = await pc.must('clerk', 'sync.waiting', {})
  expect(total).toBe(1)
  expect(rows).toMatchObject([
    { kind: 'draft', book: 'L06', by: await nameOf('officer'), why: 'no-key', entryId: null },
  ])
  // Nothing of it can be carried either, and it is said why.
  expect(await pc.as('clerk', 'sync.pack', {})).toMatchObject({
    error: { code: 'sync/nothing-to-carry', params: { drafts: 1 } },
  })
  await pc.logIn('officer')
  await pc.must('officer', 'ledger.discardDraft', { draftId })
  await exchange()
  expect(await status()).toMatchObject({ state: 'synced', onlyHere: 0, others: [], oldest: null, draftsWithoutKey: 0 })
  expect(await pc.must('clerk', 'sync.waiting', {})).toEqual({ rows: [], total: 0 })
})

test('the roster and returns are counted too when only they are here, and listed', async () => {
  proxy.passes = () => false
  const { accounts } = await pc.must('chief', 'accounts.list', {})
  const accountId = accounts.find((one) => one.role === 'officer')?.accountId
  const { shifts } = await pc.must('clerk', 'duty.choices', {})
  const duty = { accountId, date: '2027-03-01', shift: shifts[0]?.id, from: '08:00', to: '20:00', reason: '排班' }
  await pc.must('clerk', 'duty.saveDuty', duty as InputOf<'duty.saveDuty'>)
  const form = join(pc.dir, 'form.xlsx')
  await writeReturnTemplate(form, ['B990101'])
  const fileId = crypto.randomUUID() as FileId
  pc.core.files.put(fileId, form, '月报表.xlsx')
  const facts = { name: '消防月报', issuer: '消防', periodKind: 'month', dueDays: 5, startsWith: '2026-10', fileId }
  await pc.must('clerk', 'returns.create', facts as never)
  const { onlyHere, others, oldest } = await status()
  expect(onlyHere).toBe(0)
  expect(oldest).not.toBeNull()
  // The return and its form.
  expect([...others].sort((a, b) => a.n - b.n)).toEqual([
    { kind: 'roster', n: 1 },
    { kind: 'return', n: 2 },
  ])
  const { rows, total } = await pc.must('clerk', 'sync.waiting', {})
  expect(total).toBe(3)
  expect(rows[0]).toMatchObject({ kind: 'roster', by: null, n: 1 })
  expect(rows).toContainEqual(expect.objectContaining({ kind: 'return', name: '消防月报', by: await nameOf('clerk') }))
})

test('what has been only here for a day is told to the clerk, for three days to the chief, and to nobody else', async () => {
  const { entryId, number } = await pc.file('L08')
  expect((await pc.must('clerk', 'sync.waiting', {})).rows).toContainEqual(
    expect.objectContaining({ kind: 'entry', entryId, number, book: 'L08', by: await nameOf('clerk') }),
  )
  ahead = 23 * hour
  for (const role of ['clerk', 'chief', 'officer', 'it'] as const) expect(await isTold(role)).toBe(false)
  ahead = 25 * hour
  expect([await isTold('clerk'), await isTold('chief'), await isTold('officer')]).toEqual([true, false, false])
  ahead = 73 * hour
  expect([await isTold('clerk'), await isTold('chief'), await isTold('it')]).toEqual([true, true, false])
  ahead = 0
})

test('an outage is said although somebody has to decide something; once it is over that is what is left', async () => {
  const { entryId } = await pc.file('L08', { object: '和平里仓库' })
  await exchange()
  proxy.passes = () => true
  await exchange()
  proxy.passes = () => false
  await pc.correct(entryId, { object: '和平里二号仓库' })
  refuseUnsent('v.object')
  await exchange()
  expect(await status()).toMatchObject({ state: 'offline', rejected: 1, problem: 'sync/unreachable' })
  // Which field, and what was written.
  expect((await pc.must('chief', 'sync.open', {})).rejected).toMatchObject([
    { reason: 'invalid', field: 'object', values: [{ field: 'object', value: '和平里二号仓库' }] },
  ])
  proxy.passes = () => true
  expect(await pc.must('clerk', 'sync.now', {})).toMatchObject({ rejected: 0, open: { conflicts: 0, rejected: 1 } })
  expect(await status()).toMatchObject({ state: 'attention', rejected: 1, tellAt: null })
})
