import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { SystemDefinition } from '../../../src-contract/systems.ts'
import { canonicalJson } from '../../../src-domain/canonical/canonical-json.ts'
import { completeResidentId } from '../../../src-domain/identifiers/resident-id.ts'
import type { SheetCell } from '../../spreadsheets/spreadsheet.types.ts'
import { systems } from './catalog.ts'
import { contentOf } from './content.rules.ts'
import { judgeRow, type RowPlan } from './row.rules.ts'

const JZ = systems.get('JZ') as SystemDefinition
const id = completeResidentId('99010219900101123')

function judge(values: Record<string, SheetCell | string>, system = JZ) {
  const headings = Object.keys(values)
  const plan: RowPlan = {
    system,
    columns: headings.map((heading) => ({ heading, field: system.fields.find(({ key }) => key === heading) ?? null })),
    latest: '2026-11-22T00:00:00.000Z',
    incomplete: (address) => !address.includes('室'),
  }
  const cells = Object.values(values).map((value): SheetCell =>
    typeof value === 'string' ? { text: value, kind: value === '' ? 'blank' : 'text' } : value,
  )
  return judgeRow({ row: 7, cells }, plan)
}
const whole = { personCode: 'R1', name: '张三甲', status: '登记' }

describe('a row', () => {
  it('is kept as delivered: empty cells left out, unmapped columns under their own heading', () => {
    const row = judge({ ...whole, sex: '', 备注: ' 甲 ', __proto__x: '1' })
    expect({ ...row.payload }).toEqual({ ...whole, 备注: '甲', __proto__x: '1' })
    expect(row).toMatchObject({ row: 7, nativeId: 'R1', sourceTime: null, problems: [], rejected: false })
  })

  it('keeps a column that is called __proto__', () => {
    const cells: SheetCell[] = [{ text: 'x', kind: 'text' }]
    const plan: RowPlan = {
      system: JZ,
      columns: [{ heading: '__proto__', field: null }],
      latest: '9',
      incomplete: () => false,
    }
    expect(Object.entries(judgeRow({ row: 1, cells }, plan).payload)).toEqual([['__proto__', 'x']])
  })

  it.each([
    ['full-width digits', '９９０１０２１９９００１０１１２３' + id.slice(17)],
    ['a trailing .0', `${id}.0`],
    ['blanks and an apostrophe', ` '${id.slice(0, 6)} ${id.slice(6)}`],
  ])('reads an ID number with %s', (_, typed) => {
    expect(judge({ ...whole, idNumber: typed })).toMatchObject({ payload: { idNumber: id }, problems: [] })
  })

  it('refuses a damaged ID number, and warns about a wrong one with the character that would be right', () => {
    expect(judge({ ...whole, idNumber: { text: '9.90102E+17', kind: 'number', damaged: true } })).toMatchObject({
      rejected: true,
      problems: [{ row: 7, field: 'idNumber', kind: 'id-damaged', severity: 'error' }],
    })
    const wrong = id.slice(0, 17) + (id[17] === '1' ? '2' : '1')
    expect(judge({ ...whole, idNumber: wrong })).toMatchObject({
      rejected: false,
      payload: { idNumber: wrong },
      problems: [{ kind: 'id-checksum', severity: 'warning', expected: id[17] }],
    })
  })

  it('says nothing about a passport, a missing number that is stated, or the demo’s numbers', () => {
    for (const idNumber of ['E12345678', '无', '未提供']) expect(judge({ ...whole, idNumber }).problems).toEqual([])
    for (const phone of ['12920261120', '不详', '0999-1234567', '12920261120、12920261121']) {
      expect(judge({ ...whole, phone }).problems, phone).toEqual([])
    }
    expect(judge({ ...whole, phone: '13800000000' }).problems).toMatchObject([{ kind: 'phone-doubtful' }])
  })

  it('takes the time of change as an instant, but none of the future', () => {
    expect(judge({ ...whole, updatedAt: '2026/3/5 14:30' })).toMatchObject({
      sourceTime: '2026-03-05T06:30:00.000Z',
      payload: { updatedAt: '2026-03-05T14:30:00' },
    })
    const mistyped = judge({ ...whole, updatedAt: '2062-03-05 14:30' })
    expect(mistyped).toMatchObject({
      sourceTime: null,
      rejected: false,
      problems: [{ field: 'updatedAt', kind: 'date-invalid' }],
    })
  })

  it('is refused without what makes it a record', () => {
    expect(judge({ ...whole, personCode: '' }).problems).toMatchObject([{ kind: 'key-missing', field: 'personCode' }])
    expect(judge({ ...whole, name: ' ' }).problems).toMatchObject([{ kind: 'required-missing', field: 'name' }])
    const lost = { text: '9.90102E+17', kind: 'number', damaged: true } as const
    expect(judge({ ...whole, personCode: lost })).toMatchObject({
      rejected: true,
      problems: [{ kind: 'number-lost-digits', severity: 'error' }],
    })
    expect(judge({ ...whole, addressCode: lost })).toMatchObject({
      rejected: false,
      problems: [{ kind: 'number-lost-digits', severity: 'warning' }],
    })
    expect(judge({ ...whole, name: '长'.repeat(501) })).toMatchObject({
      rejected: true,
      problems: [{ kind: 'value-too-long' }],
    })
  })

  it('never throws, whatever a cell holds', () => {
    const keys = JZ.fields.map((field) => field.key)
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: 'binary', maxLength: 30 }), { minLength: keys.length, maxLength: keys.length }),
        (texts) => {
          const row = judge(Object.fromEntries(keys.map((key, i) => [key, texts[i] as string])))
          expect(row.rejected || row.nativeId !== null).toBe(true)
        },
      ),
    )
  })
})

describe('content', () => {
  it('has one hash in whatever order the columns came, and its text is canonical JSON', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.string()), (payload) => {
        const turned = Object.fromEntries(Object.entries(payload).reverse())
        expect(contentOf(turned).hash.equals(contentOf(payload).hash)).toBe(true)
        expect(contentOf(payload).text).toBe(canonicalJson(payload))
      }),
    )
  })
})
