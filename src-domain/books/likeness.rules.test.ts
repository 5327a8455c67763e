import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { completeResidentId } from '../identifiers/resident-id.ts'
import { completeUscc } from '../identifiers/uscc.ts'
import type { BookSpec, Values } from './book.ts'
import { books, booksById } from './books.ts'
import { likenessKeys, likenessOf } from './likeness.rules.ts'
import { settle } from './settle.ts'

const today = '2026-03-05'
const context = { divisions: [] }
const idNumber = (serial: number): string => completeResidentId(`99010219900307${String(serial).padStart(3, '0')}`)

function book(id: string): BookSpec {
  const found = booksById.get(id)
  if (found === undefined) throw new Error(`no book ${id}`)
  return found
}

function compare(id: string, typed: Record<string, string>, filed: Record<string, string>) {
  const spec = book(id)
  const draft = settle(spec, typed, today)
  const entry = settle(spec, filed, today)
  const shared = likenessKeys(spec, draft, context).filter((key) => likenessKeys(spec, entry, context).includes(key))
  const { reasons, worth } = likenessOf(spec, draft, entry, context)
  return { reasons: reasons.map(({ field, how }) => `${field} ${how}`), worth, found: shared.length > 0 }
}

const resident = {
  name: '张小明',
  documentKind: 'resident-id',
  documentNumber: idNumber(1),
  phone: '12912345678',
  address: '幸福路12号3栋2单元1203室',
  occurredOn: '2026-03-01',
}
/** The same person as somebody else would type it who was told no number. */
const { documentNumber: _n, documentKind: _k, phone: _p, ...told } = resident

describe('a resident that is typed again', () => {
  test('is found by the document alone, wherever the person lives now', () => {
    const moved = { ...resident, address: '和平路1号', phone: '未提供', occurredOn: '2026-03-05' }
    expect(compare('L02', moved, resident)).toEqual({
      reasons: ['name equal', 'documentNumber equal'],
      worth: true,
      found: true,
    })
  })

  test('is found by a name that sounds the same at one room, however the room is written', () => {
    const typed = { ...told, name: '章晓明', address: '幸福路１２号三幢2单元12层1203', occurredOn: '2026-03-05' }
    expect(compare('L02', typed, told)).toEqual({
      reasons: ['name same-sound', 'address same-place'],
      worth: true,
      found: true,
    })
  })

  test('is found by a name with one look-alike character, with and without a room', () => {
    for (const address of [resident.address, '幸福路12号']) {
      const filed = { ...told, name: '王未', address }
      expect(compare('L02', { ...filed, name: '王末' }, filed)).toMatchObject({ worth: true, found: true })
    }
  })

  test('is found by the phone with the name, or with the room', () => {
    const phone = { phone: resident.phone }
    expect(compare('L02', { ...told, ...phone, address: '别处路9号' }, { ...told, ...phone })).toMatchObject({
      worth: true,
      found: true,
    })
    expect(compare('L02', { ...told, ...phone, name: '李红' }, { ...told, ...phone })).toMatchObject({ worth: true })
  })

  test('is not taken for the others of the household, nor for a namesake elsewhere', () => {
    expect(compare('L02', { ...told, name: '李红' }, told)).toMatchObject({ worth: false })
    expect(compare('L02', { ...told, address: '别处路9号' }, told)).toMatchObject({ worth: false, found: false })
  })

  test('is not found by a placeholder or by what was declared missing', () => {
    const blank = { name: '未知', documentKind: 'resident-id', documentNumber: '未提供', phone: '13800000000' }
    expect(compare('L02', blank, { ...blank, name: '李红' })).toMatchObject({ reasons: [], worth: false, found: false })
  })
})

describe('a visit', () => {
  const visit = { residentName: '张小明', address: resident.address, occurredOn: '2026-03-05', result: 'met' }

  test('typed twice for one day is found', () => {
    expect(compare('L06', visit, visit)).toMatchObject({ worth: true, found: true })
    expect(compare('L06', { ...visit, residentName: '未提供' }, visit)).toMatchObject({ worth: true, found: true })
  })

  test('on another day is another visit', () => {
    expect(compare('L06', visit, { ...visit, occurredOn: '2026-03-01' })).toMatchObject({ worth: false, found: false })
  })
})

describe('an organisation', () => {
  const shop = { name: '澄湾市测试餐饮有限公司', address: '幸福路18号', uscc: completeUscc('91990102MA0000001') }

  test('is found by its code, or by its name at its door', () => {
    expect(compare('L05', { ...shop, name: '别的名字', address: '和平路1号' }, shop)).toMatchObject({
      worth: true,
      found: true,
    })
    expect(compare('L05', { ...shop, uscc: '未提供' }, shop)).toMatchObject({ worth: true, found: true })
  })

  test('is not its neighbour', () => {
    const neighbour = { name: '幸福理发店', address: shop.address, uscc: '未提供' }
    expect(compare('L05', neighbour, shop)).toMatchObject({ worth: false })
  })
})

test('two disputes of one incident are shown side by side', () => {
  const dispute = { incidentNumber: '2026030500000002', partyA: '张小明', occurredOn: '2026-03-01' }
  expect(compare('L07', { ...dispute, partyA: '李红', occurredOn: today }, dispute)).toMatchObject({
    worth: true,
    found: true,
  })
})

describe.each(books.map((one) => [one.definition.id as string, one] as const))('in %s', (_id, spec) => {
  const keys = spec.definition.fields.map((field) => field.key)
  const value = fc.oneof(
    fc.constantFrom('张伟', '章伟', '张炜', '王未', '王末', '未提供', '12912345678', idNumber(1), today, '2026-03-01'),
    fc.constantFrom(
      '幸福路12号',
      '幸福路12号3栋',
      '幸福路12号3栋2单元1203室',
      '3-2-1203',
      '桥下面',
      '2026030500000002',
    ),
    fc.string({ maxLength: 8 }),
  )
  const entry = fc.dictionary(fc.constantFrom(...keys), value).map((typed): Values => settle(spec, typed, today))

  test('whatever is worth showing is found by a key, both ways alike, with few keys', () => {
    fc.assert(
      fc.property(entry, entry, (left, right) => {
        const one = likenessOf(spec, left, right, context)
        expect(likenessOf(spec, right, left, context)).toEqual(one)
        const mine = likenessKeys(spec, left, context)
        expect(mine.length).toBeLessThanOrEqual(40)
        expect(new Set(mine).size).toBe(mine.length)
        if (one.worth) expect(likenessKeys(spec, right, context).some((key) => mine.includes(key))).toBe(true)
      }),
      { numRuns: 300 },
    )
  })
})
