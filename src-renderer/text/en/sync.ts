import type { Text } from '../zh-CN.ts'

/** Exchange with the platform. */
export const sync: Text['sync'] = {
  title: 'Sync',
  label: 'Sync status',
  states: {
    'not-enrolled': 'Not enrolled: on this PC only',
    stopped: 'Sync stopped',
    syncing: 'Syncing…',
    attention: 'Needs a decision',
    waiting: 'Waiting to be sent',
    offline: 'Platform not reached',
    unchecked: 'Not compared yet',
    synced: 'Synced',
  },
  means: {
    'not-enrolled':
      'This PC is not enrolled. Work goes on and every record is on this PC; once enrolled it exchanges with the platform and the other PCs of the station.',
    stopped:
      'Nothing is exchanged with the platform; why is said below. Work goes on and every record is on this PC. Ask IT.',
    syncing: 'Records are being exchanged with the platform; work goes on.',
    attention: 'Some records need your decision, see below. All others are exchanged as usual.',
    waiting: 'Some records are not at the platform yet; they are sent by themselves.',
    offline:
      'The platform cannot be reached. Work goes on and every record is on this PC; it is tried again by itself.',
    unchecked: 'All records were exchanged; both sides have not been compared yet.',
    synced: 'This PC and the platform were compared table by table and are the same.',
  },
  onlyHere: (n, hours) => `${n} only on this PC, the oldest for ${hours} h`,
  onlyHereNow: (n) => `${n} only on this PC, for less than 1 h`,
  toDecide: (n) => `${n} to decide`,
  now: 'Sync now',
  working: 'Syncing…',
  done: (sent, received) => `Done: ${sent} sent, ${received} received, compared with the platform and the same.`,
  doneUnproven: (sent, received) =>
    `Exchanged: ${sent} sent, ${received} received. Other PCs are sending too, so both sides could not be compared; sync once more in a while.`,
  doneFiles: (n) => ` ${n} attached files have not reached the platform yet; they follow.`,
  facts: {
    title: 'Standing',
    state: 'State',
    platform: 'Platform',
    onlyHere: 'Only on this PC',
    records: 'Imported records',
    recordsLeft: (n) => `${n} to be sent; the other PCs of the station find them after that`,
    files: 'Attached files',
    filesLeft: (up, down) => `${up} to be sent, ${down} to be fetched`,
    nothing: 'nothing',
    lastSuccess: 'Last sync',
    lastContact: 'Last contact',
    proven: 'Last found the same',
    never: 'never yet',
    skew: 'Clock of this PC',
    ahead: (minutes) => `${minutes} min ahead of the platform; IT sets it`,
    behind: (minutes) => `${minutes} min behind the platform; IT sets it`,
    problem: 'The last try failed',
    safe: 'If the disk of this PC fails, what is only here is lost; a backup on the same disk does not protect against that.',
  },
  enrol: {
    title: 'Enrolment',
    means:
      "The platform's administrator gives a code for one PC, good once. The key is made here and never leaves this PC.",
    url: 'Address of the platform',
    urlHint: 'such as https://10.8.0.5:8443',
    code: 'Enrolment code',
    codeHint: '32 letters; hyphens and blanks do not matter',
    name: 'Name of this PC',
    nameHint: 'such as Duty room 1',
    submit: 'Enrol',
    done: (station) => `Joined ${station}; syncing.`,
    askIt: 'IT of the station enrols a PC.',
  },
  lease: {
    title: 'Without the platform',
    holds: (hours) =>
      `While the platform cannot be reached, this PC may look up, export and print personal data for about ${hours} more hours; one exchange begins them anew.`,
    lapsed:
      'Looking up, exporting and printing personal data is suspended; entry, drafts and due lists go on. One exchange with the platform ends this; where it cannot be reached, its administrator gives a code over the phone.',
    ask: 'Get a request number…',
    call: (device) =>
      `Call the administrator of the platform, name the station, this PC (“${device}”) and the request number below, and type the code that you are told (24 digits). The number is good for 24 hours and for one code.`,
    number: 'Request number',
    code: 'Code',
    enter: 'OK',
    prolonged: (hours) => `Prolonged: for about ${hours} hours you may look up, export and print.`,
  },
  enrolAgain: {
    title: 'Enrol again',
    offer: 'Was the platform set up anew? Enrol again with a new code…',
    means:
      "The platform does not take this PC's identity any more: it was revoked, copied, or lost there. With a new code of the platform's administrator this PC gets another one; its records stay, and what was not sent is sent under it, once.",
    submit: 'Enrol again',
    done: (station) => `Joined ${station} under another identity; syncing.`,
  },
  conflicts: {
    title: 'Conflicts',
    means:
      'Two PCs changed the same thing. What the platform has stays in force and the other value is kept; compare, choose, and give the reason.',
    none: 'There are no conflicts.',
    open: 'Open the record',
    field: 'Field',
    base: 'Before',
    mine: (by) => `By ${by} (not in force)`,
    theirs: 'In force',
    empty: '(empty)',
    whole: 'The whole record',
    keepTheirs: 'Keep what is in force',
    takeMine: 'Take the other value',
    reason: 'Reason',
    reasonHint: 'at least two characters; kept in the history',
    settle: 'Settle',
    record: 'Record',
    outside: 'a record outside your reach',
  },
  rejected: {
    title: 'Not accepted by the platform',
    means:
      'The platform did not accept these changes; they are still shown as written here. Correct them and send them again, or give them up.',
    none: 'Nothing was refused.',
    again: 'Send again',
    giveUp: 'Give up',
    giveUpMeans:
      'What the platform has is shown then; a record that it never had is put out of force on this PC and keeps its number.',
    reasons: {
      immutable: 'It changes what is fixed once filed',
      'append-only': 'History is only added to',
      transition: 'The state has changed; this step is no longer possible',
      invalid: 'It does not fit what the platform asks',
      missing: 'The platform does not have the record',
      deleted: 'The record was deleted at the platform',
      'no-such-conflict': 'The platform does not have this conflict any more',
      'reason-missing': 'The reason is missing',
      'actor-unknown': 'The platform does not know who decided, or somebody else sent it',
      decider:
        'Who decided had asked for it, or may not decide by the directory of the platform; somebody who may has to decide again',
      'read-only': 'Only the platform changes it',
      transaction: 'Another part of the same act was not accepted',
    },
    other: 'The platform gave no reason',
  },
  givenUp: {
    title: 'Came to nothing',
    means: 'These changes and decisions did not take effect. They are kept for reference; nothing needs to be done.',
    why: {
      'not-wanted': 'In conflict with somebody else’s change; the other value was chosen.',
      overruled:
        'A decision on a conflict that did not take effect: somebody else had decided before, or the platform was restored and has no such conflict.',
      person: 'The platform did not accept it, and somebody of the station gave it up.',
    },
    value: (field, value) => `${field}: ${value}`,
    values: (all) => all.join('; '),
    reason: (reason) => `The reason given then: ${reason}`,
    empty: '(empty)',
  },
  drafts: {
    title: 'Drafts of another PC',
    means:
      'You have drafts on another PC of the station. They are sealed under the passphrase that you log in with there; only you can open them. Give it once; from then on they open when you log in.',
    passphrase: 'Passphrase of that PC',
    open: 'Open the drafts',
    opened:
      'The passphrase is right; the drafts are being opened and will be on your home page in a moment. From now on they open when you log in here.',
  },
  carry: {
    title: 'Package of unsent work',
    means:
      'When the platform cannot be reached and this PC might fail, what only this PC has can be packed, carried to any PC of the station that reaches the platform, and handed over there. Only the platform can open a package. This PC keeps the records too; whoever delivers first, the platform takes them once. What the platform refused and nobody has settled is in it too, and can be corrected and sent again on the PC that hands it over. Drafts are in it, sealed to their author, and so are attached files that the platform does not have.',
    pack: 'Pack unsent work',
    packing: 'Packing…',
    packed: (name: string, changes: string, files: string, refused: string) =>
      `Saved as “${name}”, ${changes} changes${files === '0' ? '' : `, ${files} attached files`}${refused === '0' ? '' : ` and ${refused} that were refused`}. Carry it to a PC that reaches the platform.`,
    filesLeft: (n: string) =>
      `${n} attached files are not in it: too many to be carried at once, or damaged on this PC’s disk. They stay here and go out when the platform is reached.`,
    recordsLeft: (n: string) =>
      `${n} imported records of the systems are not in it: they go out when the platform is reached; whoever needs them at once imports the same file on another PC.`,
    partly: (saved: string, all: string) =>
      `${saved} of ${all} parts were saved. All of them have to be handed over: pack again and save every part.`,
    carry: 'Hand over a package…',
    carrying: 'Handing over…',
    carried: (pc: string, changes: string, accepted: string) =>
      `The package of “${pc}” has reached the platform: ${changes} changes, ${accepted} taken.`,
    part: (part: string, parts: string) => `This is part ${part} of ${parts}.`,
    files: (packed: string, whole: string) =>
      packed === whole
        ? `${packed} attached files, whole at the platform.`
        : `${packed} attached files, ${whole} of them whole at the platform; the rest comes with the next part.`,
    known: (n: string) => `${n} of them had arrived before and were not taken twice.`,
    conflicts: (n: string) => `${n} conflict with what others changed; both values are kept until somebody chooses.`,
    rejected: (n: string, why: readonly string[]) => `${n} were not accepted (${why.join('; ')}).`,
    refused: (n: string) =>
      `${n} that the platform refused stand in “Not accepted by the platform” here now: where the PC that they came from is still there, let whoever entered them settle them on it and give them up here; otherwise correct them here and send them again.`,
  },
  record: {
    label: 'Sync',
    states: {
      none: 'On this PC only',
      here: 'To be sent',
      sent: 'Sent, not answered',
      accepted: 'At the platform',
      conflict: 'In conflict',
      rejected: 'Not accepted',
    },
  },
}
