import type { networkErrors as shape } from '../zh-CN/network-errors.ts'

export const networkErrors: typeof shape = {
  'network/proxy-address': () =>
    'The address of the proxy is not one; nothing was saved. Write host and port, such as 10.8.0.1:3128, or https://host:port for a proxy that uses TLS itself.',
  'network/proxy-exclusion': (v) =>
    `Line ${v.number('number')} of what goes past the proxy is not understood; nothing was saved. Write names, *.names, addresses or networks such as 10.0.0.0/8, one a line.`,
  'network/proxy-user': () =>
    'A user name at the proxy has no colon, and a passphrase needs a user name; nothing was saved.',
  'network/certificate-unreadable': () =>
    'No certificate can be read from this; nothing was added. Choose a file in PEM format (it begins with -----BEGIN CERTIFICATE-----).',
  'network/certificate-several': () =>
    'The file has more than one certificate; none was added. Add them one by one, so that each fingerprint can be compared.',
  'network/certificate-key': () =>
    'The file has a private key in it and was not read. An authority is added without its key: keep that file safe, and choose one with the certificate only.',
  'network/certificate-no-authority': () =>
    'This is the certificate of a server or a person and not of an authority (CA); it was not added. Ask whoever issued it for the authority.',
  'network/certificate-expired': () =>
    'This authority has expired; it was not added. Ask for the new one; if the clock of this PC is wrong, set it first.',
  'network/certificate-weak': () =>
    'This authority uses an algorithm that is too weak (SHA-1, MD5, RSA below 2048 bits); it was not added. Ask for the new one.',
  'network/certificate-held': () => 'This authority is in the list already.',
  'network/certificate-most': () => 'There can be 20 authorities; it was not added. Remove one that is not used.',
  'network/certificate-gone': () => 'This authority is not in the list any more. Look again.',
}
