import { expect, it } from 'vitest'
import { checkTally, vitestTally } from './test-tally.ts'

const file = (status: string, ...assertions: string[]): object => ({
  name: 'some.test.ts',
  status,
  assertionResults: assertions.map((each) => ({ status: each })),
})
const report = (numPassedTests: number, numFailedTests: number, ...testResults: object[]): string =>
  JSON.stringify({ numPassedTests, numFailedTests, testResults })

it('tests that passed are counted', () => {
  expect(vitestTally(report(3, 0, file('passed', 'passed')), 0)).toMatchObject({ passed: 3, failed: 0, trouble: '' })
})

it('a failed test is counted once', () => {
  const tally = vitestTally(report(2, 1, file('failed', 'passed', 'failed')), 1)
  expect(tally).toMatchObject({ passed: 2, failed: 1, trouble: '' })
})

it('a failed test is named at the end with the first line of why', () => {
  const failed = { status: 'failed', fullName: 'a visit is filed', failureMessages: ['Error: no\n    at here'] }
  const tally = vitestTally(report(0, 1, { name: 'visit.test.ts', status: 'failed', assertionResults: [failed] }), 1)
  expect(tally.failures).toEqual(['visit.test.ts: a visit is filed: Error: no'])
})

it('a test file that cannot be loaded is a failure', () => {
  expect(vitestTally(report(2, 0, file('passed', 'passed'), file('failed')), 1)).toMatchObject({ passed: 2, failed: 1 })
})

it('a stage that ran no test is a failure', () => {
  expect(vitestTally(report(0, 0), 0)).toMatchObject({ passed: 0, failed: 1, trouble: 'it ran no test' })
})

it('a stage that crashed before its report is a failure', () => {
  expect(vitestTally(null, -1)).toMatchObject({ passed: 0, failed: 1 })
  expect(vitestTally('{"numPassed', 1)).toMatchObject({ passed: 0, failed: 1 })
})

it('an error outside of any test is a failure', () => {
  expect(vitestTally(report(2, 0, file('passed', 'passed')), 1)).toMatchObject({ passed: 2, failed: 1 })
})

it('each static check counts as one, and checks that crash fail', () => {
  const checks = JSON.stringify([
    { name: 'types', ok: true },
    { name: 'lint', ok: false },
  ])
  expect(checkTally(checks, 1)).toMatchObject({ passed: 1, failed: 1, trouble: 'lint' })
  expect(checkTally(null, 1)).toMatchObject({ passed: 0, failed: 1 })
  expect(checkTally('[]', 0)).toMatchObject({ passed: 0, failed: 1 })
  expect(checkTally('[{"name":"types","ok":true}]', 1)).toMatchObject({ passed: 1, failed: 1 })
})
