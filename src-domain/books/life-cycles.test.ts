import { builtInCalendar } from '../duty/calendar.rules.ts'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { BookTransition } from '../../src-contract/books.ts'
import { bookSamples } from '../../tests/support/book-samples.ts'
import { dueKinds, type BookSpec, type Values } from './book.ts'
import { books } from './books.ts'
import { noFacts, type Facts } from './facts.ts'
import { judge } from './judge.ts'
import { judgeStep } from './judge-step.ts'
import { draftProblemCodes } from './problem-codes.ts'
import { settle } from './settle.ts'

const today = '2026-03-05'
const officer = { accountId: 'officer-1', staffKind: 'officer', active: true, beats: ['B01'] }
const facts: Facts = {
  ...noFacts(today),
  staff: [officer, { ...officer, accountId: 'officer-2' }],
  beats: ['B01'],
  fictitious: { divisions: ['99'], phonePrefixes: ['129'] },
}
const samples = bookSamples({ officer: 'officer-1', another: 'officer-2', today })

function transition(book: BookSpec, id: string): BookTransition {
  const found = book.definition.transitions.find((one) => one.id === id)
  if (found === undefined) throw new Error(`${book.definition.id}: no step ${id}`)
  return found
}

const said = (problems: readonly { field: string; code: string }[]) => problems.map((one) => `${one.field} ${one.code}`)

describe.each(books.map((one) => [one.definition.id as string, one] as const))('the life cycle of %s', (id, book) => {
  const { definition } = book
  const sample = samples[id]
  if (sample === undefined) throw new Error(`no sample of ${id}`)

  test('goes from the first state to the end, each step asking for what it says and nothing raised', () => {
    let values = settle(book, sample.fields, today)
    expect(said(judge(book, values, facts))).toEqual([])
    let state = book.stateOf(values)
    expect(state).toBe(sample.starts)
    for (const { transition: stepId, fields, note } of sample.path) {
      const taken = transition(book, stepId)
      expect(taken.from, stepId).toBe(state)
      const given = settle(book, fields, today)
      expect(said(judgeStep(book, taken, given, values, facts)), stepId).toEqual([])
      expect(note === '' && taken.note === 'required', stepId).toBe(false)
      values = { ...values, ...given }
      state = taken.to
      expect(said(judge(book, values, facts)), `corrected after ${stepId}`).toEqual([])
    }
    expect(state).toBe(sample.end)
  })

  test('leaves nothing required out silently: a step without its answers is refused', () => {
    const before = settle(book, sample.fields, today)
    for (const taken of definition.transitions) {
      const required = definition.fields.filter((field) => taken.asks.includes(field.key) && field.required)
      const found = judgeStep(book, taken, {}, before, facts)
      for (const { key } of required) expect(said(found), taken.id).toContain(`${key} required`)
    }
  })

  test('has steps that begin and end in its states, ask for its fields, and can all be taken', () => {
    const states = definition.states.map((state) => state.id)
    const keys = definition.fields.map((field) => field.key)
    const ids = definition.transitions.map((one) => one.id)
    expect(new Set(ids).size).toBe(ids.length)
    const reached = new Set(definition.states.filter((state) => state.initial).map((state) => state.id))
    expect(reached.size).toBeGreaterThan(0)
    for (let i = 0; i < states.length; i++)
      for (const { from, to } of definition.transitions) if (reached.has(from)) reached.add(to)
    expect([...reached].sort()).toEqual([...states].sort())
    for (const { id: stepId, from, to, asks } of definition.transitions) {
      expect(states, stepId).toContain(from)
      expect(states, stepId).toContain(to)
      expect(keys, stepId).toEqual(expect.arrayContaining(asks))
      expect(new Set(asks).size, stepId).toBe(asks.length)
    }
  })

  test('asks somewhere for each field that is not on the form', () => {
    const asked = new Set(definition.transitions.flatMap((one) => one.asks))
    for (const field of definition.fields) if (field.step) expect([...asked]).toContain(field.key)
  })

  test('says everything in Chinese and English', () => {
    const labels = [
      definition.label,
      ...definition.sections.map((section) => section.label),
      ...definition.fields.flatMap((field) => [field.label, ...field.options.map((option) => option.label)]),
      ...definition.fields.flatMap((field) => (field.hint === null ? [] : [field.hint])),
      ...definition.states.map((state) => state.label),
      ...definition.transitions.map((one) => one.label),
    ]
    for (const { zh, en } of labels) {
      expect(zh).toMatch(/[\u4e00-\u9fff]/)
      expect(en).toMatch(/^[^\u4e00-\u9fff]*[A-Za-z][^\u4e00-\u9fff]*$/)
    }
  })

  test('spreads into books that there are, and keeps its registers, shifts and days in its own fields and states', () => {
    const states = definition.states.map((state) => state.id)
    const keys = definition.fields.map((field) => field.key)
    expect(books.map((one) => one.definition.id)).toEqual(expect.arrayContaining(definition.spreads))
    expect(states).toEqual(expect.arrayContaining([...(book.register?.open ?? []), ...(book.household?.states ?? [])]))
    for (const unique of book.uniques) {
      expect(keys).toEqual(expect.arrayContaining([...unique.fields]))
      expect(states).toEqual(expect.arrayContaining([...unique.states]))
    }
    expect(keys).toEqual(expect.arrayContaining([...book.organisation]))
    if (book.shift !== null) {
      expect(keys).toEqual(expect.arrayContaining([book.shift.from, book.shift.to, 'plannedOn']))
      expect(states).toContain(book.shift.plannedState)
    }
  })

  test('lets a visit confirm or end what is registered at the address, by steps that raise no error', () => {
    if (book.atVisit === null) return
    const before = settle(book, sample.fields, today)
    for (const state of book.atVisit.states)
      for (const passing of [book.atVisit.confirm(state, today), book.atVisit.leave(state, today)]) {
        const taken = transition(book, passing?.transition ?? '')
        expect(taken.from).toBe(state)
        expect(said(judgeStep(book, taken, settle(book, passing?.fields ?? {}, today), before, facts))).toEqual([])
      }
  })

  test('names a day for what has to be done, whatever the values are', () => {
    const keys = definition.fields.map((field) => field.key)
    fc.assert(
      fc.property(anyTyped(keys), fc.constantFrom(...definition.states.map((state) => state.id)), (typed, state) => {
        for (const due of book.dues(state, settle(book, typed, today), builtInCalendar)) {
          expect(dueKinds).toContain(due.kind)
          expect(due.on).toMatch(/^\d{4}-\d{2}-\d{2}$/)
        }
      }),
    )
  })

  test('judges any step with any values, on any entry, by fields that it has and codes that are known', () => {
    const keys = definition.fields.map((field) => field.key)
    fc.assert(
      fc.property(
        fc.constantFrom(...definition.transitions),
        anyTyped(keys),
        anyTyped(keys),
        (taken, typed, typedBefore) => {
          const given = pick(settle(book, typed, today), taken.asks)
          const before = settle(book, typedBefore, today)
          for (const one of judgeStep(book, taken, given, before, facts)) {
            expect([...keys, '']).toContain(one.field)
            expect(draftProblemCodes).toContain(one.code)
          }
          expect(typeof book.stepNeedsReview(taken, given, before)).toBe('boolean')
        },
      ),
    )
  })
})

test('a step takes nothing that it does not ask for', () => {
  const book = books[1] as BookSpec
  const found = judgeStep(book, transition(book, 'leave'), { leftOn: today, name: '改名' }, {}, facts)
  expect(said(found)).toEqual([' unknown-field'])
})

function anyTyped(keys: readonly string[]): fc.Arbitrary<Record<string, string>> {
  const text = fc.oneof(
    fc.string(),
    fc.constantFrom('无', '不详', '0305', '2026-03-05', '2026-02-30', '1899-01-01', '1430', '12', 'met', 'none', today),
    fc.constantFrom('0000-01-01', '9999-12-31', '2026-13-45', '275760-09-13'),
  )
  return fc.dictionary(fc.constantFrom(...keys), text)
}

function pick(values: Values, keys: readonly string[]): Values {
  return Object.fromEntries(Object.entries(values).filter(([key]) => keys.includes(key)))
}
