import type { DraftProblemCode } from '../../../src-domain/books/problem-codes.ts'
import type { FileNotice, RowProblemKind } from '../../../src-contract/features/sources.contract.ts'
import type { Sentence } from '../sentence.ts'

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
  'date-long-ago': () => 'The date is more than a year ago. If right, give the reason.',
  'name-doubtful': () => 'The name holds unusual characters. If right, give the reason.',
  placeholder: () => 'This looks like a filler. If there is no value, choose “not provided” or the like.',
  'address-no-room': () => 'The address has no room. If there is none (bungalow, shop), say so.',
  'address-unreadable': () =>
    'No house number or building was recognised in the address. Complete it, or give the reason.',
  'officer-not-assigned': (v) =>
    `The officer was not assigned to beat ${v.text('beat')} that day. If covering, say so.`,
  'beat-unknown': (v) => `${v.text('beat')} is not a beat of this station. Check it.`,
  'visit-within-30-days': (v) =>
    `This household was visited within 30 days (${v.text('number')}, ${v.date('date')}). It can be filed, but is not counted again. Give the reason.`,
  'already-registered': (v) =>
    `This document number is registered already (${v.text('number')}). Correct that entry if it is the same person; else give the reason.`,
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
