import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { booksById } from '../books/books.ts'
import type { Values } from '../books/book.ts'
import { contentOf, entryOfWire, toldIn, type Content, type SharedEntry } from './content.rules.ts'
import { distributionCatalogs, targetsOf, type Target } from './forms.ts'
import { standingOf } from './standing.rules.ts'

function target(book: string, system: string): Target {
  const found = targetsOf(book).find((one) => one.system === system)
  if (found === undefined) throw new Error('no such form')
  return found
}

const entry = (book: string, state: string, values: Values, stage = 'filed'): SharedEntry => ({
  ...{ id: '01900000-0000-7000-8000-00000000abcd', book, number: `${book}-2026-00001`, state, stage },
  values: { occurredOn: '2026-11-20', beat: 'B1', ...values },
})

const person = {
  name: '沈知秋',
  documentKind: 'resident-id',
  documentNumber: '990000199001011236',
  sex: 'female',
  address: '幸福路12号',
  householdStatus: 'registered-here',
  remarks: '养猫',
}
const resident = (more: Values = {}, stage?: string): SharedEntry =>
  entry('L02', 'present', { ...person, ...more }, stage)

function content(of: SharedEntry, system: string, typed: Values = {}): Content {
  const made = contentOf(target(of.book, system), of, typed)
  if (made === null) throw new Error('nothing to tell')
  return made
}

describe('what is told', () => {
  it('is in the system’s own order, choices and states in words', () => {
    const { lines, lacking, withdrawn } = content(resident(), 'JZ')
    expect([lacking, withdrawn]).toEqual([[], false])
    expect(lines.map(({ key, value }) => `${key}: ${value}`)).toEqual([
      'registrationNumber: L02-2026-00001-ABCD',
      'name: 沈知秋',
      'idNumber: 990000199001011236',
      'sex: 女',
      'birthDate: ',
      'phone: ',
      'address: 幸福路12号',
      'populationKind: 人户一致',
      'status: 在住',
      'registeredOn: 2026-11-20',
    ])
  })

  it('never has a value that no field of the form asks for', () => {
    const all = [...distributionCatalogs.values()].flatMap(({ system, channel, forms }) =>
      forms.map((form) => ({ system, channel, form })),
    )
    fc.assert(
      fc.property(fc.constantFrom(...all), fc.uuid(), (of, secret) => {
        const definition = booksById.get(of.form.book)?.definition
        const asked = new Set(of.form.fields.map(({ from }) => from))
        const values: Record<string, string> = {}
        for (const { key, options } of definition?.fields ?? [])
          values[key] = asked.has(key) ? (options[0]?.value ?? '1') : `${key} ${secret}`
        for (const [key, allowed] of Object.entries(of.form.when ?? {})) values[key] = allowed[0] ?? ''
        const made = contentOf(of, entry(of.form.book, definition?.states[0]?.id ?? '', values), { other: secret })
        expect(made).not.toBeNull()
        expect(JSON.stringify(made)).not.toContain(secret)
      }),
    )
  })

  it('is of a dispute number, kind and state: no text and no names', () => {
    const names = {
      partyA: '甲某',
      partyB: '乙某',
      partyAPhone: '19900000001',
      summary: '为漏水争执',
      address: '幸福路',
    }
    const made = content(entry('L07', 'mediation', { ...names, kind: 'neighbour' }), 'WG')
    expect(toldIn(made)).toEqual({ registrationNumber: 'L07-2026-00001-ABCD', eventKind: '邻里', eventState: '调解中' })
    for (const value of Object.values(names)) expect(JSON.stringify(made)).not.toContain(value)
  })

  it('leaves a number out that is not of the kind that the system takes', () => {
    const passport = content(resident({ documentKind: 'passport', documentNumber: 'E00000000' }), 'JZ')
    expect(toldIn(passport)).not.toHaveProperty('idNumber')
  })

  it.each(['not-provided', 'not-verifiable', 'not-applicable', ''])(
    'has nothing where the book says %j: whoever hands it over types it',
    (address) => {
      const without = content(resident({ address }), 'JZ')
      expect(without.lacking).toEqual(['address'])
      const line = (of: Content): unknown => of.lines.find(({ key }) => key === 'address')
      expect(line(without)).toMatchObject({ value: '', open: true, required: true })
      const typed = content(resident({ address }), 'JZ', { address: '和平路1号' })
      expect(typed.lacking).toEqual([])
      expect(line(typed)).toMatchObject({ value: '和平路1号', open: true })
    },
  )

  it('takes nothing typed where the book or the form has a value', () => {
    const typed = content(entry('L03', 'declared', person), 'JZ', { name: '别人', populationKind: '别的' })
    expect(toldIn(typed)).toMatchObject({ name: '沈知秋', populationKind: '流动人口' })
  })
})

describe('its hash', () => {
  const hash = (more: Values, typed: Values = {}): string => content(resident(more), 'JZ', typed).hash

  it('changes with what is told, and with nothing else', () => {
    expect(hash({ address: '幸福路13号' })).not.toBe(hash({}))
    expect(hash({ address: '' }, { address: '和平路1号' })).not.toBe(hash({ address: '' }))
    // What the book has a field for, and nobody requires, is said there.
    expect(hash({}, { phone: '19900000001' })).toBe(hash({}))
    expect(hash({ remarks: '不养猫', beat: 'B2' })).toBe(hash({}))
    expect(hash({ phone: 'not-provided' })).toBe(hash({}))
    expect(hash({}, { titleNumber: '1' })).toBe(hash({}))
  })

  it('says whether the record is taken back', () => {
    expect(content(resident({}, 'voided'), 'JZ').hash).not.toBe(hash({}))
  })
})

describe('nothing is told', () => {
  it('of an entry that nobody has approved', () => {
    expect(contentOf(target('L02', 'JZ'), resident({}, 'in-review'), {})).toBeNull()
  })

  it('of an inspection that found nothing to the emergency office; the grid has it', () => {
    const clear = entry('L08', 'clear', { found: 'none', object: '某商铺' })
    expect(standingOf(content(clear, 'YJ'), [])).toBeNull()
    expect(toldIn(content(clear, 'WG'))).toMatchObject({ organisationName: '某商铺', eventState: '检查未见隐患' })
    const hazard = entry('L08', 'found', { found: 'hazard', object: '某商铺', kind: 'gas' })
    expect(toldIn(content(hazard, 'YJ'))).toMatchObject({ hazardKind: '燃气' })
  })

  it('of a request that civil affairs has no part in', () => {
    const request = (item: string): Content => content(entry('L12', 'accepted', { item, applicant: '某人' }), 'MZ')
    expect(standingOf(request('parking'), [])).toBeNull()
    expect(request('relief')).toMatchObject({ withdrawn: false, lacking: [] })
  })
})

it('what a system was told of, and is none of its own any more, is taken back', () => {
  const found = content(entry('L08', 'found', { found: 'hazard', object: '某商铺', kind: 'gas' }), 'YJ')
  const told = { id: '1', act: 'confirmed', hash: found.hash, at: '2026-11-20T01:00:00.000Z' } as const
  const history = [{ ...told, batch: null, receipt: null, reason: null, typed: null }]
  const clear = content(entry('L08', 'clear', { found: 'none', object: '某商铺' }), 'YJ')
  expect(standingOf(clear, history)).toMatchObject({ standing: 'waiting', withdrawn: true, former: 'shared' })
})

it('a record that is taken back lacks nothing', () => {
  const voided = content(resident({ address: '' }, 'voided'), 'JZ')
  expect([voided.withdrawn, voided.lacking]).toEqual([true, []])
})

it('an entry is read from the wire: its own columns, the values of its book, lists by commas', () => {
  const read = entryOfWire('e', {
    ...{ book: 'L06', number: 'L06-2026-00001', state: 'done', stage: 'filed', occurredOn: '2026-11-20', beat: 'B1' },
    ...{ 'v.itemsChecked': ['fire', 'gas'], 'v.people': 3, 'v.phone': null, officer: 'o' },
  })
  expect(read).toEqual({
    id: 'e',
    ...{ book: 'L06', number: 'L06-2026-00001', state: 'done', stage: 'filed' },
    values: { itemsChecked: 'fire,gas', people: '3', occurredOn: '2026-11-20', beat: 'B1' },
  })
})
