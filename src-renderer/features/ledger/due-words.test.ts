import { expect, test } from 'vitest'
import { ledger } from '../../text/zh-CN/ledger.ts'
import { dueWords } from './due-words.ts'

test.each([
  ['2026-03-13', '3 天后到期', 'warn'],
  ['2026-03-10', '今天到期', 'warn'],
  ['2026-03-08', '已逾期 2 天', 'bad'],
  ['2026-06-08', '90 天后到期', 'quiet'],
])('what is due on %s is said on 10 March as %s', (on, words, tone) => {
  expect(dueWords(on, '2026-03-10', ledger.due)).toEqual({ words, tone })
})
