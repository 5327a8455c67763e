import type { syncErrors as shape } from '../zh-CN/sync-errors.ts'

export const syncErrors: typeof shape = {
  'sync/not-enrolled': () =>
    'This PC is not enrolled, so nothing was exchanged; your records are on this PC. IT enrols it with a code.',
  'sync/drafts-locked': () =>
    'This is not the passphrase; the drafts of the other PC were not opened. Give the one that you log in with there.',
  'sync/address': () =>
    'The address of the platform is not one. Type it as in the notice, such as https://10.8.0.5:8443.',
  'sync/code-malformed': () => 'The enrolment code is not complete. It has 32 letters; compare it with the notice.',
  'sync/code-refused': () =>
    'The platform did not accept this code: it was used, has expired or was withdrawn. Ask its administrator for another.',
  'sync/platform-differs': () =>
    'The server at this address is not the platform that the code names; the code was not sent. Check the address; if it is right, tell the administrator at once.',
  'sync/enrolled': () => 'This PC is enrolled already; nothing was changed.',
  'sync/other-station': (v) =>
    v.has('station')
      ? `This code belongs to another station (${v.text('station')}), so the PC was not enrolled. Use your own station's code.`
      : "This code belongs to another station, so the PC was not enrolled. Use your own station's code.",
  'sync/unreachable': () =>
    'The platform cannot be reached, so nothing was exchanged; your records are on this PC and work goes on. Check the network; it is tried again by itself.',
  'sync/busy': () =>
    'The platform is busy, so not everything was exchanged; your records are on this PC. It is tried again by itself.',
  'sync/revoked': () =>
    "The platform withdrew this PC's certificate, so nothing was exchanged; your records are on this PC. Ask IT.",
  'sync/expired': () =>
    "This PC's certificate has run out, so nothing was exchanged; entry and drafts go on, and your records are on this PC. IT asks the platform's administrator for a code and enrols this PC again on the Sync page.",
  'sync/unknown-device': () =>
    "The platform does not know this PC's certificate (the platform was restored from an older backup, or this PC from before its certificate was renewed), so nothing was exchanged; entry and drafts go on, and your records are on this PC. IT asks the platform's administrator for a code and enrols this PC again on the Sync page.",
  'sync/stopped': () => 'The platform told this PC to stop exchanging; your records are on this PC. Ask IT.',
  'sync/start-over': () =>
    'The platform no longer holds what this PC exchanged with, so nothing was exchanged; your records are unchanged. Ask IT.',
  'sync/platform-behind': () =>
    'The platform has less than it told this PC before: most likely it was restored from a backup without saying so. Nothing was exchanged; entry and drafts go on, and your records are on this PC. IT asks the platform’s administrator to start it with --new-lineage as the runbook says; what it has lost is then sent again.',
  'sync/version': () =>
    "This program's version does not fit the platform's, so nothing was exchanged; your records are on this PC. IT updates it.",
  'sync/quarantined': () =>
    'The platform found other data under this PC’s identity (a copied or restored disk, most likely), so nothing was exchanged; entry and drafts go on, and your records are on this PC. IT asks the platform’s administrator for a code and enrols this PC again on the Sync page.',
  'sync/untrue': () =>
    "The platform's answer contradicts itself or is not signed, so it was not used; your records are unchanged. Tell IT.",
  'sync/refused': () =>
    'The platform did not accept the request, so nothing was exchanged; your records are on this PC. Tell IT.',
  'sync/lease-lapsed': () =>
    'This PC has not reached the platform for over three days, its clock was set back, or the platform stopped it: looking up, exporting and printing personal data is suspended; entry, drafts and due lists go on. One exchange with the platform ends this; if it cannot be reached, a code over the phone does, on the sync page.',
  'sync/lease-code-no-key': () =>
    'This PC has no key for codes yet, so none can be used; entry, drafts and due lists go on. Let it reach the platform once.',
  'sync/lease-code-slip': () =>
    'A digit of the code is wrong, so nothing was done; this counts as no try. It has 24 digits: have it read again, group by group.',
  'sync/lease-code-wait': (v) =>
    v.has('minutes')
      ? `Five wrong codes in a row, so none is taken for now. Wait ${v.number('minutes')} minutes, get a new request number and call again.`
      : 'Five wrong codes in a row, so none is taken for now. Wait a quarter of an hour, get a new request number and call again.',
  'sync/lease-code-late': () =>
    'There is no request number to which a code belongs: it was used, a day has passed, or too many codes were wrong. Get a new one and call again.',
  'sync/lease-code-wrong': () =>
    'This code is not for this PC and its request number, so nothing was done. Compare the number and have a new code made; after five wrong ones in a row you have to wait.',
  'sync/conflict-gone': () => 'Somebody has settled this conflict already; nothing was changed. Refresh to see it.',
  'sync/decide-together': () =>
    'Not every field was chosen, or fields that go together were chosen differently, so nothing was decided. Choose every field, and the same side for those that go together.',
  'sync/nothing-to-carry': (v) =>
    v.has('drafts')
      ? `Only ${v.number('drafts')} drafts exist on this PC alone, and their authors have not logged in here yet, so they cannot be sealed and nothing was packed. Let each author log in here once, then pack again.`
      : v.has('records')
        ? 'Only imported records exist on this PC alone, and a package does not hold them, so nothing was packed. They are sent once the platform is reached; if they are needed sooner, import the same file on another PC.'
        : 'There is nothing to carry: nothing unsent, nothing refused that is still open, and no file that the platform lacks. Nothing was packed and nothing needs to be done.',
  'sync/too-much-to-carry': () =>
    'This PC has more unsent work than twenty packages hold; nothing was packed, everything is kept here. Let this PC reach the platform once.',
  'sync/no-contact-yet': () =>
    'This PC has not reached the platform since it was enrolled, or put back to a backup; nothing was packed, everything is kept here. Reach the platform once, then try again.',
  'sync/package-damaged': () =>
    'This file is no package of unsent work, or it was damaged or altered; nothing of it was sent. Make it again on the PC that it came from.',
  'sync/package-foreign': () =>
    'This package belongs to another station or another platform; nothing of it was sent. Take it to a PC of its own station.',
  'sync/package-gap': () =>
    'An earlier part of this package has not arrived; nothing of it was sent. Hand over the earlier parts first, in their order.',
  'sync/package-set-aside': () =>
    'The platform has set the PC that made this package apart, or numbers it anew; nothing of it was sent and the package is unchanged. IT settles this with the platform.',
  'sync/rejected-gone': () => 'This was answered already; nothing was changed. Refresh to see it.',
}
