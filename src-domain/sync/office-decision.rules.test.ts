import { describe, expect, test } from 'vitest'
import type { Fields } from '../../src-contract/sync/protocol.ts'
import { changesOf, rowsOfDecision, type SyncedRow } from './office-decision.rules.ts'

const at = '2026-03-06T02:00:00.000Z'
const decision = { approve: true, reason: '', by: 'office', at, ids: ['event-1', 'event-2'] as const }

const entry = (fields: Fields = {}): SyncedRow => ({
  table: 'entries',
  id: 'entry',
  fields: { book: 'L08', state: 'reinspected', stage: 'filed', officer: 'chief', 'v.object': '仓库', ...fields },
})
const review = (fields: Fields): SyncedRow => ({
  table: 'reviews',
  id: 'review',
  fields: { entry: 'entry', book: 'L08', status: 'open', askedBy: 'clerk', office: 'asked', ...fields },
})
const written = (rows: SyncedRow[] | null) => rows?.map(({ table, id }) => `${table} ${id}`)
const fieldsOf = (rows: SyncedRow[] | null, id: string) => rows?.find((row) => row.id === id)?.fields

describe('a step that was approved', () => {
  const changes = JSON.stringify([
    { field: 'closedOn', before: null, after: '2026-03-05' },
    { field: 'helpers', before: null, after: 'one,two' },
    { field: 'object', before: '仓库', after: null },
  ])
  const asked = review({ kind: 'step', transition: 'close', changes, note: '已整改' })

  test('is taken with its values by who asked, and approved by the office after it', () => {
    const rows = rowsOfDecision(asked, entry(), [], { ...decision, reason: '同意' })
    expect(written(rows)).toEqual(['reviews review', 'entries entry', 'entry_events event-1', 'entry_events event-2'])
    expect(fieldsOf(rows, 'review')).toMatchObject({
      status: 'approved',
      decidedBy: 'office',
      decidedAt: at,
      decision: '同意',
    })
    const after = { state: 'closed', 'v.closedOn': '2026-03-05', helpers: ['one', 'two'], 'v.object': null }
    expect(fieldsOf(rows, 'entry')).toMatchObject(after)
    expect(fieldsOf(rows, 'event-1')).toMatchObject({
      actor: 'clerk',
      from: 'reinspected',
      to: 'closed',
      note: '已整改',
      changes,
    })
    expect(fieldsOf(rows, 'event-2')).toMatchObject({
      actor: 'office',
      from: 'closed',
      to: 'closed',
      transition: 'approve',
    })
  })

  test('is no longer possible where the entry has moved on or is out of force', () => {
    expect(rowsOfDecision(asked, entry({ state: 'closed' }), [], decision)).toBeNull()
    expect(rowsOfDecision(asked, entry({ stage: 'voided' }), [], decision)).toBeNull()
  })

  test('returned, leaves the entry as it is and says why', () => {
    const rows = rowsOfDecision(asked, entry(), [], { ...decision, approve: false, reason: '证据不全' })
    expect(written(rows)).toEqual(['reviews review', 'entry_events event-2'])
    expect(fieldsOf(rows, 'event-2')).toMatchObject({ transition: 'return', to: 'reinspected', note: '证据不全' })
  })
})

test('a filing comes into force once, and not when it was voided meanwhile', () => {
  const asked = review({ kind: 'filing' })
  expect(fieldsOf(rowsOfDecision(asked, entry({ stage: 'in-review' }), [], decision), 'entry')?.['stage']).toBe('filed')
  expect(rowsOfDecision(asked, entry(), [], decision)).toBeNull()
})

test('what is put out of force is sampled by nobody any more; a sampled look changes nothing of the entry', () => {
  const sampled = { ...review({ kind: 'sampled' }), id: 'sampled' }
  const rows = rowsOfDecision(review({ kind: 'void', note: '重复' }), entry(), [sampled], decision)
  expect(fieldsOf(rows, 'entry')).toMatchObject({ stage: 'voided', voidedAt: at, state: 'reinspected' })
  expect(fieldsOf(rows, 'event-1')).toMatchObject({ transition: 'void', actor: 'clerk', note: '重复' })
  expect(fieldsOf(rows, 'sampled')?.['status']).toBe('withdrawn')
  expect(written(rowsOfDecision(sampled, entry(), [], decision))).toEqual(['reviews sampled', 'entry_events event-2'])
})

test('differences that another program wrote otherwise are none', () => {
  for (const changes of ['{', '{}', '[1, {"field": 2}]', null]) expect(changesOf({ changes })).toEqual([])
})
