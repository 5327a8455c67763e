import { expect, test } from 'vitest'
import type { SystemDefinition } from '../../../src-contract/systems.ts'
import type { HeaderColumn } from '../../spreadsheets/spreadsheet.types.ts'
import { systems } from './catalog.ts'
import { mappingProblems, missingFields, proposeMapping, shapeOf } from './mapping.rules.ts'

const JZ = systems.get('JZ') as SystemDefinition

function columns(...headings: string[]): HeaderColumn[] {
  const seen = new Set<string>()
  return headings.map((name, index) => {
    const duplicate = seen.has(name)
    seen.add(name)
    const key = duplicate ? `${name} (2)` : name
    return { index, letter: String.fromCharCode(65 + index), name, parts: name.split('/'), key, duplicate }
  })
}

test('headings are found as systems really write them', () => {
  const found = proposeMapping(
    JZ,
    columns('人员编号（必填）', ' 姓 名 *', '身份证号码', '现居住地址', '联系电话：', '登记状态'),
  )
  expect(Object.values(found)).toEqual(['personCode', 'name', 'idNumber', 'phone', 'address', 'status'])
})

test('in a header of two rows the last part counts', () => {
  expect(proposeMapping(JZ, columns('基本信息/姓名', '基本信息/公民身份号码', '居住信息/现住址'))).toEqual({
    '基本信息/姓名': 'name',
    '基本信息/公民身份号码': 'idNumber',
    '居住信息/现住址': 'address',
  })
})

test('of two columns that fit, the system’s own heading wins, whichever comes first', () => {
  expect(proposeMapping(JZ, columns('手机号', '联系电话'))).toEqual({ 联系电话: 'phone' })
  expect(proposeMapping(JZ, columns('姓名', '姓名'))).toEqual({ 姓名: 'name' })
})

test('every system’s own headings map all of its fields', () => {
  for (const system of systems.values()) {
    const own = columns(...system.fields.map((field) => field.label.zh))
    expect(Object.values(proposeMapping(system, own)).sort(), system.id).toEqual(
      system.fields.map(({ key }) => key).sort(),
    )
    expect(missingFields(system, proposeMapping(system, own)), system.id).toEqual([])
  }
})

test('a mapping by hand is held against system and file', () => {
  const file = columns('甲', '乙')
  expect(mappingProblems(JZ, file, { 甲: 'name', 乙: 'phone' })).toEqual([])
  expect(mappingProblems(JZ, file, { 甲: 'name', 乙: 'name' })).toEqual(['name'])
  expect(mappingProblems(JZ, file, { 甲: 'salary', 丙: 'name' })).toEqual(['salary', 'name'])
})

test('files of one shape are known again, others are not', () => {
  expect(shapeOf(columns('甲', '乙'))).toBe(shapeOf(columns('甲', '乙')))
  expect(shapeOf(columns('甲', '乙'))).not.toBe(shapeOf(columns('乙', '甲')))
})
