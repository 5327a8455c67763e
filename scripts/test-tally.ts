/** What a stage of `npm test` amounts to. `trouble` explains a failure that no single test stands for; '' when none. */
export interface Tally {
  passed: number
  failed: number
  trouble: string
  /** The tests that failed, each with the first line of why: what is read first when only the end of a long output is at hand. */
  failures: string[]
}

interface VitestReport {
  numPassedTests: number
  numFailedTests: number
  testResults: {
    name: string
    status: string
    message?: string
    assertionResults: { status: string; fullName?: string; failureMessages?: string[] }[]
  }[]
}

/**
 * Counts a vitest stage. A file that could not be loaded, an error outside of any test, a crash and a stage without
 * tests each count as a failure: none of them may look like success.
 * @param report the text of vitest's JSON report; null when there is none
 * @param code the exit code of vitest, -1 when it was ended by a signal
 */
export function vitestTally(report: string | null, code: number): Tally {
  const parsed = parse<VitestReport>(report)
  if (!parsed)
    return { passed: 0, failed: 1, trouble: `it ended with code ${code} before it could report`, failures: [] }
  const broken = parsed.testResults.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some(({ status }) => status === 'failed'),
  )
  const failures = parsed.testResults.flatMap(({ name, assertionResults }) =>
    assertionResults
      .filter(({ status }) => status === 'failed')
      .map((test) => `${name}: ${test.fullName ?? ''}: ${firstLine(test.failureMessages?.[0])}`),
  )
  failures.push(...broken.map(({ name, message }) => `${name}: ${firstLine(message)}`))
  const tally = { passed: parsed.numPassedTests, failed: parsed.numFailedTests + broken.length, failures }
  if (tally.failed > 0) return { ...tally, trouble: '' }
  if (tally.passed === 0) return { passed: 0, failed: 1, trouble: 'it ran no test', failures }
  if (code !== 0) return { ...tally, failed: 1, trouble: `there was an error outside of the tests (exit code ${code})` }
  return { ...tally, trouble: '' }
}

/**
 * Counts the stage of static checks, one for each check.
 * @param report a JSON array of {name, ok}; null when there is none
 * @param code the exit code of the checks
 */
export function checkTally(report: string | null, code: number): Tally {
  const checks = parse<{ name: string; ok: boolean }[]>(report) ?? []
  const failed = checks.filter(({ ok }) => !ok)
  const passed = checks.length - failed.length
  const of = (failures: number, trouble: string): Tally => ({ passed, failed: failures, trouble, failures: [] })
  if (failed.length > 0) return of(failed.length, failed.map(({ name }) => name).join(', '))
  if (checks.length === 0) return of(1, `it ended with code ${code} before it could report`)
  return code === 0 ? of(0, '') : of(1, `exit code ${code}`)
}

function firstLine(message: string | undefined): string {
  return (message ?? '').split('\n')[0]?.slice(0, 600) ?? ''
}

/** For instance "12 passed, 1 failed". */
export function shareOf(tally: Tally): string {
  return `${tally.passed} passed, ${tally.failed} failed`
}

function parse<T>(text: string | null): T | null {
  if (text === null) return null
  try {
    return JSON.parse(text) as T
  } catch {
    return null
  }
}
