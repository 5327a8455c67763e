import { constants, sign, X509Certificate } from 'node:crypto'
import { preAuthentication, writeEnvelope, type Envelope } from '../../src-updates/envelope.ts'
import type { Role } from '../../src-updates/roles.ts'
import { keyHash } from '../../src-updates/signers.ts'
import { Refusal } from './refusal.ts'
import type { SigningKey } from './signing-key.ts'

/** An envelope with one more signature. @throws Refusal when this key has signed it already */
export function addSignature(role: Role, envelope: Envelope, signer: SigningKey): Envelope {
  const own = keyHash(signer.certificate)
  if (envelope.signatures.some(({ leaf }) => keyHash(new X509Certificate(leaf)) === own))
    throw new Refusal('This key has signed it already; the other officer has to countersign.')
  const signature = sign('sha256', preAuthentication(role, envelope.payload), {
    key: signer.key,
    padding: constants.RSA_PKCS1_PSS_PADDING,
    saltLength: 32,
  })
  const { leaf, authority } = signer
  return { ...envelope, signatures: [...envelope.signatures, { leaf, authority, signature }] }
}

export function sealedBytes(role: Role, envelope: Envelope): Buffer {
  return Buffer.from(writeEnvelope(role, envelope), 'utf8')
}
