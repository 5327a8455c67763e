import { expect, test } from 'vitest'
import { field, option } from '../../../src-domain/books/book.ts'
import { optionByDigit, toggled } from './option-keys.ts'

const reason = field({
  key: 'reason',
  label: { zh: '事由', en: 'Reason' },
  kind: 'choice',
  options: [option('routine', '日常走访', 'Routine'), option('care', '关爱帮扶', 'Care')],
})

test('a digit chooses the option of that place, and nothing where there is none', () => {
  expect(optionByDigit(reason, '1')).toBe('routine')
  expect(optionByDigit(reason, '2')).toBe('care')
  expect(optionByDigit(reason, '3')).toBeUndefined()
  expect(optionByDigit(reason, '0')).toBeUndefined()
  expect(optionByDigit(reason, 'a')).toBeUndefined()
})

test('the same digit again takes a choice out', () => {
  expect(toggled('', 'fire')).toBe('fire')
  expect(toggled('fire', 'fraud')).toBe('fire,fraud')
  expect(toggled('fire,fraud', 'fire')).toBe('fraud')
})
