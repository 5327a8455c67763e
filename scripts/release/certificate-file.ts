import { X509Certificate } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { TrustedKey } from '../../src-updates/documents.ts'
import { roleUsages, type Role } from '../../src-updates/roles.ts'
import { keyHash } from '../../src-updates/signers.ts'
import { Refusal } from './refusal.ts'

export const officerRoles: readonly Role[] = ['trust', 'release']
export const feedRoles: readonly Role[] = ['status']

/** @throws Refusal for a file that is no certificate */
export async function readCertificate(file: string): Promise<X509Certificate> {
  try {
    return new X509Certificate(await readFile(file))
  } catch {
    throw new Refusal(`The certificate ${file || '(none named)'} cannot be read.`)
  }
}

/**
 * What a trust document says of one signer.
 * @param given NAME=FILE: the service number (of the feed: a name) and the certificate (PEM)
 * @throws Refusal for a certificate that is not for these roles
 */
export async function trustedKeys(given: string, roles: readonly Role[]): Promise<TrustedKey[]> {
  const [officer = '', file = ''] = given.split('=')
  const leaf = await readCertificate(file)
  const missing = roles.find((role) => !(leaf.keyUsage ?? []).includes(roleUsages[role]))
  if (missing !== undefined) throw new Refusal(`The certificate ${file} is not for signing a ${missing} document.`)
  return roles.map((role) => ({ officer, role, key: keyHash(leaf) }))
}
