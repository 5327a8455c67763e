import { expect, test } from 'vitest'
import { importProblems } from './import-report.ts'

const violation = { from: 'src-main/a.ts', to: 'src-core/b.ts', rule: { name: 'shell-has-no-sql', severity: 'error' } }
const report = (modules: string[], violations: unknown[] = []): string =>
  JSON.stringify({
    modules: modules.map((source) => ({ source })),
    summary: { totalCruised: modules.length, violations },
  })

test('a clean report of every folder has no problem', () => {
  expect(importProblems(report(['src-main/a.ts', 'db/b.ts']), ['src-main', 'db'])).toEqual([])
})

test('a forbidden import is named with both ends', () => {
  expect(importProblems(report(['src-main/a.ts'], [violation]), ['src-main'])).toEqual([
    'shell-has-no-sql: src-main/a.ts -> src-core/b.ts',
  ])
})

test('a tool that saw nothing has not said that all is well', () => {
  expect(importProblems(report([]), ['src-main'])).toEqual(['no module was seen', 'no module of src-main was seen'])
})

test('a folder that was not seen is a problem', () => {
  expect(importProblems(report(['src-main/a.ts']), ['src-main', 'src-core'])).toEqual([
    'no module of src-core was seen',
  ])
})

test('an unreadable report is told apart', () => {
  expect(importProblems('', ['src-main'])).toBeNull()
  expect(importProblems('{}', ['src-main'])).toBeNull()
})
