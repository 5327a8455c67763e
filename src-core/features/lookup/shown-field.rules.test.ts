import { expect, it } from 'vitest'
import type { SystemId } from '../../../src-contract/systems.ts'
import { definition } from '../subjects/describe-subject.rules.ts'
import { shownFields } from './shown-field.rules.ts'
import { openPart } from './visible.rules.ts'

const masked = { purpose: 'P02', plainNames: false } as const

function shown(system: SystemId, texts: Record<string, string>, part = definition(system)): Record<string, string> {
  return Object.fromEntries(shownFields(definition(system), part, texts, masked).map(({ key, value }) => [key, value]))
}

it('a flat is hidden where property management keeps it apart from the address, the building is not', () => {
  const flat = { estate: '明珠雅筑', building: '3号楼', unit: '2单元', room: '1203', name: '张三' }
  expect(shown('WY', flat)).toEqual({ estate: '明珠雅筑', building: '3号楼', unit: '***', room: '***', name: '张*' })
})

it.each([
  ['劝离', '劝离'],
  ['双方和解', '双方和解'],
  ['张三已离开', '***'],
  ['張 三已离开', '***'],
  ['联系 1290-000-0001', '***'],
  ['证号９９０１０２１９９００３０５', '***'],
  ['报警人称其邻居李某多次敲门并索要欠款，已当场教育', '***'],
])('what somebody wrote about an incident: %s is shown as %s', (written, expected) => {
  expect(shown('JCJ', { incidentNumber: '1', name: '张三', result: written })['result']).toBe(expected)
})

it('hides a name in a text also where the purpose does not open the name itself', () => {
  const part = openPart(definition('WY'), 'P05')
  if (!part) throw new Error('P05 opens WY')
  expect(shown('WY', { estate: '明珠雅筑', name: '张三', occupantKind: '张三之妻' }, part)).toEqual({
    estate: '明珠雅筑',
    occupantKind: '***',
  })
})

it('shows only what is filled, and says what can be revealed', () => {
  const fields = shownFields(
    definition('JZ'),
    definition('JZ'),
    {
      name: '张三',
      status: '登记',
      phone: '',
      未知列: '张三',
    },
    masked,
  )
  expect(fields.map(({ key, masked, revealable }) => [key, masked, revealable])).toEqual([
    ['name', true, true],
    ['status', false, false],
  ])
})

it('shows nothing of an ID number field in which something else was written', () => {
  expect(shown('JZ', { idNumber: '无，问其妻李四兰兰' })['idNumber']).toMatch(/^\*+$/)
})

it('a name of the own beat is plain, and every value says by which rule it is seen', () => {
  const texts = { name: '张三', idNumber: '990102199003051232', status: '登记' }
  const fields = shownFields(definition('JZ'), definition('JZ'), texts, { purpose: 'P02', plainNames: true })
  expect(fields.map(({ value, revealable, why }) => [value, revealable, why.opens, why.shown])).toEqual([
    ['张三', false, 'system', 'own-beat'],
    [expect.stringMatching(/^\*{14}/), true, 'system', 'masked'],
    ['登记', false, 'system', 'plain'],
  ])
  expect(
    shownFields(definition('JCJ'), definition('JCJ'), { result: '联系 1290-000-0001' }, masked)[0]?.why.shown,
  ).toBe('free-text')
})
