import type { ErrorCode } from '../../../src-contract/errors.ts'
import type { Sentence, SentenceValues } from '../sentence.ts'

/** Between two days; without an end only since when. */
function days(v: SentenceValues): string {
  if (!v.has('from')) return ''
  return v.has('to') ? ` (${v.date('from')} to ${v.date('to')})` : ` (since ${v.date('from')})`
}

/** Duty and areas. */
export const dutyErrors: Record<Extract<ErrorCode, `duty/${string}`>, Sentence> = {
  'duty/gone': () => 'This was taken back or is no longer there, so nothing was changed. Refresh and look again.',
  'duty/account-unknown': () => 'The person has no active account here, so nothing was saved. Choose again.',
  'duty/shift-unknown': () => 'There is no such shift, so nothing was saved. Choose one of the list.',
  'duty/shift-overlap': (v) =>
    `It overlaps another shift of this person${v.has('date') ? `, ${v.date('date')} ${v.text('from')}–${v.text('to')}` : ''}, so it was not saved. Change the time, or take the other shift back first.`,
  'duty/nothing-changed': () => 'Nothing differs from before, so nothing had to be saved.',
  'duty/dates-reversed': () => 'The first day is after the last day, so nothing was saved. Check the dates.',
  'duty/window-long': (v) =>
    `At most ${v.has('days') ? v.number('days') : '740'} days can be shown at once. Choose a shorter time.`,
  'duty/beat-unknown': () =>
    'There is no such beat, so nothing was saved. Choose one of the list, or add the beat first.',
  'duty/assignment-overlap': (v) =>
    `This person is assigned to the beat already${days(v)}, so nothing was saved. End that assignment first.`,
  'duty/cover-self': () => 'Nobody covers for themselves, so nothing was saved. Choose another person.',
  'duty/cover-not-assigned': () =>
    'The covered person is not assigned to this beat in that time, so nothing was saved. Check person, beat and dates.',
  'duty/cover-needless': () =>
    'The covering person is assigned to this beat anyway, so no cover is needed and none was saved.',
  'duty/cover-overlap': (v) => `There is a cover already${days(v)}, so nothing was saved. Change its dates first.`,
  'duty/acting-past': () =>
    'Acting for the chief cannot begin in the past, so nothing was signed. Begin today or later.',
  'duty/acting-long': (v) =>
    `One signature is good for at most ${v.has('days') ? v.number('days') : '184'} days, so nothing was signed. Choose a shorter time.`,
  'duty/deputy-unfit': () =>
    'The deputy has to be a police officer other than yourself, so nothing was signed. Choose again.',
  'duty/acting-overlap': (v) =>
    `You have signed a deputy already${days(v)}, so nothing was signed. End that one first.`,
  'duty/doors-reversed': () => 'The first door number is above the last, so nothing was saved. Check the doors.',
  'duty/area-unreadable': () =>
    'The place cannot be read, so nothing was saved. Write its whole name, such as 桂花路 or 金桂花园3栋, and check the kind.',
  'duty/area-overlap': (v) =>
    `This place belongs to ${v.has('beat') ? v.text('beat') : 'another beat'} already${days(v)}, so nothing was saved. End that rule first.`,
  'duty/entry-unknown': () => 'No entry has this number, or it was voided, so nothing was saved. Check the number.',
  'duty/entry-other-officer': () =>
    'Another officer than the planned one is responsible for this entry, so nothing was saved. Check the number, or change the plan.',
  'duty/entry-outside': (v) =>
    `The entry is not of the planned time${days(v)}, so nothing was saved. Check the number, or change the plan.`,
  'duty/share-twice': () => 'One beat and officer has two shares, so nothing was saved. Make them one.',
  'duty/batch-parties': () =>
    'Paper goes from an officer or auxiliary to a clerk, so nothing was saved. Choose the other side again.',
  'duty/batch-future': () => 'The time is later than now, so nothing was saved. Check it.',
  'duty/batch-closed': () =>
    'Both have confirmed this batch, so it stays. If it is wrong, hand over another one and say so.',
  'duty/batch-not-yours': () =>
    'This batch does not wait for you, so nothing was changed. The other side has to confirm it.',
  'duty/sheets-differ': (v) =>
    `The sheets that were counted differ from those stated${v.has('counted') ? ` (${v.number('counted')} instead of ${v.number('stated')})` : ''}, so nothing was confirmed. Count together, or take the batch back and enter it again.`,
  'duty/entry-other-book': () => 'The entry is of another book than the batch, so it was not linked. Check the batch.',
  'duty/entry-linked': () => 'The entry points to another batch already, so nothing was changed. Check the batch.',
  'duty/import-columns': (v) =>
    v.text('kind') === 'areas'
      ? 'The columns for the place and the beat were not found, so nothing was imported. Check the headings or choose another sheet.'
      : 'This is no roster that can be read: it needs names with date and shift, names with a column per day, or dates with a column per shift. Nothing was imported. Check the headings or choose another sheet.',
  'duty/import-month': () => 'The sheet has days but no month. Choose the month and preview again.',
  'duty/import-sheet': () => 'The file has no such sheet, so nothing was imported. Choose again.',
  'duty/import-long': (v) =>
    `There are more than ${v.has('max') ? v.number('max') : '20,000'} rows, so nothing was imported. Split the file.`,
  'duty/import-empty': () =>
    'The sheet has no row that can be read, so nothing was imported. Check the file or choose another sheet.',
  'duty/preview-stale': () => 'The data has changed since the preview, so nothing was imported. Preview again.',
  'duty/import-problems': (v) =>
    `${v.has('rejected') ? `Rows to be corrected first: ${v.number('rejected')}.` : 'Some rows have to be corrected first.'} Nothing of the file was imported. Mend the file and choose it again.`,
  'duty/import-nothing': () => 'The file says what is there already, so nothing had to be imported.',
  'duty/import-undone': () => 'This import was undone already.',
  'duty/undo-conflict': (v) =>
    `${v.has('count') ? `Rows changed since the import: ${v.number('count')}.` : 'Some rows were changed since the import.'} Nothing was undone. Correct them one by one.`,
}
