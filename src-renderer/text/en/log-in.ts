import type { logIn as zh } from '../zh-CN/log-in.ts'

export const productName: string = 'Beatbook'

export const logIn: typeof zh = {
  title: 'Log in',
  login: 'User name',
  passphrase: 'Passphrase',
  submit: 'Log in',
  finishing: 'Checking, and putting the new key in place…',
  submitting: 'Checking…',
  forgotten: 'Passphrase forgotten or keys unusable: recover with both key holders',
  basicText: 'The system of this PC does not protect keys; your passphrase alone protects the data. Use a long one.',
  lockedFor: (time: string, until: string) =>
    `Too many failed log-ins. Logging in is possible again in ${time} (at ${until}).`,
  keyChange:
    'The data key of this PC is being replaced: this log-in finishes it and takes longer. Leave the PC on; nothing is lost if it is cut off.',
  lockEnds: 'The lock is over; you can log in again.',
  resume: (name: string) => `The drafts and the page of ${name} are kept; log in to go on.`,
  show: 'Show passphrase',
  first: {
    open: 'First log-in: no passphrase on this PC yet, and a code from IT or the chief',
    title: 'First log-in',
    means: 'The code counts once. From then on you log in with your own passphrase.',
    code: 'Code',
    next: 'Your own passphrase',
    again: 'The passphrase once more',
    differ: 'The two passphrases differ, so nobody was logged in. Type them again.',
    back: 'Back to log-in',
  },
  ended: {
    stopped: (name: string) =>
      `The platform’s directory has ended the account of ${name}, who was logged out; what was being typed is kept as a draft. Ask IT or the platform’s administrator if this is unexpected.`,
    role: (name: string) =>
      `The platform’s directory has given ${name} another role and logged them out; what was being typed is kept as a draft. Log in again to work in the new role.`,
  },
}
