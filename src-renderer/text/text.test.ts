import { expect, test } from 'vitest'
import { allErrorCodes } from '../../src-contract/errors.ts'
import { auditActions } from '../../src-contract/features/audit.contract.ts'
import { fileNotices, Freshness, rowProblems } from '../../src-contract/features/sources.contract.ts'
import { purposes } from '../../src-contract/purposes.ts'
import { roles, staffKinds } from '../../src-contract/roles.ts'
import { systemIds } from '../../src-contract/systems.ts'
import { draftProblemCodes } from '../../src-domain/books/problem-codes.ts'
import { identifierProblemCodes } from '../../src-domain/identifiers/problems.ts'
import { en } from './en.ts'
import { formatFor } from './format.ts'
import { sentenceValues } from './sentence.ts'
import { zhCN } from './zh-CN.ts'

const languages = [
  { name: 'zh-CN', text: zhCN, format: formatFor('zh-CN', '、'), sentence: /[\u4e00-\u9fff].*[。：]/ },
  { name: 'en', text: en, format: formatFor('en', ', '), sentence: /[A-Z].*\./ },
] as const

/** Every path to a text, `errors.internal` and so on. */
function paths(value: unknown, at = ''): string[] {
  if (typeof value !== 'object' || value === null) return [at]
  return Object.entries(value).flatMap(([key, inner]) => paths(inner, at === '' ? key : `${at}.${key}`))
}

test('Chinese and English have the same texts', () => {
  const chinese = paths(zhCN)
  expect(chinese.length).toBeGreaterThan(400)
  expect(paths(en).sort()).toEqual(chinese.sort())
})

test.each(languages)(
  'every error has a sentence in $name, with and without its values',
  ({ text, format, sentence }) => {
    const values = {
      left: 3,
      until: '2026-03-10T02:00:00.000Z',
      index: 1,
      reason: 'too-short',
      limit: 'file',
      max: 200,
      fields: ['姓名'],
    }
    for (const code of allErrorCodes)
      for (const params of [{}, values]) {
        const said = text.errors[code](sentenceValues(params, format))
        expect(said, code).toMatch(sentence)
        expect(said, code).not.toMatch(/undefined|NaN|\[object|（）|\(\)/)
      }
  },
)

test.each(languages)('every problem of a draft has a sentence in $name', ({ text, format, sentence }) => {
  const values = {
    max: 10,
    length: 17,
    expected: 'X',
    number: 'L06-2026-000001',
    date: '2026-03-05',
    beat: 'B01',
    first: 1850,
    last: 2100,
  }
  for (const code of [...draftProblemCodes, ...identifierProblemCodes]) {
    const said = text.draftProblems[code](sentenceValues(values, format))
    expect(said, code).toMatch(sentence)
    expect(said, code).not.toMatch(/undefined|NaN|\[object/)
  }
})

test.each(languages)('every word of the contract has its word in $name', ({ text }) => {
  const known: readonly (readonly [Readonly<Record<string, unknown>>, readonly string[]])[] = [
    [text.rowProblems, rowProblems],
    [text.fileNotices, fileNotices],
    [text.admin.audit.actions, auditActions],
    [text.frame.purposes, purposes],
    [text.frame.systems, systemIds],
    [text.frame.freshness, Freshness.options],
    [text.access.roles, roles],
    [text.access.staffKinds, staffKinds],
  ]
  for (const [words, codes] of known) for (const code of codes) expect(words[code], code).toMatch(/\S/)
})

test('a lock-out names its end in the time of Shanghai', () => {
  const values = sentenceValues({ until: '2026-03-10T02:05:00.000Z' }, languages[0].format)
  expect(zhCN.errors['accounts/locked-out'](values)).toContain('2026-03-10 10:05')
})
