import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import type { FieldValue } from '../../src-contract/sync/protocol.ts'
import type { Mutation } from '../../src-contract/sync/push.ts'
import { judgeTransaction } from '../../platform/sync/judge-transaction.ts'
import type { Waiting } from '../../platform/sync/held.repo.ts'
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

/** Says of a version or a step what it changed. */
const telling = (all: Mutation[], id: string, field: string, before: string, after: string): Mutation[] =>
  all.map((mutation) => {
    const changes = { base: null, value: JSON.stringify([{ field, before, after }]) }
    return mutation.id === id ? { ...mutation, fields: { ...mutation.fields, changes } } : mutation
  })

test('a value that a version changed and a step changed once more is not taken for what the version says', async () => {
  const draft = open()
  await judge(
    draft,
    one,
    telling(again({}, { ...first, 'v.place': '此处' }, [1, 2]), `${entry}.2`, 'place', '旧处', '此处'),
  )
  const sent = again({ 'v.place': '旧处' }, { 'v.place': '彼处' }, [2, 3]).map((mutation) =>
    mutation.id === `${entry}.3` ? { ...mutation, table: 'entry_events' } : mutation,
  )
  const told = telling(telling(sent, `${entry}.2`, 'place', '旧处', '此处'), `${entry}.3`, 'place', '此处', '彼处')
  expect(await judge(draft, two, told)).toEqual(['conflict', 'held', 'held'])
})

test('what was held back and is in the history is not held back again, unless there is something else with it', async () => {
  const draft = open()
  const past = telling(again({}, { ...first, 'v.content': '甲' }, [1]), `${entry}.1`, 'content', '起初', '甲')
  await judge(draft, one, past)
  await judge(
    draft,
    one,
    telling(again({ 'v.content': '甲' }, { 'v.content': '乙' }, [2]), `${entry}.2`, 'content', '甲', '乙'),
  )
  const held = (more: Values) =>
    telling(
      again({ 'v.content': '起初' }, { 'v.content': '甲', ...more }, [1], null),
      `${entry}.1`,
      'content',
      '起初',
      '甲',
    )
  expect(await judge(draft, two, held({}))).toEqual(['merged', 'merged'])
  expect(await judge(draft, two, held({ 'v.place': '此处' }))).toEqual(['conflict', 'held'])
  expect(row(draft)).toMatchObject({ 'v.content': '乙' })
})

const review = randomUUID()
const asked = { entry, book: 'L08', kind: 'void', level: 'chief', status: 'open' }

function put(table: string, id: string, was: Values, is: Values, restored: string | null = lineage): Mutation {
  const fields = Object.fromEntries(
    Object.entries(is).map(([field, value]) => [field, { base: was[field] ?? null, value }] as const),
  )
  return {
    ...{ table, id, fields, seq: 1, mid: randomUUID(), txn: '', txnSize: 1, op: 'put', baseVer: 0 },
    ...{ at: '2026-03-05T06:30:00.000Z', actor: randomUUID() },
    ...(restored === null ? {} : { restored }),
  }
}

/** One act, held back, and the decisions on its conflicts, by the rows that they are about. */
async function decided(
  draft: StationDraft,
  act: readonly Mutation[],
  choices: Readonly<Record<string, 'mine' | 'theirs'>>,
) {
  const txn = randomUUID()
  const sent = act.map((mutation, at) => ({ ...mutation, txn, txnSize: act.length, seq: at + 1 }))
  const { consequences } = await judgeTransaction(() => Promise.resolve([]), draft, two, sent)
  const waiting: (Waiting & { state: string })[] = consequences.held.map((each) => ({ ...each, state: 'open' }))
  const statuses: string[] = []
  for (const [id, choice] of Object.entries(choices)) {
    const about = waiting.find((each) => each.disputed && each.mutation.id === id)
    if (about === undefined) throw new Error('not disputed')
    const fields = Object.fromEntries(
      Object.entries(choice === 'mine' ? about.mutation.fields : {}).map(([field, { value }]) => {
        const base = draft.row({ table: about.mutation.table, id })?.fields[field] ?? null
        return [field, { base, value }] as const
      }),
    )
    const { table } = about.mutation
    const decision = { ...put(table, id, {}, {}, null), fields, op: 'resolve' as const, txn: randomUUID() }
    const said = { ...decision, conflict: about.conflict, choice, reason: '以现场为准' }
    const judged = await judgeTransaction(() => Promise.resolve(waiting), draft, one, [said])
    statuses.push(...judged.results.map(({ status }) => status))
    for (const { mids, state } of judged.consequences.settled)
      for (const each of waiting) if (mids.includes(each.mutation.mid)) each.state = state
  }
  return { statuses, states: waiting.map(({ mutation, state }) => `${mutation.table} ${state}`) }
}

const filed = { book: 'L08', stage: 'filed', state: 'found', 'v.object': '起初' }
const event = (id: string, more: Values = {}) => put('entry_events', id, {}, { entry, to: 'found', ...more })

async function station(): Promise<StationDraft> {
  const draft = open()
  await judge(draft, one, [{ ...put('entries', entry, {}, filed, null), txn: randomUUID() }])
  await judge(draft, one, [{ ...put('reviews', review, {}, asked, null), txn: randomUUID() }])
  return draft
}

test('whoever decides that something was not to be taken out of force does not take it out of force', async () => {
  const draft = await station()
  await judge(draft, one, [
    { ...put('reviews', review, asked, { status: 'returned', decision: '否' }, null), txn: randomUUID() },
  ])
  const act = [
    put('entries', entry, filed, { stage: 'voided' }),
    event(randomUUID()),
    put('reviews', review, asked, { status: 'approved', decision: '可' }),
  ]
  const { states } = await decided(draft, act, { [review]: 'theirs' })
  expect(states).toEqual(['entries dropped', 'entry_events dropped', 'reviews dropped'])
  expect(row(draft)).toMatchObject({ stage: 'filed' })
})

test('what tells of a step stands with the step, and what tells of a value that is not wanted goes with the value', async () => {
  const draft = await station()
  await judge(draft, one, [{ ...put('entries', entry, filed, { 'v.object': '乙说' }, null), txn: randomUUID() }])
  const act = [
    put('entries', entry, filed, { stage: 'voided', 'v.object': '甲说' }),
    event(randomUUID()),
    event(randomUUID(), { changes: '[]' }),
    put('entry_versions', `${entry}.7`, {}, { entry }),
  ]
  const { states } = await decided(draft, act, { [entry]: 'theirs' })
  expect(states).toEqual(['entries dropped', 'entry_events done', 'entry_events dropped', 'entry_versions dropped'])
  expect(row(draft)).toMatchObject({ stage: 'voided', 'v.object': '乙说' })
})

test('of an act about two entries, what tells of the one whose change is not wanted goes, what tells of the other stands', async () => {
  const draft = await station()
  const other = randomUUID()
  await judge(draft, one, [{ ...put('entries', other, {}, filed, null), txn: randomUUID() }])
  for (const id of [entry, other])
    await judge(draft, one, [{ ...put('entries', id, filed, { 'v.object': '乙说' }, null), txn: randomUUID() }])
  const act = [entry, other].flatMap((id) => [
    put('entries', id, filed, { 'v.object': '甲说' }, null),
    put('entry_versions', `${id}.7`, {}, { entry: id }, null),
  ])
  const { statuses, states } = await decided(draft, act, { [entry]: 'theirs', [other]: 'mine' })
  expect(statuses).not.toContain('rejected')
  expect(states).toEqual(['entries dropped', 'entry_versions dropped', 'entries done', 'entry_versions done'])
  expect(draft.row({ table: 'entry_versions', id: `${entry}.7` })).toBeUndefined()
  expect(draft.row({ table: 'entry_versions', id: `${other}.7` })).toBeDefined()
})
