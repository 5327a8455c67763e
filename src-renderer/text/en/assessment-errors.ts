import type { ErrorCode } from '../../../src-contract/errors.ts'
import type { Sentence } from '../sentence.ts'

const signatureProblems: Readonly<Record<string, string>> = {
  'too-large': 'the file is too large',
  shape: 'it is not in the agreed form',
  certificate: 'a certificate cannot be read',
  algorithm: 'a certificate’s algorithm or key is too weak',
  authority: 'the issuer may not issue certificates',
  usage: 'the certificate is not for issuing schemes',
  chain: 'the certificate does not come from an authority that is registered here',
  expired: 'a certificate is not valid now',
  revoked: 'the certificate was revoked',
  office: 'the signer is not the office that the scheme names',
}

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
  'assessment/scheme-signature': (v) =>
    `The signature of the scheme was not accepted (${signatureProblems[v.text('problem')] ?? 'it does not fit the content'}); it was not loaded. Ask the superior office for it again.`,
  'assessment/scheme-invalid': (v) =>
    `Settings of the scheme do not hold${v.has('places') ? ` (${v.text('places')})` : ''}; it was not loaded. Tell the superior office.`,
  'assessment/scheme-past': (v) =>
    `The scheme holds from ${v.date('date')} on, which has come; it was not loaded. A new scheme holds for periods to come: ask for a later date.`,
  'assessment/scheme-known': () => 'This version is loaded; nothing was changed.',
  'assessment/scheme-later': () =>
    'A scheme is loaded that holds from the same or a later day; this one was not. Ask the superior office about the dates.',
  'assessment/incident-unknown': () => 'There is no incident with this number. Nothing was saved; check the number.',
}

/** Audit samples */
export const samplingErrors: Record<Extract<ErrorCode, `sampling/${string}`>, Sentence> = {
  'sampling/gone': () => 'This sample does not exist, or the entry was not drawn. Refresh the page.',
  'sampling/locked': () =>
    'The frames of this period are locked already and cannot be locked again. Roll the dice for them.',
  'sampling/drawn': () => 'This sample has been drawn; the dice cannot be rolled again.',
  'sampling/dice-count': () => 'Exactly twenty digits are needed, so nothing was drawn. Check what was rolled.',
  'sampling/dice-digits': () => 'Only the digits 0 to 9 can be entered, so nothing was drawn. Check what was rolled.',
  'sampling/dice-typed': () =>
    'These digits do not look rolled, so nothing was drawn. Roll again in the room; if they were rolled, tick the box.',
  'sampling/frame-changed': () =>
    'A locked frame no longer matches its published hash, so nothing was drawn. Tell IT and the superior office.',
  'sampling/station': () => 'Station and period make no seed, so nothing was drawn. Tell IT.',
  'sampling/not-drawn': () => 'This sample has not been drawn, so there is nothing to verify.',
  'sampling/own-team': () =>
    'You are in the same team as this officer and cannot check these entries. An auditor of another team has to.',
  'sampling/reason-missing': () => 'A failed check needs a reason. Nothing was saved; write the reason.',
  'sampling/used': () => 'The result of this period is released; verdicts can no longer be changed.',
}
