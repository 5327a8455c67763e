import type { ErrorCode } from '../../../src-contract/errors.ts'
import type { Sentence, SentenceValues } from '../sentence.ts'
import { assessmentErrors, samplingErrors } from './assessment-errors.ts'
import { reportsErrors } from './reports-errors.ts'
import { authoritiesErrors, evaluationsErrors } from './evaluations-errors.ts'
import { dutyErrors } from './duty-errors.ts'
import { linkageErrors } from './linkage-errors.ts'
import { paperErrors } from './paper-errors.ts'
import { networkErrors } from './network-errors.ts'
import { syncErrors } from './sync-errors.ts'

const escrowReasons: Readonly<Record<string, string>> = {
  unreadable: 'it is not a PEM certificate',
  'not-rsa': 'it is not an RSA certificate',
  'too-short': 'its key is shorter than 2048 bits',
  'not-valid-now': 'it is not valid today',
  'same-key': 'it has the same key as the other one',
  'other-holder': 'it is not of one of the present key holders',
}

const recoveryReasons: Readonly<Record<string, string>> = {
  none: 'this PC has no recovery slot',
  'unreadable-key': 'a key file cannot be read, or its passphrase is wrong',
  'wrong-key': 'a key does not fit the escrow certificates',
  'same-holder': 'both keys belong to one holder',
}

const weakReasons: Readonly<Record<string, string>> = {
  'too-short': 'it is too short',
  'too-uniform': 'it repeats too few characters',
  'well-known': 'it is a common one',
  'contains-name': 'it contains the user name or staff number',
}

const bindingReasons: Readonly<Record<string, string>> = {
  outside: 'it lies outside the form',
  hidden: 'it is on a hidden sheet',
  formula: 'it is a formula, which the form works out by itself',
  'has-text': 'it has a text already',
  'book-gone': 'there is no such book',
  'state-gone': 'the book has no such state',
  'field-gone': 'the book has no such field',
  'value-gone': 'the field has no such choice',
  'beat-gone': 'the station has no such beat',
  'state-needed': 'counting what came into a state needs a state',
  'value-needed': 'a field needs one of its choices',
}

function bindingReason(v: SentenceValues): string {
  if (v.text('reason') === 'merged-away') return `it is merged into ${v.text('into')}, so bind ${v.text('into')}`
  return bindingReasons[v.text('reason')] ?? 'the choice does not hold'
}

export const errors: Record<ErrorCode, Sentence> = {
  internal: () =>
    'Something went wrong inside the program and this was not done; what was saved is safe. Try again, or give IT the number below.',
  'rpc/unknown-method': () =>
    'The window and the work process are of different versions, and this was not done. Close and reopen; if it stays, call IT.',
  'rpc/invalid-input': (v) =>
    v.has('fields')
      ? `What was sent does not fit (${v.text('fields')}) and was not saved. Check it and try again.`
      : 'What was sent does not fit and was not saved. Check it and try again.',
  'rpc/too-large': () => 'What was sent is too long and was not saved. Shorten it and try again.',
  'rpc/cancelled': () => 'Cancelled; nothing was changed.',
  'rpc/denied': () =>
    'Your role may not do this; it was not done and the attempt is in the audit trail. Ask the chief if you need it.',
  'rpc/not-logged-in': () => 'The session has ended. Log in again; your drafts are kept.',
  'rpc/operation-reused': () =>
    'This repeats an earlier submission with other content, so nothing was filed twice. Do it once more.',
  'core/restarted': () => 'The work process has just restarted and did not answer. Try again; nothing is filed twice.',
  'core/reader-restarted': () => 'The query process has just restarted and did not answer. Try again.',
  'core/unavailable': () =>
    'The work process does not start, so nothing can be looked up or filed; what was saved is safe. Close and reopen; if it stays, call IT.',
  'store/missing': () => 'The ledger data of this PC is not there, so nobody can log in. Restore a backup, or call IT.',
  'store/exists': () => 'This PC has been set up already and cannot be set up twice. Go back to log in.',
  'store/in-use': () =>
    'Another program is using the ledger data, so it cannot be opened. Close the other window and try again.',
  'store/plain-database': () =>
    'The data file is not encrypted and may have been exchanged; it was not opened. Call IT, or restore a backup.',
  'store/swapped': () =>
    'The data file does not belong to the keys of this PC and may have been exchanged; it was not opened. Call IT, or restore a backup.',
  'store/wrong-key': () =>
    'The key does not open the data file; nothing was changed. Recover with both key holders, or restore a backup.',
  'store/damaged': () =>
    'The data file is damaged and cannot be opened; it will be kept, never deleted. Restore a backup.',
  'store/newer': () => 'The data file was written by a newer version and was left as it is. Update the program first.',
  'store/migration-failed': () =>
    'The data could not be brought to this version and is as it was before; nothing is lost. Call IT.',
  'store/disk-full': () =>
    'The disk is full and this was not saved. Make room and try again; what you typed is still on the screen.',
  'store/read-only': () =>
    'The data folder cannot be written and this was not saved. Ask IT to check its permissions, then try again.',
  'store/audit-unwritable': () =>
    'The audit trail cannot be written, so this was not done. Check the disk space and try again, or call IT.',
  'backup/none': () => 'This backup is no longer there; nothing was restored. Choose another one.',
  'backup/unusable': () => 'This backup cannot be opened or is not whole; nothing was changed. Choose another one.',
  'keys/erased': () =>
    'The platform has ordered that the keys of this PC be destroyed: nothing on it can be read or recovered, backups included. If anything had not been sent, it was first sealed into packages in the folder “unsent” of the data folder; IT hands them over on the sync page of another PC. To use this PC again, IT empties the data folder and enrols it anew.',
  'keys/missing': () => 'The key file of this PC is not there, so nobody can log in. Recover with both key holders.',
  'keys/damaged': () => 'The key file of this PC is damaged, so nobody can log in. Recover with both key holders.',
  'keys/machine-changed': () =>
    'The hardware or system account of this PC has changed and its keys cannot be used. Recover with both key holders.',
  'keys/change-under-way': () =>
    'The data key of this PC is being replaced already; nothing was begun. Wait until it is done, or cancel it first.',
  'keys/no-change': () => 'The data key is not being replaced, so there is nothing to cancel. Load the page anew.',
  'keys/no-room': (v) =>
    `There is not enough room on the disk and nothing was begun: ${v.number('need')} MB are needed, ${v.number('free')} MB are free. Make room and try again.`,
  'keys/escrow-needed': () =>
    'This PC has not kept the public keys of the two key holders, so nothing was begun. Choose the two escrow certificates of the set-up and try again.',
  'keys/escrow-invalid': (v) =>
    `Escrow certificate ${Number(v.text('index')) + 1} cannot be used: ${escrowReasons[v.text('reason')] ?? 'it cannot be read'}. Nothing was changed; choose it again.`,
  'keys/recovery-refused': (v) =>
    `Nothing was recovered: ${recoveryReasons[v.text('reason')] ?? 'the keys do not fit the escrow certificates'}. Check both keys and their passphrases.`,
  'accounts/wrong-passphrase': (v) =>
    Number(v.text('left')) > 0
      ? `User name or passphrase is wrong; failures left before this PC is locked: ${v.number('left')}. Type them again.`
      : 'User name or passphrase is wrong. Type them again, and mind upper and lower case.',
  'accounts/locked-out': (v) =>
    v.has('until')
      ? `Too many failed log-ins; this PC is locked until ${v.time('until')}.`
      : 'Too many failed log-ins; this PC is locked. Try again later.',
  'accounts/clock-back': () => 'The clock of this PC is behind its last use, so nobody can log in. Set the time first.',
  'accounts/passphrase-weak': (v) =>
    `The passphrase is too weak and was not saved: ${weakReasons[v.text('reason')] ?? 'it is easily guessed'}. Use at least 10 letters and digits, or 5 Chinese characters, without name or staff number.`,
  'accounts/name-taken': () => 'This user name is taken; no account was created. Choose another one.',
  'accounts/unknown': () => 'There is no such account. Check the user name.',
  'accounts/inactive': () => 'This account is deactivated and cannot log in. Ask IT to activate it.',
  'accounts/stopped': () =>
    'The platform’s directory has ended this account, so it cannot log in; drafts and entries are kept. Once the platform’s administrator lets it work again there, log in.',
  'accounts/has-passphrase': () =>
    'This account has a passphrase on this PC, so no code was made. A forgotten one is recovered on the log-in page with both key holders.',
  'accounts/number-known': (v) =>
    `This number belongs to the account of ${v.text('name')} (from the platform or another PC), so none was created. Make a code for a first log-in in the list of accounts.`,
  'accounts/code-refused': () =>
    'The user name or the code is wrong, so nobody was logged in. Check both and try again; wrong tries lock for a while.',
  'accounts/code-over': () =>
    'This code has expired or was used, so nobody was logged in. Ask IT or the chief for another one.',
  'accounts/own-account': () => 'You cannot deactivate your own account. Ask another IT colleague.',
  'access/purpose-required': () => 'Looking at residents’ data needs a purpose. Choose one first.',
  'access/reference-required': () => 'This purpose needs a reference number (incident, case or item). Enter it first.',
  'access/reference-unreadable': () =>
    'That is not a number of this purpose; nothing was looked up. Enter the incident number, the entry’s number (L09-2026-000012) or a register number (JQ-2026-15).',
  'access/whole-id-needed': () =>
    'A resident’s own request is answered by the whole document number only; nothing was looked up. Check the document and type all of it.',
  'access/one-person-only': () =>
    'A resident’s own request opens that person’s file only; this one was not opened. Search by the whole document number first.',
  'access/purpose-not-open': () => 'Your role cannot use this purpose; nothing was looked up. Choose another one.',
  'access/too-many-comparisons': () =>
    'Too many comparisons within ten minutes; this one was not made. Try again later, or reveal the value.',
  'outside/gone': () => 'That question to the platform has ended. Ask again.',
  'access/not-in-purpose': () =>
    'This field is not part of the current purpose and was not shown. Change the purpose if you need it.',
  'file/not-found': () => 'The file is not there; it may have been moved. Choose it again.',
  'file/in-use': () =>
    'Another program holds the file, so it was not read. Close it in WPS or Excel and choose it again.',
  'file/empty': () => 'The file holds no data; nothing was imported. Check that it is the right one.',
  'file/not-a-spreadsheet': () =>
    'This is not a spreadsheet; nothing was imported. Save it as xlsx in WPS and choose it again.',
  'file/password-protected': () =>
    'The file has a password; nothing was imported. Remove it in WPS, save as xlsx and choose it again.',
  'file/too-large': (v) =>
    v.text('limit') === 'file'
      ? `The file is larger than ${v.number('max')} MB; nothing was imported. Split it.`
      : 'The file has too many rows, columns or characters; nothing was imported. Split it.',
  'file/zip-bomb': () => 'The file unpacks to an abnormal size and was not opened. Ask its owner for a proper export.',
  'file/unreadable': () =>
    'The file cannot be read; nothing was imported. Open it in WPS, save as xlsx and choose it again.',
  'file/no-header': () =>
    'No row of column headings was found; nothing was imported. Keep the headings of the system’s export.',
  'file/cancelled': () => 'Reading was cancelled; nothing was changed.',
  'sources/column-missing': (v) =>
    v.has('fields')
      ? `Required columns are missing: ${v.text('fields')}; nothing was imported. Map them under “Columns”.`
      : 'Required columns are missing; nothing was imported. Map them under “Columns”.',
  'sources/mapping-invalid': () =>
    'The column mapping is wrong: two columns for one field, or a field that the system lacks. Correct it and preview again.',
  'sources/older-export': () =>
    'This file is older than the last import; nothing was imported. Tick the confirmation to import it all the same.',
  'sources/preview-stale': () => 'Data has changed since the preview; nothing was imported. Preview again.',
  'sources/nothing-usable': () => 'No row of the file can be imported. Check the system and the column mapping.',
  'cards/gone': () =>
    'What was read from this card was used or cleared already; nothing was filled in. Read the card again.',
  'cards/no-fields': () => 'This book has nothing that an identity card could fill in; nothing was changed.',
  'attachments/too-large': (v) =>
    `The file is larger than ${v.text('limit')} MB and was not added. Compress or split it first.`,
  'attachments/kind': () =>
    'This kind of file cannot be attached and was not added. JPG, PNG and WebP pictures and PDF, DOCX and XLSX without macros can; convert others first.',
  'attachments/too-many': (v) =>
    `An entry has at most ${v.text('limit')} attachments; nothing was added. Remove one first.`,
  'attachments/pixels': (v) =>
    `The picture has more than ${v.text('limit')} million pixels and was not added. Make it smaller first.`,
  'attachments/gone': () => 'This attachment no longer exists or was removed. Refresh and look again.',
  'attachments/damaged': () =>
    'The attached file is damaged or missing and cannot be opened; the entry itself is not affected. Ask IT to look for it in a backup.',
  'attachments/elsewhere': () =>
    'The file is still on the PC where it was added and has not reached the platform, so it cannot be opened now; that PC sends it once it is connected. Open it again later.',
  'attachments/unreachable': () =>
    'The file is at the platform, which cannot be reached now, so it cannot be fetched. Open it again when it can.',
  'attachments/refused': () =>
    'The platform did not hand out this file, so it cannot be opened now; the entry itself is not affected. Open it again later; if it stays so, tell IT.',
  'attachments/untrue': () =>
    'What was fetched is not the file that was filed; it was refused and is not shown. Open it again later; if it stays so, tell IT.',
  'lookup/text-empty': () => 'Type a name, document number, phone or address.',
  'lookup/subject-gone': () => 'This file has changed because data was updated. Search again.',
  'lookup/field-not-held': () => 'The system did not deliver this field.',
  'lookup/no-place': () => 'This record has no address that can be read as a place.',
  'ledger/unknown-book': () => 'There is no such ledger. Enter it again from the left.',
  'ledger/draft-gone': () => 'This draft has been filed or discarded. See the list.',
  'ledger/draft-stale': () =>
    'This draft was changed elsewhere and your last change is not saved yet. Check it and go on.',
  'ledger/invalid': () => 'Something must be corrected first; nothing was filed. Follow the notes below.',
  'ledger/warnings': () =>
    'Something needs an explanation; nothing was filed yet. Check it, and give a reason where it is right.',
  'ledger/entry-gone': () => 'There is no such entry, or it is not in your beat. Go back to the list.',
  'ledger/version-stale': () =>
    'Somebody else has just corrected this entry; your correction was not saved. Open it again.',
  'ledger/nothing-changed': () => 'Nothing has changed, so there is nothing to correct.',
  'ledger/paper-gone': () =>
    'That paper batch was withdrawn or is of another ledger, so nothing was filed. Choose another batch, or “Not from paper”.',
  'ledger/not-together': () =>
    'This book cannot be filed together with that entry, so nothing was opened. File it on its own.',
  'ledger/state-stale': () =>
    'The state of this entry has just changed, so nothing was done. Look at its state now and try again.',
  'ledger/no-such-step': () =>
    'This step is not possible in the present state, so nothing was done. Choose one of the steps offered.',
  'ledger/by-another': () =>
    'Somebody other than the officer responsible must take this step. Hand it to another officer.',
  'ledger/review-waits': () => 'This entry is waiting for review, so nothing was done. Try again after the review.',
  'ledger/review-gone': () => 'Somebody has decided this already, or it was withdrawn. Refresh the list.',
  'ledger/not-reviewer': () => 'Only the chief, or whoever acts for the chief, decides this. Nothing was done.',
  'ledger/reason-missing': () => 'Give a reason of at least two characters and try again.',
  'ledger/undo-gone': () => 'This act was undone before or is not yours, so nothing was undone. Reload the list.',
  'ledger/address-not-temporary': () =>
    'No entry has this as a temporary address any more, so nothing was done. Reload the list.',
  'ledger/address-not-standard': () =>
    'This address is incomplete or none of the known premises, so nothing was merged. Choose one down to the room.',
  'ledger/address-asked': () =>
    'A standard address was asked for before and not answered yet, so it was not asked again. See the list of requests.',
  'ledger/undo-too-late': () =>
    'Something was built on it or 10 minutes have passed, so it cannot be undone. Correct or void the entry.',
  'ledger/view-name-taken': () => 'A view of this name exists, so it was not saved. Choose another name.',
  'ledger/print-missing-glyphs': (v) =>
    `The print font lacks characters${v.list('fields').length > 0 ? ` of: ${v.text('fields')}` : ''}; nothing was printed, so that no blank appears. Ask IT to add them.`,
  'exchange/import-gone': () => 'This import is gone, or is not yours. Choose the file again.',
  'exchange/import-begun': () =>
    'This import has begun to file and can neither be changed nor given up. Go on with it, or undo the batch.',
  'exchange/import-changed': () =>
    'The ledger has changed since the preview; it was checked again and nothing was filed. Look at the new result first.',
  'exchange/mapping-invalid': () =>
    'Two columns fill one field, or the file lacks a column. Nothing was changed; assign the columns again.',
  'exchange/nothing-to-file': () => 'No row can be filed, so nothing was. Settle the problems that are listed first.',
  'exchange/nothing-rejected': () => 'All rows were filed; none was sent back.',
  'exchange/nothing-to-undo': () =>
    'Nothing of this batch can be undone: it was undone before, or every entry was worked on since.',
  'exchange/nothing-to-export': () => 'No entry matches, so no file was made. Widen the filter and try again.',
  'exchange/too-many-rows': (v) =>
    `At most ${v.has('max') ? `${v.number('max')} rows` : 'so many rows'} go at once, so no file was made. Narrow the filter and export in parts.`,
  'exchange/needs-approval': (v) =>
    `More than ${v.has('max') ? `${v.number('max')} rows` : 'a few rows'} need the chief's approval, so no file was made. Ask for it with a reason, or narrow the filter.`,
  'exchange/approval-gone': () =>
    'The request is not approved, was used, or was made for another selection. Make a new request.',
  'exchange/own-request': () => 'Nobody approves their own request. Another chief has to do it.',
  'returns/gone': () => 'This return, or this submission of it, no longer exists. Open it again from the directory.',
  'returns/not-here': () =>
    'The form, or what was handed in, was made on another PC and has not come to this one yet, so this cannot be done now. Name, due days and history can be seen. It appears here as soon as it has come; "Sync now" on the sync page asks at once.',
  'returns/stale': () =>
    'Somebody else has just changed the bindings, and yours were not saved. Open the return again.',
  'returns/name-taken': () =>
    'There is a return of this name already, so nothing was saved. Choose another name, or replace its template.',
  'returns/period-unknown': () => 'There is no such period, so nothing was counted. Choose one from the list.',
  'returns/template-macros': () =>
    'The template holds macros and was not kept. Open it in WPS, save it as xlsx without macros, and choose that.',
  'returns/template-format': () =>
    'This is no xls or xlsx workbook, so its layout could not be kept. Save it as xlsx in WPS and choose that.',
  'returns/template-blank': () =>
    'The template shows nothing and was not kept. Check the file, and whether the form is on a hidden sheet.',
  'returns/binding-invalid': (v) =>
    `${v.has('cells') ? `Cell ${v.text('cells')}` : 'A cell'} cannot be bound like this: ${bindingReason(v)}. None of these changes was saved.`,
  'returns/nothing-bound': () =>
    'No cell is bound yet, so nothing was submitted. Choose under "Bindings" what is to be counted.',
  'returns/changed': () =>
    'The data has changed since you looked, so nothing was submitted. Check the new numbers first.',
  'returns/incomplete': (v) =>
    `Nothing was submitted. ${v.text('preliminary') === 'true' ? 'The period is not over. ' : ''}${v.has('empty') ? `Empty cells: ${v.number('empty')}. ` : ''}Confirm this if it is meant so.`,
  'returns/awaiting-review': () =>
    'This period has been submitted and waits for its reviewer. It has to be confirmed or returned first.',
  'returns/own-submission': () =>
    'Nobody reviews a return that they filled in. Another person has to log in and review it.',
  'returns/reviewed': () =>
    'This submission has been reviewed already, so nothing was done. Open the return again to see the result.',
  'returns/reason-missing': () =>
    'A return can only be sent back with a reason, so nothing was done. Write the reason.',
  ...dutyErrors,
  'sources/record-gone': () => 'This record can be read by now or is gone, so it was not opened. Reload the list.',
  'quality/one-value': () =>
    'A value can be given for one conflict only; nothing was asked. Choose one, or leave the value to the other record.',
  'quality/not-rejected': () => 'This correction was not sent back, so it was not sent again. Reload the list.',
  'distribution/nothing-to-tell': () =>
    'Nothing of this entry is to be told to this system, so nothing was done. Reload the list.',
  'distribution/nothing-to-export': () => 'There is nothing to export, so no file was made. Reload the list.',
  'distribution/other-channel': () =>
    'This system is not told in this way, so nothing was done. Reload the page and use the way that it has.',
  'distribution/changed': () =>
    'The entry was changed after it was shown, so it does not count as typed in. It is shown anew: compare it and type it in again.',
  'distribution/not-open': () =>
    'The ledger has a value for one of these fields, so nothing was saved here. Correct it in the entry.',
  'distribution/one-receipt': () =>
    'A receipt number is of one row only, so nothing was confirmed. Choose one row, or leave the number out.',
  'distribution/return-columns': () =>
    'The file lacks a column with the numbers, the batch or the results, so nothing was written. Choose the file that the system returned.',
  ...linkageErrors,
  ...paperErrors,
  ...networkErrors,
  ...syncErrors,
  ...assessmentErrors,
  ...samplingErrors,
  ...reportsErrors,
  ...evaluationsErrors,
  ...authoritiesErrors,
}
