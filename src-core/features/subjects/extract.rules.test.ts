import { describe, expect, it } from 'vitest'
import type { SystemId } from '../../../src-contract/systems.ts'
import { definition } from './describe-subject.rules.ts'
import { extract } from './extract.rules.ts'
import { subjectKeys } from './keys.rules.ts'

const read = (system: SystemId, payload: Record<string, unknown>) => extract(definition(system), payload)
const keys = (system: SystemId, payload: Record<string, unknown>): string[] =>
  subjectKeys([read(system, payload)], '990102').map(({ kind, value }) => `${kind} ${value}`)

describe('what is taken from a record', () => {
  it('an ID number groups only when it is right; any other is kept as it was delivered', () => {
    expect(read('JZ', { idNumber: ' 99010219900305123x' })).toMatchObject({
      idNumber: null,
      doubtfulIds: ['99010219900305123X'],
    })
    expect(read('JZ', { idNumber: '990102900305123' })).toMatchObject({
      idNumber: expect.stringMatching(/^99010219900305123/),
      birthDate: '1990-03-05',
    })
    expect(read('JZ', { idNumber: '6.10102E+17' }).doubtfulIds).toEqual(['6.10102E+17'])
    expect(read('JZ', { idNumber: 'E12345678' }).doubtfulIds).toEqual(['E12345678'])
    expect(read('JZ', { idNumber: '不详' }).doubtfulIds).toEqual([])
  })

  it('nothing from what is no text, unknown or empty', () => {
    const nothing = read('JZ', {})
    for (const payload of [
      { name: 7 },
      { name: ['张三'] },
      { name: null },
      { name: '' },
      { 姓名: '张三' },
      { constructor: '张三' },
    ])
      expect(read('JZ', payload)).toEqual(nothing)
  })

  it('an address from the parts of a unit, where there is no line with the address', () => {
    expect(read('WY', { estate: '明珠雅筑', building: '3号楼', unit: '2单元', room: '1203' }).addresses).toEqual([
      '明珠雅筑3号楼-2单元-1203',
    ])
    expect(read('WY', { estate: '明珠雅筑', building: '3', room: '1203', address: '青年街1号' }).addresses).toEqual([
      '青年街1号',
    ])
    expect(read('WY', { estate: '明珠雅筑' }).addresses).toEqual([])
    expect(read('WG', { gridCode: 'G01', householdCode: 'H1', memberNumber: '1' }).addresses).toEqual([])
  })

  it('an organisation’s code also when its checksum is wrong', () => {
    expect(read('YJ', { uscc: '91990102ma6tg2h8x0' }).uscc).toBe('91990102MA6TG2H8X0')
    expect(read('YJ', { uscc: '见附件' }).uscc).toBeNull()
  })
})

describe('keys', () => {
  it('the parts of a flat meet the address in one line', () => {
    const inParts = keys('WY', { estate: '明珠雅筑', building: '3幢', unit: '2', room: '1203' })
    const inLine = keys('WG', { address: '镜湖北路4号明珠雅筑3-2-1203' })
    expect(inParts.filter((key) => key.startsWith('room '))).toEqual(['room 990102|明珠雅筑||3|2||1203'])
    expect(inLine).toEqual(expect.arrayContaining(inParts.filter((key) => /^(?:room|local-room|building) /.test(key))))
  })

  it('a masked number is found by its last four, and groups with nobody', () => {
    expect(keys('JZ', { idNumber: '**************1234' })).toEqual(['id4 1234'])
    expect(keys('JZ', { phone: '129****0001' })).toEqual(['phone4 0001'])
  })

  it('a fixed line is found without its area code and by its last four, whatever the extension', () => {
    expect(keys('JZ', { phone: '0999-7654321转12' })).toEqual(['phone 0999-7654321-12', 'phone 7654321', 'phone4 4321'])
  })

  it('a name is a key once, however often it was delivered', () => {
    const twice = subjectKeys([read('JZ', { name: '張三' }), read('ZJ', { name: '张 三' })], null)
    expect(twice.map(({ kind, value }) => `${kind} ${value}`)).toEqual(['name 张三', 'pinyin zhangsan', 'initials zs'])
  })
})
