import type { ErrorCode } from '../../../src-contract/errors.ts'
import type { Sentence } from '../sentence.ts'

/** Reports of an assessment. */
export const reportsErrors: Record<Extract<ErrorCode, `reports/${string}`>, Sentence> = {
  'reports/not-released': () =>
    'This assessment is not released, or a newer version is; nothing was signed. Release it first, or sign the newest version.',
  'reports/none-signed': () =>
    'No report of this assessment is signed yet, so nothing was exported. Sign the reports first.',
  'reports/missing-glyphs': () =>
    'A name has a character that the print fonts lack, so no report was made. Ask IT to add it to the fonts, or register the standard form.',
  'reports/key-unreadable': () =>
    'This file is no PKCS#12 certificate file (.p12 or .pfx), so nothing was signed. Choose your own certificate file.',
  'reports/key-passphrase': () =>
    'The passphrase of the certificate is wrong, so nothing was signed. Enter it once more.',
  'reports/key-missing': () =>
    'The file has no RSA private key with its certificate, so nothing was signed. Export it again together with the key.',
  'reports/key-weak': () =>
    'The key of the certificate has fewer than 2048 bits, which is not safe; nothing was signed. Get a new certificate.',
  'reports/key-usage': () =>
    'This certificate is not for signing, so nothing was signed. Choose the signing certificate.',
  'reports/key-early': () =>
    'The certificate is not valid yet, so nothing was signed. Check the time of this computer, or sign when it is valid.',
  'reports/key-expired': () => 'The certificate has expired, so nothing was signed. Get a new one and sign then.',
  'reports/key-other-person': () =>
    'Neither the name nor the staff number in the certificate is yours, so nothing was signed. Choose your own certificate file.',
}
