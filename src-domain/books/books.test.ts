import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { BookDefinition } from '../../src-contract/books.ts'
import { FieldMeaning } from '../../src-contract/systems.ts'
import { completeResidentId } from '../identifiers/resident-id.ts'
import type { BookSpec } from './book.ts'
import { books, booksById } from './books.ts'
import { commonKeys } from './common-fields.ts'
import { noFacts, type Facts } from './facts.ts'
import { errorsOf, judge, openWarnings } from './judge.ts'
import { maskValue, summarise } from './mask-values.ts'
import { draftProblemCodes } from './problem-codes.ts'
import { packProblems, problemsOf } from './problem-params.ts'
import { settle } from './settle.ts'

const today = '2026-03-05'
const officer = { accountId: 'officer-1', staffKind: 'officer', active: true, beats: ['B01'] }
const facts: Facts = {
  ...noFacts(today),
  staff: [officer, { ...officer, accountId: 'helper-1', staffKind: 'auxiliary' }],
  beats: ['B01', 'B02'],
  fictitious: { divisions: ['99'], phonePrefixes: ['129'] },
}
const idNumber = completeResidentId('99010219900307001')

const visit = {
  occurredOn: '昨天',
  reason: 'routine',
  result: 'met',
  address: '澄湾市东渚区幸福路12号3栋2单元1203室',
  residentName: '测试甲',
  beat: 'B01',
  officer: 'officer-1',
}
const resident = {
  name: '测试乙',
  documentKind: 'resident-id',
  documentNumber: idNumber,
  sex: 'male',
  phone: '12912345678',
  address: '澄湾市东渚区幸福路12号3栋2单元1203室',
  householdStatus: 'registered-here',
  occurredOn: '2026-03-05',
  beat: 'B01',
  officer: 'officer-1',
}

function book(id: string): BookSpec {
  const found = booksById.get(id)
  if (found === undefined) throw new Error(`no book ${id}`)
  return found
}

function problems(id: string, typed: Record<string, string>, more: Partial<Facts> = {}): string[] {
  const spec = book(id)
  return judge(spec, settle(spec, typed, today), { ...facts, ...more }).map((one) => `${one.field} ${one.code}`)
}

describe.each(books.map((one) => [one.definition.id as string, one] as const))('the definition of %s', (_id, spec) => {
  const { definition } = spec
  const keys = definition.fields.map((field) => field.key)

  test('has the shape that every screen relies on, and the fields that every book has', () => {
    expect(BookDefinition.parse(definition)).toEqual(definition)
    expect(keys).toEqual(expect.arrayContaining([...commonKeys]))
  })

  test('names only its own fields, each in exactly one section', () => {
    expect(definition.sections.flatMap((section) => section.fields).sort()).toEqual([...keys].sort())
    expect(new Set(keys).size).toBe(keys.length)
    expect(keys).toEqual(expect.arrayContaining([...spec.summary, ...Object.values(spec.prefill)]))
    for (const meaning of Object.keys(spec.prefill)) expect(FieldMeaning.options).toContain(meaning)
  })

  test('has a life cycle in which every state can be reached', () => {
    const reached = new Set(definition.states.filter((state) => state.initial).map((state) => state.id))
    for (let i = 0; i < definition.states.length; i++) {
      for (const { from, to } of definition.transitions) if (reached.has(from)) reached.add(to)
    }
    expect([...reached].sort()).toEqual(definition.states.map((state) => state.id).sort())
  })

  test('asks for nothing that is not collected: no ethnicity, no biometrics', () => {
    const words = definition.fields.map((field) => `${field.key} ${field.label.zh} ${field.label.en}`).join(' ')
    expect(words).not.toMatch(/民族|宗教|指纹|人像|ethnic|religio|finger|photo/i)
  })

  test('finds problems of its own fields only, in any text, each code once per field', () => {
    const anyText = fc.dictionary(
      fc.constantFrom(...keys),
      fc.oneof(fc.string(), fc.constantFrom('无', '不详', '0305')),
    )
    fc.assert(
      fc.property(anyText, (typed) => {
        const values = settle(spec, typed, today)
        const found = judge(spec, values, facts)
        for (const one of found) {
          expect(keys).toContain(one.field)
          expect(draftProblemCodes).toContain(one.code)
        }
        expect(new Set(found.map((one) => `${one.field} ${one.code}`)).size).toBe(found.length)
        expect(problemsOf(packProblems(found))).toEqual(found.slice(0, 200))
      }),
    )
  })

  test('settles once: what was settled stays as it is', () => {
    const anyText = fc.dictionary(
      fc.constantFrom(...keys),
      fc.oneof(fc.string(), fc.constant('昨天, 今天'), fc.constant(' 未提供 ')),
    )
    fc.assert(
      fc.property(anyText, (typed) => {
        const once = settle(spec, typed, today)
        expect(settle(spec, once, today)).toEqual(once)
      }),
    )
  })
})

describe('a visit', () => {
  test('typed in short forms is complete', () => {
    expect(problems('L06', visit)).toEqual([])
    expect(settle(book('L06'), visit, today)['occurredOn']).toBe('2026-03-04')
  })

  test('to a person who gives neither name nor phone can be filed', () => {
    expect(problems('L06', { ...visit, residentName: '未提供', phone: '无法核实' })).toEqual([])
  })

  test('that has not happened yet, on a day that does not exist, or years ago is questioned', () => {
    expect(problems('L06', { ...visit, occurredOn: '明天' })).toEqual(['occurredOn date/future'])
    expect(problems('L06', { ...visit, occurredOn: '2026-02-30' })).toEqual(['occurredOn date/not-a-day'])
    expect(problems('L06', { ...visit, occurredOn: '1899-12-31' })[0]).toBe('occurredOn date/range')
    expect(problems('L06', { ...visit, occurredOn: '2024-03-05' })).toEqual(['occurredOn date-long-ago'])
  })

  test('without a room, or with an address that names no place, warns', () => {
    expect(problems('L06', { ...visit, address: '澄湾市东渚区幸福路12号' })).toEqual(['address address-no-room'])
    expect(problems('L06', { ...visit, address: '桥下面' })).toEqual(['address address-unreadable'])
  })

  test('needs an officer of the station who is police; another beat warns; nobody helps himself', () => {
    expect(problems('L06', { ...visit, officer: 'nobody' })).toEqual(['officer officer-unknown'])
    expect(problems('L06', { ...visit, officer: 'helper-1' })).toEqual(['officer officer-not-police'])
    expect(problems('L06', { ...visit, beat: 'B02' })).toEqual(['officer officer-not-assigned'])
    expect(problems('L06', { ...visit, beat: 'B99' })).toEqual(['beat beat-unknown', 'officer officer-not-assigned'])
    expect(problems('L06', { ...visit, helpers: 'helper-1,officer-1' })).toEqual(['helpers helper-is-officer'])
    expect(problems('L06', { ...visit, helpers: 'helper-1,gone' })).toEqual(['helpers helper-unknown'])
  })

  test('a second one within 30 days warns with the number of the first, unless nobody was met', () => {
    const sameHousehold = [{ number: 'L06-2026-000007', occurredOn: '2026-02-20' }]
    const spec = book('L06')
    const [warning] = judge(spec, settle(spec, visit, today), { ...facts, sameHousehold })
    expect(warning).toEqual({
      field: 'address',
      code: 'visit-within-30-days',
      severity: 'warning',
      params: { number: 'L06-2026-000007', date: '2026-02-20' },
    })
    expect(problems('L06', { ...visit, result: 'not-met' }, { sameHousehold })).toEqual([])
  })
})

describe('a resident', () => {
  test('of the fictitious division with a fictitious phone raises nothing', () => {
    expect(problems('L02', resident)).toEqual([])
  })

  test('takes birth date and sex from the number: they are not typed twice', () => {
    const { sex: _, ...typed } = resident
    expect(settle(book('L02'), typed, today)).toMatchObject({ birthDate: '1990-03-07', sex: 'male' })
    expect(problems('L02', typed)).toEqual([])
  })

  test('with a mistyped check character is told the right one', () => {
    const wrong = idNumber.slice(0, 17) + (idNumber.endsWith('0') ? '1' : '0')
    const spec = book('L02')
    const [error] = judge(spec, settle(spec, { ...resident, documentNumber: wrong }, today), facts)
    expect(error).toMatchObject({ field: 'documentNumber', code: 'id/checksum', params: { expected: idNumber[17] } })
  })

  test('with a birth date or sex that contradicts the number is questioned at that field', () => {
    expect(problems('L02', { ...resident, birthDate: '1990-03-08' })).toEqual(['birthDate id/birth-date-mismatch'])
    expect(problems('L02', { ...resident, sex: '女' })).toEqual(['sex id/sex-mismatch'])
    expect(problems('L02', { ...resident, documentNumber: '6.10102E+17' })).toEqual([
      'documentNumber id/damaged-number',
    ])
  })

  test('without papers is fileable; 无证件 with a number is not; another document is checked as what it is', () => {
    expect(problems('L02', { ...resident, documentKind: 'none', documentNumber: '' })).toEqual([])
    expect(problems('L02', { ...resident, documentNumber: '未提供' })).toEqual([])
    expect(problems('L02', { ...resident, documentKind: 'none' })).toEqual([
      'documentNumber document/number-not-expected',
    ])
    expect(problems('L02', { ...resident, documentNumber: '' })).toEqual(['documentNumber required'])
    expect(problems('L02', { ...resident, documentKind: 'passport', documentNumber: 'e12345678' })).toEqual([])
  })

  test('placeholders warn and real absence does not', () => {
    expect(problems('L02', { ...resident, phone: '13800000000' })).toEqual(['phone phone/placeholder'])
    expect(problems('L02', { ...resident, phone: '不详' })).toEqual(['phone phone/placeholder'])
    expect(problems('L02', { ...resident, name: '未提供' })).toEqual(['name not-declarable'])
    expect(problems('L02', { ...resident, name: '不详' })).toEqual(['name placeholder'])
    expect(problems('L02', { ...resident, phone: '不适用' })).toEqual([])
  })

  test('with a name of fifty characters and any middle dot is an ordinary resident', () => {
    const name = `${'阿'.repeat(24)}•${'提'.repeat(25)}`
    expect(problems('L02', { ...resident, name })).toEqual([])
    expect(settle(book('L02'), { name }, today)['name']).toContain('·')
  })

  test('who is registered already warns with the other entry’s number', () => {
    const sameDocument = [{ number: 'L02-2026-000003', occurredOn: '2026-01-01' }]
    expect(problems('L02', resident, { sameDocument })).toEqual(['documentNumber already-registered'])
  })
})

test('an option may be typed by its label, lists come out in one order, and an unknown option is an error', () => {
  const values = settle(book('L06'), { ...visit, reason: '回访', itemsChecked: '矛盾纠纷、居住人员' }, today)
  expect(values).toMatchObject({ reason: 'follow-up', itemsChecked: 'residents,dispute' })
  expect(problems('L06', { ...visit, reason: '散步' })).toEqual(['reason unknown-option'])
})

test('a field that the book does not have is refused without repeating its name', () => {
  const found = judge(book('L06'), { ...settle(book('L06'), visit, today), 张三的备注: '1' }, facts)
  expect(found).toEqual([{ field: '', code: 'unknown-field', severity: 'error', params: {} }])
})

test('a warning counts as accepted only for its own field and code', () => {
  const found = judge(book('L06'), settle(book('L06'), { ...visit, address: '桥下面' }, today), facts)
  expect(errorsOf(found)).toEqual([])
  expect(openWarnings(found, [{ field: 'phone', code: 'address-unreadable' }])).toHaveLength(1)
  expect(openWarnings(found, [{ field: 'address', code: 'address-unreadable' }])).toEqual([])
})

test('lists and summaries show no more of a person than masking allows', () => {
  const spec = book('L02')
  const values = settle(spec, resident, today)
  const shown = spec.definition.fields.map((field) => maskValue(field, values[field.key] ?? '')).join(' ')
  expect(shown).not.toContain('测试乙')
  expect(shown).not.toContain(idNumber)
  expect(shown).not.toContain('12912345678')
  expect(shown).not.toContain('1203')
  expect(summarise(spec, values)).toMatch(/^测\* · .*\*\*\*$/)
})
