import type { FieldProblem } from '../../../src-contract/books.ts'
import { useFormat, useText } from '../../text/language.ts'
import { sentenceValues, type Sentence } from '../../text/sentence.ts'

/** The sentence of a problem. A code without one would be a newer core's: it is shown as it is. */
export function useProblemSentence(): (problem: FieldProblem) => string {
  const text = useText()
  const format = useFormat()
  const sentences: Readonly<Record<string, Sentence | undefined>> = text.draftProblems
  return (problem) => sentences[problem.code]?.(sentenceValues(problem.params, format)) ?? problem.code
}
