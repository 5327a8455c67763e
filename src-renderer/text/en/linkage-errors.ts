import type { ErrorCode } from '../../../src-contract/errors.ts'
import type { Sentence } from '../sentence.ts'

/** Linking records. */
export const linkageErrors: Record<Extract<ErrorCode, `linkage/${string}`>, Sentence> = {
  'linkage/not-ready': () =>
    'Not all records are linked yet, so nothing can be decided and nothing was saved. Run the linking first.',
  'linkage/record-gone': () =>
    'This record or file is no longer there, so nothing was saved. Open it again from the list.',
  'linkage/same-file': () => 'The two records already stand in one file; there is nothing to decide.',
  'linkage/reason-missing': () => 'No reason was given, so nothing was saved. Write at least two characters.',
  'linkage/split-parts': () => 'All records of the file were chosen, so nothing was split. Leave at least one.',
  'linkage/act-gone': () => 'This decision was undone or is no longer there; nothing was changed.',
}
