import { builtInCalendar } from '../../src-domain/duty/calendar.rules.ts'
import { describe, expect, test } from 'vitest'
import { booksById, books } from '../../src-domain/books/books.ts'
import { noFacts } from '../../src-domain/books/facts.ts'
import { errorsOf, judge } from '../../src-domain/books/judge.ts'
import { judgeStep } from '../../src-domain/books/judge-step.ts'
import { settle } from '../../src-domain/books/settle.ts'
import { generateStation } from '../station.ts'

const today = '2026-11-22'
const station = generateStation({ people: 3_000, seed: '1' })
const entries = [...station.ledger({ today, entries: 600 })]

describe('the ledger of the demo station', () => {
  test('is the same each time, in the order of filing, up to today and not beyond', () => {
    expect([...station.ledger({ today, entries: 600 })]).toEqual(entries)
    expect(entries).toHaveLength(600)
    const days = entries.map((one) => one.fields['occurredOn'] ?? '')
    expect([...days].sort()).toEqual(days)
    expect(days.at(-1)).toBe(today)
    for (const { filedAt, steps } of entries) {
      const at = steps.map((step) => step.at)
      expect([filedAt, ...at].sort()).toEqual([filedAt, ...at])
      for (const step of steps) expect(step.on <= today).toBe(true)
    }
  })

  test('holds nothing that a clerk could not have filed: no error in any entry or step', () => {
    const people = entries.flatMap((one) => [one.fields['officer'] ?? '', ...one.steps.map((step) => step.fields)])
    expect(people.length).toBeGreaterThan(600)
    const known = new Set<string>([
      ...station.users.map((user) => user.staffNumber),
      ...station.duty().colleagues.map((one) => one.staffNumber),
    ])
    const staff = [...known].map((accountId) => ({ accountId, staffKind: 'officer', active: true, beats: [] }))
    for (const entry of entries) {
      const book = booksById.get(entry.book)
      if (book === undefined) throw new Error(entry.book)
      const facts = (day: string) => ({
        ...noFacts(day),
        staff,
        assignment: 'assigned' as const,
        fictitious: { divisions: ['99'], phonePrefixes: ['129'] },
      })
      const day = entry.fields['occurredOn'] ?? ''
      let values = settle(book, entry.fields, day)
      const said = errorsOf(judge(book, values, facts(day))).map((one) => `${one.field} ${one.code}`)
      expect([entry.book, entry.fields, said]).toEqual([entry.book, entry.fields, []])
      let state = book.stateOf(values)
      for (const step of entry.steps) {
        const transition = book.definition.transitions.find((one) => one.id === step.transition)
        if (transition === undefined) throw new Error(step.transition)
        expect([entry.book, step.transition, transition.from]).toEqual([entry.book, step.transition, state])
        const given = settle(book, step.fields, step.on)
        const problems = errorsOf(judgeStep(book, transition, given, values, facts(step.on)))
        const wrong = problems.map((one) => `${one.field} ${one.code}`)
        expect([entry.book, step.transition, wrong]).toEqual([entry.book, step.transition, []])
        expect(transition.note === 'required' && step.note === '').toBe(false)
        values = { ...values, ...given }
        state = transition.to
      }
    }
  })

  test('shows every book in nearly every state, with something due before and after today', () => {
    const seen = new Map<string, Set<string>>()
    const due: string[] = []
    for (const entry of entries) {
      const book = booksById.get(entry.book)
      if (book === undefined) throw new Error(entry.book)
      let values = settle(book, entry.fields, entry.fields['occurredOn'] ?? '')
      let state = book.stateOf(values)
      for (const step of entry.steps) {
        values = { ...values, ...settle(book, step.fields, step.on) }
        state = book.definition.transitions.find((one) => one.id === step.transition)?.to ?? state
      }
      seen.set(entry.book, (seen.get(entry.book) ?? new Set()).add(state))
      due.push(...book.dues(state, values, builtInCalendar).flatMap((one) => (one.done ? [] : [one.on])))
    }
    for (const { definition } of books) {
      const states = definition.states.length
      expect([definition.id, seen.get(definition.id)?.size ?? 0]).toEqual([
        definition.id,
        expect.toSatisfy((n: number) => n >= Math.min(states - 2, 6) || states === 2),
      ])
    }
    const near = (from: string, to: string): number => due.filter((on) => on >= from && on <= to).length
    expect(near('2026-11-08', '2026-11-21')).toBeGreaterThan(5)
    expect(near('2026-11-22', '2026-11-29')).toBeGreaterThan(10)
    expect(entries.filter((one) => one.waits !== null).length).toBeGreaterThan(3)
  })

  test('has besides, where surveys are wanted, enough people served by each beat in the quarters before', () => {
    const served = [...station.ledger({ today, entries: 600, served: true })]
    const days = served.map((one) => one.fields['occurredOn'] ?? '')
    expect([...days].sort()).toEqual(days)
    const texts = new Set(served.map((one) => JSON.stringify(one)))
    expect(entries.filter((one) => !texts.has(JSON.stringify(one)))).toEqual([])
    for (const [from, to] of [
      ['2026-01-01', '2026-03-31'],
      ['2026-04-01', '2026-06-30'],
      ['2026-07-01', '2026-09-30'],
    ] as const)
      for (const { id } of station.beats) {
        const own = served.filter(({ book, fields }) => {
          const day = fields['occurredOn'] ?? ''
          return ['L06', 'L12'].includes(book) && fields['beat'] === id && from <= day && day <= to
        })
        expect(own.length).toBeGreaterThanOrEqual(20)
      }
  })
})
