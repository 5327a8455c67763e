import { normaliseText } from '../text/normalise.ts'

/** Why a value is not there, where that is an answer in itself. */
export type StatedAbsence = 'not-provided' | 'unverifiable' | 'not-applicable' | 'unknown'

const WORDS: ReadonlyMap<string, StatedAbsence> = new Map([
  ['未提供', 'not-provided'],
  ['拒绝提供', 'not-provided'],
  ['无法核实', 'unverifiable'],
  ['未核实', 'unverifiable'],
  ['不适用', 'not-applicable'],
  ['无', 'not-applicable'],
  ['没有', 'not-applicable'],
  ['不详', 'unknown'],
  ['不祥', 'unknown'],
  ['未知', 'unknown'],
  ['不明', 'unknown'],
  ['暂无', 'unknown'],
  ['空', 'unknown'],
  ['N/A', 'not-applicable'],
  ['NA', 'not-applicable'],
  ['NULL', 'unknown'],
  ['NONE', 'not-applicable'],
  ['-', 'unknown'],
  ['--', 'unknown'],
  ['/', 'unknown'],
  ['\\', 'unknown'],
])

const longestWord = 10

/**
 * Recognises the words that people write instead of a value. 未提供, 无法核实 and 不适用 are full answers; what comes
 * out as `unknown` (不详, /) should be asked about. Null for a real value and for an empty one.
 */
export function statedAbsence(text: string): StatedAbsence | null {
  // The longest word has four characters; with blanks and signs between them it may come to some more.
  if (text.length > longestWord) return null
  return WORDS.get(normaliseText(text).toUpperCase().replace(/\s/g, '')) ?? null
}
