import { expect, test } from 'vitest'
import type { Fields } from '../../src-contract/sync/protocol.ts'
import { asksForDecision, isDecided, type EntryHistory } from './second-person.rules.ts'

const none: EntryHistory = { reviews: [], versions: [], events: [] }
const same = (one: string, other: string): boolean => one === other
const entry = (more: Fields): Fields => ({ book: 'L08', stage: 'filed', state: 'found', ...more })

test('filing, correcting and steps that nobody has to look at ask for nothing', () => {
  expect(asksForDecision(undefined, entry({}))).toEqual([])
  expect(asksForDecision(entry({}), entry({ 'v.object': '新' }))).toEqual([])
  expect(asksForDecision(entry({}), entry({ state: 'ordered' }))).toEqual([])
  expect(asksForDecision(entry({ book: 'L99' }), entry({ book: 'L99', stage: 'voided' }))).toEqual([])
})

test('an entry comes out of force, or to an end, by a decision of its own kind', () => {
  const [voids] = asksForDecision(entry({}), entry({ stage: 'voided' }))
  const [closes] = asksForDecision(entry({ state: 'reinspected' }), entry({ state: 'closed' }))
  if (voids === undefined || closes === undefined) throw new Error('nothing was asked')
  const approved = { status: 'approved', level: 'chief' }
  const step = { ...approved, kind: 'step', transition: 'close' }
  expect(isDecided(voids, { ...none, reviews: [{ ...approved, kind: 'void' }] }, same)).toBe(true)
  expect(isDecided(voids, { ...none, reviews: [step] }, same)).toBe(false)
  expect(isDecided(voids, { ...none, reviews: [{ ...approved, kind: 'void', level: 'another' }] }, same)).toBe(false)
  expect(isDecided(closes, { ...none, reviews: [step] }, same)).toBe(true)
  expect(isDecided(closes, { ...none, reviews: [{ ...step, status: 'returned' }] }, same)).toBe(false)
  expect(isDecided(closes, { ...none, reviews: [{ ...step, transition: 'receipt' }] }, same)).toBe(false)
})

test('whoever made the first version takes it back; whoever corrected it does not', () => {
  const [voids] = asksForDecision(entry({}), entry({ stage: 'voided' }))
  if (voids === undefined) throw new Error('nothing was asked')
  const versions = [
    { actor: 'two', at: '2026-03-05T02:00:00.000Z' },
    { actor: 'one', at: '2026-03-05T01:00:00.000Z' },
  ]
  const undo = (actor: string): EntryHistory => ({ ...none, versions, events: [{ transition: 'undo', actor }] })
  expect([isDecided(voids, undo('one'), same), isDecided(voids, undo('two'), same)]).toEqual([true, false])
})

test('nothing that is out of force is in force again because a review says so', () => {
  const asks = asksForDecision(entry({ stage: 'voided' }), entry({ stage: 'filed' }))
  const reviews = [{ status: 'approved', level: 'chief', kind: 'back' }]
  expect(asks.map((one) => isDecided(one, { ...none, reviews }, same))).toEqual([false])
})
