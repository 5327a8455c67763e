import { expect, test } from 'vitest'
import { field, option } from '../../../../src-domain/books/book.ts'
import { readCell, shownCell } from './cell-value.ts'

const reason = field({
  key: 'reason',
  label: { zh: '事由', en: 'Reason' },
  kind: 'choice',
  options: [option('routine', '日常走访', 'Routine'), option('care', '关爱帮扶', 'Care')],
})
const items = { ...reason, kind: 'choices' as const }
const officer = field({ key: 'officer', label: { zh: '经办民警', en: 'Officer' }, kind: 'account' })
const phone = field({ key: 'phone', label: { zh: '电话', en: 'Phone' }, kind: 'phone', declarable: true })
const people = [
  { accountId: 'a1', name: '张启伟', staffNumber: '100001' },
  { accountId: 'a2', name: '李强', staffNumber: '100002' },
  { accountId: 'a3', name: '李强', staffNumber: '100003' },
]
const words = {
  people,
  label: (label: { zh: string }) => label.zh,
  list: (values: readonly string[]) => values.join('、'),
  declared: { 'not-provided': '未提供', 'not-verifiable': '无法核实', 'not-applicable': '不适用' },
}

test('a choice is typed by its words, its number or its English name', () => {
  for (const typed of ['关爱帮扶', '2', 'care', ' Care ']) expect(readCell(reason, typed, people)).toBe('care')
  expect(readCell(reason, '别的', people)).toBe('别的')
  expect(readCell(items, '日常走访、2', people)).toBe('routine,care')
})

test('a person is typed by name, or by number where two have one name', () => {
  expect(readCell(officer, '张启伟', people)).toBe('a1')
  expect(readCell(officer, '李强', people)).toBe('李强')
  expect(readCell(officer, '100003', people)).toBe('a3')
})

test('what is stored is shown in words', () => {
  expect(shownCell(reason, 'care', words)).toBe('关爱帮扶')
  expect(shownCell(items, 'routine,care', words)).toBe('日常走访、关爱帮扶')
  expect(shownCell(officer, 'a1', words)).toBe('张启伟')
  expect(shownCell(phone, 'not-provided', words)).toBe('未提供')
  expect(shownCell(phone, '', words)).toBe('')
})

test('shown and read again, a value is the same', () => {
  for (const [of, value] of [
    [reason, 'care'],
    [items, 'routine,care'],
    [officer, 'a1'],
  ] as const)
    expect(readCell(of, shownCell(of, value, words), people)).toBe(value)
})
