import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import forge from 'node-forge'
import { roleUsages, type Role } from '../../src-updates/roles.ts'
import type { Passphrase } from './passphrase.ts'
import { Refusal } from './refusal.ts'

export type SigningKey = {
  readonly key: KeyObject
  readonly certificate: X509Certificate
  /** DER of the signer's certificate and of the release CA that issued it. */
  readonly leaf: Buffer
  readonly authority: Buffer
}

/**
 * Opens a signer's PKCS#12 file (key, certificate and release CA).
 * @throws Refusal when it does not open, has expired or is not for this role
 */
export async function openSigningKey(path: string, passphrase: Passphrase, role: Role, at: Date): Promise<SigningKey> {
  const file = await readFile(path).catch(() => {
    throw new Refusal(`The key file ${path} cannot be read.`)
  })
  const opened = open(file, await passphrase(path))
  const certificate = new X509Certificate(opened.leaf)
  if (Date.parse(certificate.validTo) < at.getTime() || Date.parse(certificate.validFrom) > at.getTime())
    throw new Refusal(
      `The certificate in ${path} is valid from ${certificate.validFrom} to ${certificate.validTo}, not now.`,
    )
  if (!(certificate.keyUsage ?? []).includes(roleUsages[role]))
    throw new Refusal(`The certificate in ${path} is not for signing a ${role} document.`)
  return { ...opened, certificate }
}

function open(file: Buffer, passphrase: string): Omit<SigningKey, 'certificate'> {
  try {
    const asn1 = forge.asn1.fromDer(forge.util.createBuffer(file.toString('binary')))
    const store = forge.pkcs12.pkcs12FromAsn1(asn1, passphrase)
    const { pkcs8ShroudedKeyBag, certBag } = forge.pki.oids as Record<string, string>
    const keyBag = store.getBags({ bagType: pkcs8ShroudedKeyBag as string })[pkcs8ShroudedKeyBag as string]?.[0]
    const certificates = (store.getBags({ bagType: certBag as string })[certBag as string] ?? []).map((bag) =>
      Buffer.from(
        forge.asn1.toDer(forge.pki.certificateToAsn1(bag.cert as forge.pki.Certificate)).getBytes(),
        'binary',
      ),
    )
    const key = createPrivateKey(forge.pki.privateKeyToPem(keyBag?.key as forge.pki.PrivateKey))
    const leaf = certificates.find((der) => new X509Certificate(der).checkPrivateKey(key))
    const authority = certificates.find(
      (der) => leaf && der !== leaf && new X509Certificate(leaf).checkIssued(new X509Certificate(der)),
    )
    if (leaf && authority) return { key, leaf, authority }
  } catch {
    // A wrong passphrase and a damaged file look alike to the format.
  }
  throw new Refusal(
    'The key file does not open with this passphrase, or lacks the key, its certificate or the release CA.',
  )
}
