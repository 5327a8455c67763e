import type { ErrorCode } from '../../../src-contract/errors.ts'
import type { Sentence } from '../sentence.ts'

/** Assessment. */
export const assessmentErrors: Record<Extract<ErrorCode, `assessment/${string}`>, Sentence> = {
  'assessment/gone': () => 'This assessment does not exist or is not released yet. Refresh the page.',
  'assessment/not-yours': () =>
    'Only the officer concerned and the chief can see a result. Nothing was shown, and the attempt was recorded.',
  'assessment/not-scored': () =>
    'You held no beat and have no entries in this period, so there is no progress to show. If that is wrong, ask the clerk to check the assignments.',
  'assessment/period-unknown': () => 'This period does not exist or has not begun. Choose another one.',
  'assessment/period-running': (v) =>
    `This period ${v.has('date') ? `ends on ${v.date('date')}` : 'is not over'}, so it was not run. Run it when the period is over.`,
  'assessment/no-working-days': () =>
    'This period has had no working day so far, so no target can be computed. Nothing was run.',
  'assessment/no-officers': () =>
    'No officer held a beat or has entries in this period, so nothing was run. Record the assignments first.',
  'assessment/reason-missing': () =>
    'The results of this period are released; running it again needs a reason. Nothing was run. Write the reason.',
  'assessment/appeals-open': () =>
    'Appeals against this period are still open, so nothing was run. Decide the appeals first.',
  'assessment/not-preview': () =>
    'Only a preview can be released or discarded; this one is released. Nothing was changed.',
  'assessment/changed': () =>
    'The result was run again after you looked at it, so it was not released. Look at the new result first.',
  'assessment/appeal-late': (v) =>
    `The time for appeals ended${v.has('date') ? ` on ${v.date('date')}` : ''}; nothing was submitted. If there is a mistake, tell the chief.`,
  'assessment/appeal-open': () =>
    'An appeal of yours against this result is being worked on, so a second one was not submitted. Wait for its decision.',
  'assessment/appeal-step': () => 'This appeal has moved on meanwhile. Nothing was changed; refresh the page.',
  'assessment/own-release': () =>
    'Whoever released a result cannot review an appeal against it. Nothing was changed; a clerk or another chief has to review it.',
  'assessment/nothing-changed': () =>
    'Computed again from the records as they are, the result is the same, so there is no new version. Correct the records first, or uphold the result.',
  'assessment/incident-unknown': () => 'There is no incident with this number. Nothing was saved; check the number.',
}
