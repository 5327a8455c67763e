import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import type { FieldValue } from '../../src-contract/sync/protocol.ts'
import type { Mutation } from '../../src-contract/sync/push.ts'
import { judgeTransaction } from '../../platform/sync/judge-transaction.ts'
import { StationDraft } from '../../platform/sync/station-draft.ts'

const lineage = randomUUID()
const entry = randomUUID()
const [one, two] = [randomUUID(), randomUUID()]

type Values = Readonly<Record<string, FieldValue>>

/** What a PC sends again of the entry: its row as the PC knew it, and the versions that made it so. */
function again(was: Values, is: Values, versions: readonly number[], restored: string | null = lineage): Mutation[] {
  const txn = randomUUID()
  const changes = Object.entries(is).map(([field, value]) => [field, { base: was[field] ?? null, value }] as const)
  const rows = [
    { table: 'entries', id: entry, fields: Object.fromEntries(changes) },
    ...versions.map((n) => ({
      table: 'entry_versions',
      id: `${entry}.${n}`,
      fields: { entry: { base: null, value: entry }, reason: { base: null, value: `${n}` } },
    })),
  ]
  return rows.map((row, at) => ({
    ...row,
    ...{ seq: at + 1, mid: randomUUID(), txn, txnSize: rows.length, op: 'put', baseVer: 0 },
    ...{ at: '2026-03-05T06:30:00.000Z', actor: randomUUID() },
    ...(restored === null ? {} : { restored }),
  }))
}

const judge = async (draft: StationDraft, device: string, mutations: Mutation[]) =>
  (await judgeTransaction(() => Promise.resolve([]), draft, device, mutations)).results.map(({ status }) => status)
const open = () => new StationDraft('S01', 0, '2026-03-05T06:30:00.000Z', lineage)
const row = (draft: StationDraft) => draft.row({ table: 'entries', id: entry })?.fields
const first = { book: 'L12', state: 'accepted', 'v.content': '甲' }
const later = { ...first, state: 'done', 'v.content': '乙' }

test('of two PCs that send the same again, the one that knew less changes nothing and disputes nothing', async () => {
  const draft = open()
  expect(await judge(draft, one, again({}, later, [1, 2]))).toEqual(['applied', 'applied', 'applied'])
  expect(await judge(draft, two, again({}, first, [1]))).toEqual(['merged', 'merged'])
  expect(row(draft)).toEqual(later)
  expect(draft.row({ table: 'conflicts', id: entry })).toBeUndefined()
})

test('a PC that has history of its own is in conflict, and its history is held back with its row', async () => {
  const draft = open()
  await judge(draft, one, again({}, later, [1, 2]))
  expect(await judge(draft, two, again({}, { ...first, 'v.content': '丙' }, [1, 3]))).toEqual([
    'conflict',
    'held',
    'held',
  ])
  expect(row(draft)).toEqual(later)
  expect(draft.row({ table: 'entry_versions', id: `${entry}.3` })).toBeUndefined()
})

test('of what a PC sends again, only what its own history changed is its own: what it merely knew is not held against what is newer', async () => {
  const known = { book: 'L12', state: 'accepted', 'v.content': '甲', 'v.place': '此处' }
  const sent = (before: string): Mutation[] =>
    again({}, { ...known, 'v.place': '彼处' }, [1, 3]).map((mutation) => {
      const changes = { base: null, value: JSON.stringify([{ field: 'place', before, after: '彼处' }]) }
      return mutation.id === `${entry}.3` ? { ...mutation, fields: { ...mutation.fields, changes } } : mutation
    })
  const draft = open()
  await judge(draft, one, again({}, { ...known, 'v.content': '乙' }, [1, 2]))
  expect(await judge(draft, two, sent('此处'))).toEqual(['merged', 'merged', 'applied'])
  expect(row(draft)).toMatchObject({ 'v.content': '乙', 'v.place': '彼处' })

  const moved = open()
  await judge(moved, one, again({}, { ...known, 'v.content': '乙', 'v.place': '别处' }, [1, 2]))
  const { results } = await judgeTransaction(() => Promise.resolve([]), moved, two, sent('此处'))
  // The place is for a person; the content is not.
  expect(results[0]?.conflicts).toEqual([{ field: 'v.place', base: '此处', mine: '彼处', theirs: '别处' }])
  expect(row(moved)).toMatchObject({ 'v.content': '乙', 'v.place': '别处' })
})

test.each(['{broken', 'null', '5', '[null]', '[{"field":1}]'])(
  'a version whose changes are %s is judged as one that does not say',
  async (value) => {
    const draft = open()
    await judge(draft, one, again({}, later, [1, 2]))
    const sent = again({}, { ...first, 'v.content': '丙' }, [1, 3]).map((mutation) =>
      mutation.id === `${entry}.3`
        ? { ...mutation, fields: { ...mutation.fields, changes: { base: null, value } } }
        : mutation,
    )
    expect((await judge(draft, two, sent))[0]).toBe('conflict')
    expect(row(draft)).toEqual(later)
  },
)

test('steps that are lost are not asked for of a row that was only sent again; once somebody worked on it they are', async () => {
  const draft = open()
  await judge(draft, one, again({}, first, [1]))
  expect(await judge(draft, two, again(first, later, [1, 2]))).toEqual(['merged', 'merged', 'applied'])
  expect(row(draft)).toEqual(later)

  const worked = open()
  await judge(worked, one, again({}, first, [1]))
  await judge(worked, one, again({}, { 'v.place': '此处' }, [], null))
  expect(await judge(worked, two, again(first, later, [1, 2]))).toEqual(['rejected', 'rejected', 'rejected'])
})

test('a decision comes back as it was made, only after a restore, and one that was made since counts', async () => {
  const conflict = { table: 'conflicts', id: randomUUID() }
  const decision = (choice: string, restored: string): Mutation[] => {
    const fields = { status: { base: null, value: 'resolved' }, choice: { base: null, value: choice } }
    return again({}, {}, [], restored).map((mutation) => ({ ...mutation, ...conflict, fields }))
  }
  const draft = open()
  expect(await judge(draft, one, decision('mine', randomUUID()))).toEqual(['rejected'])
  expect(await judge(draft, one, decision('mine', lineage))).toEqual(['applied'])
  expect(await judge(draft, two, decision('mine', lineage))).toEqual(['merged'])
  expect(await judge(draft, two, decision('theirs', lineage))).toEqual(['rejected'])
  expect(draft.row(conflict)?.fields).toEqual({ status: 'resolved', choice: 'mine' })
})
