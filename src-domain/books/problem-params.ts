import type { FieldProblem } from '../../src-contract/books.ts'

type Params = Record<string, string | number | boolean | string[]>

/**
 * Problems as the parameters of an error: field keys, codes and the checks' own parameters (a check character, a date, an
 * entry's number), never the checked value. At most 200, so that the error stays small.
 */
export function packProblems(problems: readonly FieldProblem[]): Record<string, string[]> {
  const packed = problems.slice(0, 200)
  return {
    fields: packed.map((problem) => problem.field),
    codes: packed.map((problem) => problem.code),
    severities: packed.map((problem) => problem.severity),
    params: packed.map((problem) => JSON.stringify(problem.params)),
  }
}

/** The problems that `packProblems` packed; empty for the parameters of another error. */
export function problemsOf(params: Params): FieldProblem[] {
  const list = (key: string): string[] => {
    const value = params[key]
    return Array.isArray(value) ? value : []
  }
  const codes = list('codes')
  const severities = list('severities')
  const details = list('params')
  return list('fields').map((field, i) => ({
    field,
    code: codes[i] ?? '',
    severity: severities[i] === 'warning' ? 'warning' : 'error',
    params: JSON.parse(details[i] ?? '{}') as FieldProblem['params'],
  }))
}
