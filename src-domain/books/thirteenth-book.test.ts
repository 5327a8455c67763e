import { builtInCalendar } from '../duty/calendar.rules.ts'
import { expect, test } from 'vitest'
import { BookDefinition } from '../../src-contract/books.ts'
import { dogs } from '../../tests/support/l13-dogs.book.ts'
import { noFacts, type Facts } from './facts.ts'
import { judge } from './judge.ts'
import { judgeStep } from './judge-step.ts'
import { likenessKeys, likenessOf } from './likeness.rules.ts'
import { summarise } from './mask-values.ts'
import { settle } from './settle.ts'

const today = '2026-03-05'
const facts: Facts = {
  ...noFacts(today),
  staff: [{ accountId: 'officer-1', staffKind: 'officer', active: true, beats: ['B01'] }],
  fictitious: { divisions: ['99'], phonePrefixes: ['129'] },
}
const typed = {
  occurredOn: '昨天',
  tag: '犬00017',
  size: '小型',
  keeper: '欧阳测试',
  phone: '129 1234 5678',
  address: '幸福路12号3栋2单元1203室',
  vaccinatedUntil: '2026年12月31日',
  beat: 'B01',
  officer: 'officer-1',
}
const step = (id: string) => {
  const found = dogs.definition.transitions.find((one) => one.id === id)
  if (found === undefined) throw new Error(id)
  return found
}
const said = (problems: readonly { field: string; code: string }[]) => problems.map((one) => `${one.field} ${one.code}`)

test('a thirteenth book is one file: it has a form, short input, checks, steps, days and duplicates like any other', () => {
  expect(BookDefinition.parse(dogs.definition)).toEqual(dogs.definition)
  const values = settle(dogs, typed, today)
  expect(values).toMatchObject({ occurredOn: '2026-03-04', size: 'small', phone: '12912345678' })
  expect(values['vaccinatedUntil']).toBe('2026-12-31')
  expect(judge(dogs, values, facts)).toEqual([])
  expect(summarise(dogs, values)).toMatch(/^犬00017 · 欧阳\*/)

  expect(said(judge(dogs, { ...values, phone: '不详' }, facts))).toEqual(['phone phone/placeholder'])
  const sameUnique = [[{ number: 'L13-2026-000001', occurredOn: '2026-01-01' }]]
  expect(said(judge(dogs, values, { ...facts, sameUnique }))).toEqual(['tag already-registered'])

  expect(dogs.dues('kept', values, builtInCalendar)).toEqual([{ kind: 'valid-until', on: '2026-12-31', done: false }])
  expect(said(judgeStep(dogs, step('end'), {}, values, facts))).toEqual(['endedOn required'])
  expect(said(judgeStep(dogs, step('end'), { endedOn: '2026-03-01' }, values, facts))).toEqual([
    'endedOn before-earlier-step',
  ])
  expect(judgeStep(dogs, step('renew'), { vaccinatedUntil: '2027-12-31' }, values, facts)).toEqual([])

  const again = settle(dogs, { ...typed, keeper: '欧阳侧试', address: '幸福路12号3幢2单元1203' }, today)
  expect(likenessOf(dogs, again, values, facts.addresses).worth).toBe(true)
  const keys = likenessKeys(dogs, values, facts.addresses)
  expect(likenessKeys(dogs, again, facts.addresses).some((key) => keys.includes(key))).toBe(true)
})
