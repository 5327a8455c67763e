import type { DraftProblemCode } from '../../../src-domain/books/problem-codes.ts'
import type { FileNotice, RowProblemKind } from '../../../src-contract/features/sources.contract.ts'
import type { Sentence } from '../sentence.ts'

const elements: Readonly<Record<string, string>> = {
  road: 'the road or estate',
  door: 'the house number',
  building: 'the building',
  unit: 'the unit',
  floor: 'the floor',
  room: 'the room',
}

/** What an address lacks. */
const missing = (codes: string): string =>
  codes
    .split(',')
    .map((code) => elements[code] ?? 'the room')
    .join(', ')

/** Problems of an entry: errors say how to correct them, warnings why they are raised. */
export const draftProblems: Record<DraftProblemCode, Sentence> = {
  required: () => 'This is required.',
  'too-long': (v) => `Too long: at most ${v.number('max')} characters.`,
  'unknown-field': () => 'A field does not belong to this ledger. Open the draft again.',
  'unknown-option': () => 'Not one of the options. Choose from the list.',
  'not-declarable': () => 'This needs a real value; “not provided” is not enough.',
  'number-invalid': () => 'Enter a number.',
  'document-without-kind': () => 'A document number needs the kind of document.',
  'officer-unknown': () => 'The officer responsible is not an active account of this station. Choose again.',
  'officer-not-police': () => 'The person responsible must be a police officer; others can be helpers.',
  'helper-unknown': () => 'A helper is not an active account of this station. Choose again.',
  'helper-is-officer': () => 'The officer responsible is not a helper as well. Remove the name.',
  'account-unknown': () => 'Not an active account of this station. Choose again.',
  'time-invalid': () => 'The time cannot be read. 14:30 or 1430 will do.',
  'out-of-range': (v) => `It should be between ${v.text('min')} and ${v.text('max')}. Check it.`,
  'before-earlier-step': (v) => `This is before the step that it follows (${v.date('date')}). Check it.`,
  'wrong-for-step': () => 'This does not fit the step. Change the result, or take another step.',
  'nothing-new': () => 'This is what it was before. Choose something else.',
  'grid-unreadable': (v) => `Line ${v.number('line')} cannot be read. Write: name, households, people, organisations.`,
  'grid-twice': (v) => `Line ${v.number('line')} repeats the name of another grid. Check it.`,
  'grids-sum': (v) => `The grids add up to ${v.number('sum')}. Check the grids or the total.`,
  'personal-data': () => 'This holds a document or telephone number. Only figures belong here; take it out.',
  'profile-exists': (v) =>
    `The beat has a profile of this year (${v.text('number')}). Correct that one, or supersede it first.`,
  'out-before-in': (v) => `Moving out is before moving in (${v.date('date')}). Check it.`,
  'not-extended': (v) => `The new end must be after the old one (${v.date('date')}). Check it.`,
  'lease-order': (v) => `The lease ends before it starts (${v.date('date')}). Check it.`,
  'organisation-exists': (v) =>
    `An organisation of this name at this address is registered (${v.text('number')}). Correct that entry.`,
  'consent-missing': () =>
    'Mediation needs the consent of both. Without it, transfer the dispute or show them another way.',
  'oral-only': () => 'An oral agreement alone resolves nothing. Have a written one signed, with a deadline.',
  'not-performed': () => 'What was agreed is not performed, so it cannot be closed. Record it as not performed.',
  'reinspector-same': () => 'Somebody other than the officer responsible and the helpers re-inspects. Choose again.',
  'shift-empty': () => 'The end is the same as the start. Check it.',
  'shift-overlap': (v) =>
    `The officer or a helper has another patrol at that time (${v.text('number')}, ${v.date('date')}). Change time or people.`,
  'register-changed': (v) => `${v.text('number')} has changed meanwhile. Look at the household again.`,
  'date-long-ago': () => 'The date is more than a year ago. If right, give the reason.',
  'name-doubtful': () => 'The name holds unusual characters. If right, give the reason.',
  placeholder: () => 'This looks like a filler. If there is no value, choose “not provided” or the like.',
  'address-no-room': (v) =>
    `The address has no room (it lacks ${missing(v.text('missing'))}). If there is none (bungalow, shop), say so; it is filed as a temporary address.`,
  'address-unreadable': () =>
    'No house number or building was recognised in the address. Complete it, or give the reason.',
  'address-incomplete': (v) =>
    `The address lacks ${missing(v.text('missing'))}. If there is none, say so; it is filed as a temporary address.`,
  'officer-not-assigned': (v) =>
    `The officer was not assigned to beat ${v.text('beat')} that day. If covering, say so.`,
  'beat-unknown': (v) => `${v.text('beat')} is not a beat of this station. Check it.`,
  'visit-within-30-days': (v) =>
    `This household was visited within 30 days (${v.text('number')}, ${v.date('date')}). It can be filed, but is not counted again. Give the reason.`,
  'already-registered': (v) =>
    `This document number is registered already (${v.text('number')}). Correct that entry if it is the same person; else give the reason.`,
  'registered-elsewhere': (v) =>
    `Another ledger has this document living elsewhere (${v.text('number')}). Record the leaving there first, or give the reason.`,
  'unit-registered': (v) =>
    `This home is registered as a rental (${v.text('number')}). Correct that entry if it is the same; else give the reason.`,
  'uscc-registered': (v) =>
    `This credit code is registered (${v.text('number')}). If it is a second place of business, give the reason.`,
  'incident-recorded': (v) =>
    `There is an entry for this incident (${v.text('number')}). If another is needed, give the reason.`,
  'incident-number-unusual': () => 'The incident number is unusual. If right, give the reason.',
  'floor-too-high': (v) =>
    `The floor is above the ${v.number('floors')} that the building is known to have. If right, give the reason.`,
  'already-over': () => 'This day is past. If right, give the reason.',
  'notice-late': (v) =>
    `The notice should be served within 3 working days (by ${v.date('date')}); this is later. Give the reason.`,
  'follow-up-early': (v) =>
    `Too early: the follow-up before it is not over. It belongs around ${v.date('date')}. If right, give the reason.`,
  'finished-late': (v) => `This is after the due date (${v.date('date')}) and counts as late. Give the reason.`,
  'names-in-text': () => 'This reads like a list of names. Only counts belong here; if these are none, say so.',
  'id/empty': () => 'Enter the document number.',
  'id/length': (v) =>
    `An ID number has ${v.number('expected')} characters; this one has ${v.number('length')}. Check it.`,
  'id/character': () => 'An ID number holds digits only; the last one may be X.',
  'id/checksum': (v) =>
    `The check digit does not fit: the last character should be ${v.text('expected')}. Compare with the document.`,
  'id/birth-date': () => 'The birth date in the ID number does not exist. Check it.',
  'id/birth-date-mismatch': () => 'This differs from the birth date in the ID number. Check it.',
  'id/sex-mismatch': () => 'This differs from the sex in the ID number. If the document says so, give the reason.',
  'id/division': () =>
    'The first six digits are no division code, present or past. If the document says so, give the reason.',
  'id/damaged-number': () =>
    'A spreadsheet program damaged this number (such as 6.10102E+17); its last digits are lost. Type it again.',
  'id/masked': () => 'This number is masked and cannot be filed. Enter it in full, or choose “not provided”.',
  'id/old-format': () => 'This is a 15-digit number of the old kind; it was extended to 18. Confirm it.',
  'uscc/empty': () => 'Enter the unified social credit code.',
  'uscc/length': (v) =>
    `A credit code has ${v.number('expected')} characters; this one has ${v.number('length')}. Check it.`,
  'uscc/character': () => 'The credit code holds characters that are not used (I, O, S, V, Z and others). Check it.',
  'uscc/checksum': (v) =>
    `The check character of the credit code does not fit: it should be ${v.text('expected')}. Check it.`,
  'uscc/damaged-number': () => 'A spreadsheet program damaged this credit code. Type it again.',
  'uscc/registration': () =>
    'The registering department in the credit code is unusual. If the licence says so, give the reason.',
  'phone/empty': () => 'Enter the phone, or choose “not provided”.',
  'phone/length': (v) =>
    `A phone number has ${v.number('expected')} digits; this one has ${v.number('length')}. Check it.`,
  'phone/character': () => 'The phone number holds other characters. Check it.',
  'phone/pattern': () => 'The beginning of the phone number is unusual. If right, give the reason.',
  'phone/placeholder': () => 'This looks like a filler number. If there is no phone, choose “not provided”.',
  'phone/masked': () => 'This phone number is masked and cannot be called. Enter it in full, or choose “not provided”.',
  'phone/area-code': () => 'The landline lacks its area code. Add it, or give the reason.',
  'plate/empty': () => 'Enter the plate.',
  'plate/pattern': () => 'The plate is unusual. If right, give the reason.',
  'document/empty': () => 'Enter the document number.',
  'document/pattern': () => 'The number does not look like this kind of document. If right, give the reason.',
  'document/number-not-expected': () =>
    '“No document” was chosen, so there should be no number. Change the kind or clear the number.',
  'document/kind-mismatch': () => 'The number looks like another kind of document. Check the kind.',
  'date/empty': () => 'Enter the date.',
  'date/format': () => 'The date cannot be read. 2026-03-05, 0305 or yesterday will do.',
  'date/not-a-day': () => 'There is no such day. Check it.',
  'date/range': (v) => `The year should be between ${v.text('first')} and ${v.text('last')}. Check it.`,
  'date/future': () => 'The date is after today. What has happened cannot be in the future.',
}

/** Problems of single rows of an import. */
export const rowProblems: Record<RowProblemKind, string> = {
  'required-missing': 'A required value is empty',
  'id-checksum': 'Check digit of the ID number does not fit',
  'id-damaged': 'ID number damaged by a spreadsheet program, cannot be restored',
  'id-length': 'ID number has the wrong length',
  'id-birth-date': 'Birth date in the ID number does not exist',
  'date-invalid': 'Date cannot be read',
  'number-lost-digits': 'A long number lost its last digits',
  'key-missing': 'The number that identifies the row is missing',
  'duplicate-in-file': 'Repeats another row of this file',
  'phone-doubtful': 'Doubtful phone number',
  'address-incomplete': 'Incomplete address',
  'uscc-checksum': 'Check character of the credit code does not fit',
  'value-too-long': 'Value too long',
}

export const fileNotices: Record<FileNotice, string> = {
  'macros-ignored': 'The file holds macros; they were not run.',
  'formulas-as-values': 'Formulas were read as their saved results.',
  'formulas-without-values':
    'Some formulas have no saved result and were read as blank. Open and save the file in WPS once, then choose it again.',
  'merged-header': 'Merged heading cells were taken apart.',
  'merged-cells-filled': 'Merged data cells were filled into each of their rows.',
  'duplicate-columns': 'Some columns have the same heading; only the first was taken. Map the others under “Columns”.',
  'hidden-sheets': 'Hidden sheets were not read.',
  'damaged-numbers':
    'Some long numbers were damaged by a spreadsheet program (such as 6.10102E+17); those rows are not imported.',
}
