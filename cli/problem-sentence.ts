import type { JsonProblem } from '../src-domain/scoring/strict-json.ts'
import type { Problem, ProblemReason } from '../src-domain/scoring/tree-reader.ts'

const jsonSentences: Readonly<Record<JsonProblem['reason'], string>> = {
  'not-json': 'is not JSON there',
  'duplicate-key': 'has the same key twice',
  'too-deep': 'is nested too deeply',
}

const sentences: Readonly<Record<ProblemReason, (at: string, bound: string) => string>> = {
  missing: (at) => `${at} is missing`,
  'unknown-key': (at) => `${at} is not known`,
  'not-an-object': (at) => `${at} is neither figures nor one of the marks that stand for them`,
  'not-a-list': (at) => `${at} is not a list`,
  'not-text': (at) => `${at} is not the text that belongs there`,
  'not-a-number': (at) => `${at} is not a number`,
  negative: (at) => `${at} is negative`,
  'not-whole': (at) => `${at} is not a whole number`,
  'too-small': (at, bound) => `${at} is too small${bound === '' ? '' : ` (at least ${bound})`}`,
  'too-large': (at, bound) => `${at} is too large (at most ${bound})`,
  'more-than-all': (at, bound) => `${at} is more than ${bound}`,
  'no-working-days': (at) => `${at} is 0, and a period without working days cannot be scored`,
  'half-weighted': (at) => `${at} has weighted answers without a matching answers and squaredWeights`,
  'weights-sum': (at, bound) => `the weights of ${at} do not sum to ${bound}`,
  'credit-order': (at) => `${at} has its bounds in the wrong order or equal`,
}

const MOST_NAMED = 3

/** What is wrong with a JSON file, in one sentence: where, and at most three of the places. */
export function jsonSentence(what: string, problem: JsonProblem): string {
  return `${what} cannot be read: line ${problem.line}, column ${problem.column} ${jsonSentences[problem.reason]}.`
}

export function problemsSentence(what: string, problems: readonly Problem[]): string {
  const named = problems
    .slice(0, MOST_NAMED)
    .map(({ at, reason, bound }) => sentences[reason](at === '' ? 'the file' : at, bound ?? ''))
  const more = problems.length - named.length
  return `${what} cannot be used: ${named.join('; ')}${more > 0 ? `; and ${more} more` : ''}. Correct the file and run again.`
}
