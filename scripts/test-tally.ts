/** What a stage of `npm test` amounts to. `trouble` explains a failure that no single test stands for; '' when none. */
export interface Tally {
  passed: number
  failed: number
  trouble: string
}

interface VitestReport {
  numPassedTests: number
  numFailedTests: number
  testResults: { name: string; status: string; assertionResults: { status: string }[] }[]
}

/**
 * Counts a vitest stage. A file that could not be loaded, an error outside of any test, a crash and a stage without
 * tests each count as a failure: none of them may look like success.
 * @param report the text of vitest's JSON report; null when there is none
 * @param code the exit code of vitest, -1 when it was ended by a signal
 */
export function vitestTally(report: string | null, code: number): Tally {
  const parsed = parse<VitestReport>(report)
  if (!parsed) return { passed: 0, failed: 1, trouble: `it ended with code ${code} before it could report` }
  const broken = parsed.testResults.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some(({ status }) => status === 'failed'),
  )
  const tally = { passed: parsed.numPassedTests, failed: parsed.numFailedTests + broken.length }
  if (tally.failed > 0) return { ...tally, trouble: '' }
  if (tally.passed === 0) return { passed: 0, failed: 1, trouble: 'it ran no test' }
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
  if (failed.length > 0) return { passed, failed: failed.length, trouble: failed.map(({ name }) => name).join(', ') }
  if (checks.length === 0) return { passed: 0, failed: 1, trouble: `it ended with code ${code} before it could report` }
  return code === 0 ? { passed, failed: 0, trouble: '' } : { passed, failed: 1, trouble: `exit code ${code}` }
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
