import { expect, it } from 'vitest'
import { queryKinds } from '../../../src-contract/features/lookup.contract.ts'
import { stepsFor, type Step } from './question.rules.ts'
import { matchRank, ranked } from './ranking.rules.ts'

const told = (step: Step): string =>
  step.by === 'text'
    ? `${step.match} ${step.column} ${step.text}`
    : `${step.match} ${step.by} ${step.kind} ${step.value}`

it('asks for the best match first, whatever the kind', () => {
  for (const kind of queryKinds) {
    const ranks = stepsFor(kind, '1234', '990102').map(({ match }) => matchRank[match])
    expect(ranks).toEqual([...ranks].sort((a, b) => a - b))
    expect(ranks.length).toBeGreaterThan(0)
  }
})

it('a name: exactly, by its beginning, by its sounds, anywhere inside', () => {
  expect(stepsFor('name', '单三', null).map(told)).toEqual([
    'exact equal name 单三',
    'prefix beginning name 单三',
    'pinyin equal pinyin shansan',
    'contains names 单三',
  ])
})

it('a masked number by what it still shows, and never by its stars', () => {
  expect(stepsFor('id', '**************123X', null).map(told)).toEqual(['exact equal id4 123X'])
  expect(stepsFor('phone', '129****0001', null).map(told)).toEqual(['exact equal phone4 0001'])
  expect(stepsFor('phone', '129****', null)).toEqual([])
})

it('a room is not drowned in all rooms of its building', () => {
  expect(stepsFor('address', '明珠雅筑3-2-1203', '990102').map(told)).toEqual([
    'exact equal room 990102|明珠雅筑||3|2||1203',
    'contains places 明珠雅筑3栋2单元1203室',
  ])
  expect(stepsFor('address', '3栋2单元', '990102').map(told)[0]).toBe('prefix beginning local-room 3|2|')
  expect(stepsFor('address', '镜湖北路4号', '990102').map(told)).toEqual([
    'exact equal building 990102|镜湖北路|4|',
    'prefix beginning building 990102|镜湖北路|4|',
    'contains places 镜湖北路4号',
  ])
  expect(stepsFor('address', '明珠雅筑', '990102').map(told)[1]).toBe('prefix beginning building 990102|明珠雅筑|')
  expect(stepsFor('address', '云渚省澄湾市东渚区明珠雅筑3号楼', '990102').map(told)).toEqual([
    'prefix equal building 990102|明珠雅筑||3',
    'contains places 明珠雅筑3栋',
  ])
})

it('what matches equally well keeps its order', () => {
  const found = (['contains', 'exact', 'pinyin', 'exact', 'prefix'] as const).map((match, n) => ({ match, n }))
  expect(ranked(found).map(({ n }) => n)).toEqual([1, 3, 4, 2, 0])
})
