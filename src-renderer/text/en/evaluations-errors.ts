import type { ErrorCode } from '../../../src-contract/errors.ts'
import type { Sentence } from '../sentence.ts'

const tp01: Readonly<Record<string, string>> = {
  'too-large': 'the manifest is too large',
  shape: 'the manifest is not in the agreed form',
  certificate: 'a certificate cannot be read',
  algorithm: 'a certificate’s algorithm or key is too weak',
  authority: 'the issuer may not issue certificates',
  usage: 'the certificate is not for signing documents',
  chain: 'the certificate does not come from an authority that is registered here',
  expired: 'a certificate is not valid now',
  revoked: 'the certificate was revoked',
  signature: 'the signature does not fit the content',
  agency: 'the signer is not the agency that the manifest names',
  checksum: 'the data file is not the one in the manifest; it may have been changed',
  rows: 'the number of rows is not the manifest’s',
  survey: 'the manifest is of another survey',
  'agency-other': 'the manifest’s agency is not the one of this survey',
  sample: 'the manifest’s sample is not the one that the station drew',
}

/** Third-party evaluation. */
export const evaluationsErrors: Record<Extract<ErrorCode, `evaluations/${string}`>, Sentence> = {
  'evaluations/gone': () => 'There is no such survey or file; it may have been withdrawn. Refresh the page.',
  'evaluations/prepared': () =>
    'The invitations of this period have been drawn and cannot be drawn again. Export the existing list.',
  'evaluations/nobody-to-invite': () =>
    'The period has no visits, disputes or services to invite anybody from; nothing was drawn. Check the period.',
  'evaluations/tp01': (v) =>
    `TP01: ${tp01[v.text('problem')] ?? 'the signature was not accepted'}; nothing was imported. Ask the agency to send it again.`,
  'evaluations/jsonl': (v) =>
    `Line ${v.number('row')} is not one JSON object, or a key occurs twice; nothing was imported. Ask the agency to correct it.`,
  'evaluations/long': (v) => `The file has more than ${v.number('max')} rows and was not read. Import it in parts.`,
  'evaluations/empty': () => 'The file has no data rows; nothing was imported. Check the file.',
  'evaluations/mapping': () =>
    'The columns do not fit: a field is named twice, or a column is not in the file. Choose again.',
  'evaluations/changed-while-read': () =>
    'The file changed while it was read; nothing was imported. Close other programs that have it open and try again.',
  'evaluations/preview-stale': () => 'Things changed since you looked; nothing was imported. Choose the file again.',
  'evaluations/refused': () =>
    'The file lacks a needed column or holds personal data; nothing was imported. Ask the agency to correct it.',
  'evaluations/nothing-usable': () =>
    'No answer of the file can be imported; nothing was. Ask the agency to correct it by the reasons listed.',
  'evaluations/document-missing': () =>
    'A file without a signed manifest needs its document number, by which the superior office confirms it; nothing was imported. Enter it.',
  'evaluations/not-waiting': () => 'This file has been imported; nothing was changed.',
  'evaluations/not-the-same': () =>
    'Document number or checksum differ from the imported file; it was not confirmed. Compare with the office’s own copy.',
  'evaluations/nothing-rejected': () => 'This file has no rejected rows.',
  'evaluations/case-gone': () => 'There is no such call-back. Refresh the page.',
  'evaluations/case-closed': () => 'This call-back is closed; nothing was changed.',
  'evaluations/own-case': () =>
    'This call-back is about your own work and cannot be yours; nothing was saved. Somebody else has to call.',
}

/** Issuing authorities. */
export const authoritiesErrors: Record<Extract<ErrorCode, `authorities/${string}`>, Sentence> = {
  'authorities/gone': () => 'There is no such root certificate; it may have been removed. Refresh the page.',
  'authorities/not-a-root': () =>
    'The file is not one self-signed root certificate; it was not registered. Choose the root that the authority published (PEM or DER).',
  'authorities/weak': () =>
    'A root has to be RSA of 3072 bits or more, signed with SHA-256 or better; it was not registered. Ask the authority for a new one.',
  'authorities/dates': () =>
    'The root certificate is not valid now; it was not registered. Check the computer’s clock or ask for a new one.',
  'authorities/known': () => 'This root certificate is registered.',
  'authorities/confirmed': () => 'This root certificate is confirmed.',
}
