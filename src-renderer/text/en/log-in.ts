import type { logIn as zh } from '../zh-CN/log-in.ts'

export const productName: string = 'Beatbook'

export const logIn: typeof zh = {
  title: 'Log in',
  login: 'User name',
  passphrase: 'Passphrase',
  submit: 'Log in',
  submitting: 'Checking…',
  forgotten: 'Passphrase forgotten or keys unusable: recover with both key holders',
  basicText: 'The system of this PC does not protect keys; your passphrase alone protects the data. Use a long one.',
  lockedFor: (time: string, until: string) =>
    `Too many failed log-ins. Logging in is possible again in ${time} (at ${until}).`,
  lockEnds: 'The lock is over; you can log in again.',
  resume: (name: string) => `The drafts and the page of ${name} are kept; log in to go on.`,
  show: 'Show passphrase',
}
