import type { Text } from '../zh-CN.ts'

/** Reports of an assessment: print, sign, export. */
export const reports: Text['reports'] = {
  open: 'Reports',
  title: (period) => `Reports ${period}`,
  printOwn: 'Print the report',
  pdf: (name) => `Report ${name}`,
  station: 'Station report',
  number: 'Staff number',
  name: 'Name',
  state: 'Signature',
  unsigned: 'Not signed',
  signedAt: (at, by) => `${at} ${by}`,
  print: 'View and print',
  counts: (signed, all) => `${all} reports, ${signed} signed.`,
  means:
    'The signature is a CMS signature of the certificate (not PAdES with long-term validation). Signed reports are kept encrypted and never change.',
  notYet: 'Reports are signed after the release; before it, prints are previews.',
  choose: 'Choose the certificate file…',
  file: (name) => `Certificate file: ${name}`,
  passphrase: 'Passphrase of the certificate',
  sign: 'Sign all',
  signing: 'Signing',
  signed: (signed, left) =>
    left === 0 ? `${signed} reports signed.` : `${signed} signed, ${left} left. “Sign all” goes on from here.`,
  bundle: 'Export the signed reports',
  saved: (name, count) => `${count} reports saved to ${name}`,
}
