import { builtInCalendar } from '../../src-domain/duty/calendar.rules.ts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { BookId } from '../../src-contract/books.ts'
import { books } from '../../src-domain/books/books.ts'
import { settle } from '../../src-domain/books/settle.ts'
import { advanced, codeOf, filed, sample, samples, stationDay, stepped } from '../support/ledger-acts.ts'
import { openLedgerStation, type LedgerStation } from '../support/test-context.ts'

/** Every book from its first state to its end, through the dispatcher, on one replica: as a year goes at a station. */
let station: LedgerStation
beforeAll(() => {
  station = openLedgerStation()
})
afterAll(() => station.close())

describe.each(books.map((book) => [book.definition.id as string, book] as const))('%s', (id, book) => {
  const path = samples[id]?.path ?? []

  test('goes through its whole life, each step in its history with what it changed, and nothing due is left at the end', async () => {
    const entry = await filed(station, 'clerk', id as BookId, sample(id))
    if (entry.stage === 'in-review') {
      const { review } = await station.must('chief', 'ledger.read', { entryId: entry.entryId })
      await station.must('chief', 'ledger.decide', { reviewIds: [review?.reviewId ?? ''], approve: true })
    }
    const before = await station.must('clerk', 'ledger.read', { entryId: entry.entryId })
    expect(before).toMatchObject({ state: samples[id]?.starts, stage: 'filed', version: 1 })
    expect(before.steps.length).toBeGreaterThan(0)
    await advanced(station, entry.entryId, id)

    const after = await station.must('clerk', 'ledger.read', { entryId: entry.entryId })
    // A step is an event and no version.
    expect(after).toMatchObject({ state: samples[id]?.end, stage: 'filed', version: 1 })
    const settled = [sample(id), ...path.map((one) => one.fields)].map((typed) => settle(book, typed, stationDay))
    expect(after.fields).toEqual(Object.assign({}, ...settled))
    expect(after.dues.map(({ kind, on, done }) => ({ kind, on, done }))).toEqual(
      [...book.dues(after.state, after.fields, builtInCalendar)].sort((a, b) => (a.on < b.on ? -1 : 1)),
    )
    const { events, versions } = await station.must('clerk', 'ledger.history', { entryId: entry.entryId })
    expect(versions).toHaveLength(1)
    const steps = events.filter((one) => book.definition.transitions.some(({ id: known }) => known === one.transition))
    expect(steps.map((one) => one.transition).reverse()).toEqual(path.map((one) => one.transition))
    for (const { transition, changes } of steps) {
      const asks = book.definition.transitions.find((one) => one.id === transition)?.asks ?? []
      expect(asks).toEqual(expect.arrayContaining(changes.map((change) => change.field)))
    }
    expect(events.at(-1)).toMatchObject({ from: null, to: samples[id]?.starts, transition: null })
  })

  test('a step out of order is refused and changes nothing', async () => {
    const entry = await filed(station, 'clerk', id as BookId, { ...sample(id), ...unlike[id] })
    if (entry.stage === 'in-review') {
      expect(codeOf(await stepped(station, 'clerk', entry.entryId, path[0]?.transition ?? ''))).toBe(
        'ledger/review-waits',
      )
      return
    }
    const elsewhere = book.definition.transitions.find((one) => one.from !== samples[id]?.starts)
    if (elsewhere === undefined) throw new Error('no later step')
    const refused = await stepped(station, 'clerk', entry.entryId, elsewhere.id, {}, '说明')
    expect(codeOf(refused)).toBe('ledger/no-such-step')
    const { events } = await station.must('clerk', 'ledger.history', { entryId: entry.entryId })
    expect(events).toHaveLength(1)
  })
})

/** What makes a second entry of a book no repetition of the first. */
const unlike: Record<string, Record<string, string>> = {
  L09: { incidentNumber: 'J9901022026030500099' },
  L01: { beat: 'B02', officer: '00000000-0000-7000-8000-000000000004' },
}
