import type { ReviewReason, LinkRule } from '../../../src-contract/features/linkage.contract.ts'
import type { Text } from '../zh-CN.ts'

const reasons: Record<ReviewReason, string> = {
  'id-conflict': 'One ID number, different names',
  'ids-differ': 'Different ID numbers, the rest agrees',
  'no-name': 'Caller gave no name',
  'name-and-place': 'Name agrees, neither phone nor birth date confirms it',
  'name-differs': 'Name is written differently',
  score: 'Much evidence, but not enough',
  'runner-up': 'Somebody else comes close',
  'organisation-name': 'Same name of the organisation',
}
const rules: Record<LinkRule, string> = {
  'id-and-name': 'ID number and name agree',
  'name-and-birth': 'Name, birth date and phone or home agree',
  score: 'Several pieces of evidence agree',
  'organisation-code': 'Same credit code',
  'organisation-place': 'Same name and address of the organisation',
  decision: 'Decided by a person',
}
const levels: Record<string, string> = {
  'id equal': 'same ID number',
  'id one-digit': 'ID number differs in one digit',
  'id different': 'different ID numbers',
  'name equal': 'same name',
  'name same-sounding': 'name sounds the same',
  'name confusable': 'name looks alike',
  'name typo': 'a character more, less or exchanged',
  'name one-character': 'one character of the name differs',
  'name title': 'only the surname agrees (Mr, Ms …)',
  'name different': 'different names',
  'birth equal': 'same birth date',
  'birth near': 'birth date differs in one part',
  'birth different': 'different birth dates',
  'sex equal': 'same sex',
  'sex different': 'different sex',
  'phone equal': 'same phone',
  'phone different': 'different phones',
  'place room': 'same room',
  'place house': 'same house',
  'place room-without-floor': 'same unit and last digits of the room, floor missing',
  'place building': 'same building',
  'place different': 'different addresses',
}

/** Linking records. */
export const linkage: Text['linkage'] = {
  title: 'Linking',
  list: 'Records to compare',
  means:
    'Two records may be one person, and the system does not link them by itself. Look at both sides and the evidence, then decide; a decision needs a reason and can be undone.',
  reasons,
  rules,
  all: 'All',
  reasonFilter: 'What to compare',
  needsPurpose: 'Choose a purpose first',
  emptyTitle: 'Nothing to compare',
  emptyText: 'Everything of this kind is decided, or the records were never linked.',
  same: 'Same person',
  different: 'Not the same',
  later: 'Later',
  keys: 'S same · D not the same · L later',
  why: 'Evidence',
  chance: (p) => (p > 0.99 ? 'Over 99% likely' : `About ${Math.round(p * 100)}% likely`),
  level: (field, level) => levels[`${field} ${level}`] ?? level,
  supports: 'for',
  against: 'against',
  decideTitle: (same) => (same ? 'Decide: the same person' : 'Decide: not the same person'),
  decideMeans: (same) =>
    same
      ? 'The two files become one, also for records that come later.'
      : 'The two files stay apart and the pair is not shown again, also for records that come later.',
  reason: 'Reason',
  reasonHint: 'At least two characters',
  confirm: 'Decide',
  cancel: 'Cancel',
  saved: (same) => (same ? 'Joined into one file' : 'Kept apart'),
  undo: 'Undo',
  undone: 'Undone; the files are as before',
  undoReason: 'Undone right after deciding',
  openFile: 'Open the file',
  states: {
    never:
      'Not linked yet: records stand together by ID number only. Linking begins by itself soon, beside other work.',
    running: 'All records are being linked in the background.',
    outdated: 'The rules have changed; all records will be linked again soon.',
    ready: '',
  },
  phases: { clear: 'Preparing', profiles: 'Reading records', table: 'Counting names and phones', files: 'Linking' },
  queued: (n) => `${n} new records wait to be linked`,
  whyTitle: 'Why these stand together',
  whyMeans: 'Each row says why two records stand in one file.',
  whyNone: 'The file has one record only, or was never linked.',
  acts: 'Decisions',
  actKinds: { must: 'the same person', cannot: 'not the same person' },
  actUndone: 'undone',
  split: 'Split the file…',
  splitTitle: 'Split the file',
  splitMeans:
    'Tick the records that are about somebody else; they move to a file of their own. It needs a reason and can be undone.',
  splitDone: 'Split',
  record: (system, day) => `${system} ${day}`,
}
