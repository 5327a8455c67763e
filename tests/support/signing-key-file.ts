import { createPrivateKey } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import forge from 'node-forge'
import type { Identity } from '../../cli/certificates.ts'

export const KEY_PASSPHRASE = 'a passphrase'

/** A signer's key as NAME.p12, with the certificate and the authority that issued it. */
export async function writeSigningKey(folder: string, name: string, who: Identity, authority: Identity): Promise<void> {
  const key = forge.pki.privateKeyFromPem(
    createPrivateKey(who.key.export({ type: 'pkcs1', format: 'pem' }))
      .export({ type: 'pkcs1', format: 'pem' })
      .toString(),
  )
  const p12 = forge.pkcs12.toPkcs12Asn1(key, [who.certificate, authority.certificate], KEY_PASSPHRASE, {
    algorithm: 'aes256',
    count: 1000,
  })
  await writeFile(join(folder, `${name}.p12`), Buffer.from(forge.asn1.toDer(p12).getBytes(), 'binary'))
}
