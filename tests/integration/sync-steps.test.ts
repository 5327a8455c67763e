import { afterAll, beforeAll, expect, test } from 'vitest'
import type { EntryId } from '../../src-contract/ids.ts'
import type { SyncPc } from '../support/sync-station.ts'
import { openTwoPcs, type TwoPcs } from '../support/two-pcs.ts'

let pcs: TwoPcs
let one: TwoPcs['one']
let two: TwoPcs['two']

beforeAll(async () => {
  pcs = await openTwoPcs()
  ;({ one, two } = pcs)
})
afterAll(() => pcs.close())

const now = (pc: SyncPc) => pc.must('clerk', 'sync.now', {})
const read = (pc: SyncPc, entryId: EntryId) => pc.must('clerk', 'ledger.read', { entryId })
const today = (): string => one.core.gate.now().slice(0, 10)

async function step(pc: SyncPc, entryId: EntryId, transition: string, fields: Record<string, string>): Promise<void> {
  const { state } = await read(pc, entryId)
  const taken = await pc.as('clerk', 'ledger.step', { entryId, state, transition, fields })
  if (taken.ok) return
  const [warned, codes] = [taken.error.params['fields'], taken.error.params['codes']] as [string[], string[]]
  const accepted = warned.map((field, at) => ({ field, code: codes[at] as never, reason: '核实无误' }))
  await pc.must('clerk', 'ledger.step', { entryId, state, transition, fields, accepted })
}

/** Two steps, as somebody takes them who has no network that day. */
async function orderAndRectify(pc: SyncPc, entryId: EntryId): Promise<void> {
  await step(pc, entryId, 'order', { noticeNumber: '责改 1 号', noticeOn: today(), rectifyBy: today() })
  await step(pc, entryId, 'rectify', { rectifiedOn: today(), rectification: '已清除' })
}

test('several steps that a PC took while it was alone are taken, one after the other', async () => {
  const { entryId } = await one.file('L08')
  for (const pc of [one, two]) await now(pc)
  await orderAndRectify(one, entryId)
  expect(await now(one)).toMatchObject({ rejected: 0, conflicts: 0 })
  await now(two)
  expect(await read(two, entryId)).toMatchObject({ state: 'rectified', fields: { noticeNumber: '责改 1 号' } })
  expect(await one.must('clerk', 'sync.status', {})).toMatchObject({ state: 'synced' })
})

test('they are taken as well when a value beside them was in conflict, once somebody has decided', async () => {
  const { entryId } = await one.file('L08')
  for (const pc of [one, two]) await now(pc)
  for (const [pc, object] of [
    [two, '二号机的写法'],
    [one, '一号机的写法'],
  ] as const)
    await pc.correct(entryId, { object })
  await orderAndRectify(one, entryId)
  await now(two)
  expect(await now(one)).toMatchObject({ rejected: 0, conflicts: 1 })
  const [conflict] = (await one.must('chief', 'sync.open', {})).conflicts
  if (conflict === undefined) throw new Error('no conflict')
  await one.must('chief', 'sync.settle', { conflictId: conflict.conflictId, choice: 'mine', reason: '以此为准' })
  for (const pc of [one, two]) expect(await now(pc)).toMatchObject({ rejected: 0, conflicts: 0 })
  expect(await read(two, entryId)).toMatchObject({ state: 'rectified', fields: { object: '一号机的写法' } })
})
