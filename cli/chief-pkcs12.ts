import type { KeyObject } from 'node:crypto'
import forge from 'node-forge'
import { issue, type Identity } from './certificates.ts'

const forChief = [
  { name: 'basicConstraints', cA: false },
  { name: 'keyUsage', digitalSignature: true, nonRepudiation: true, critical: true },
]

/** A PKCS#12 file as a chief has it, made on the spot. `name` is the organisation and `person` the common name. */
export function chiefPkcs12(options: {
  key: KeyObject
  issuer: Identity
  person: string
  passphrase: string
  from?: string
  to?: string
  extensions?: readonly object[]
  otherKey?: KeyObject
  organisation?: string
}): Uint8Array {
  const { key, issuer, person, passphrase, from, to } = options
  const extensions = options.extensions ?? forChief
  const own = issue({
    name: options.organisation ?? 'x',
    key,
    issuer,
    extensions,
    person,
    ...(from ? { from } : {}),
    ...(to ? { to } : {}),
  })
  const pem = (options.otherKey ?? key).export({ type: 'pkcs1', format: 'pem' }).toString()
  const asn1 = forge.pkcs12.toPkcs12Asn1(
    forge.pki.privateKeyFromPem(pem),
    [own.certificate, issuer.certificate],
    passphrase,
    { algorithm: 'aes256', count: 2048 },
  )
  return Buffer.from(forge.asn1.toDer(asn1).getBytes(), 'binary')
}
