import { readFile, writeFile } from 'node:fs/promises'
import { verdictOf } from '../../src-updates/codes.ts'
import { readTrust, type Trust } from '../../src-updates/documents.ts'
import { readEnvelope } from '../../src-updates/envelope.ts'
import { keyHash } from '../../src-updates/signers.ts'
import { isoSecond } from '../../src-updates/state.ts'
import { buildIn } from './build-file.ts'
import { feedRoles, officerRoles, readCertificate, trustedKeys } from './certificate-file.ts'
import { trustLines } from './print.ts'
import { Refusal } from './refusal.ts'

export type NextTrustOptions = {
  /** The last trust: the envelope `trust-N.json`, or the build file while there was no change yet. */
  readonly last: string
  /** Certificates (PEM) whose keys count no longer. */
  readonly without: readonly string[]
  /** NAME=FILE of officers who are new or have a new key. */
  readonly officers: readonly string[]
  /** NAME=FILE of the feed's new key. */
  readonly online: readonly string[]
  readonly out: string
  readonly at: Date
  readonly dryRun: boolean
  readonly say: (line: string) => void
}

/**
 * Trust N+1 from trust N, for the signers to sign: keys out, with their certificates revoked, and keys in.
 * @throws Refusal for a key that is not in the last one, one that is in already, or signers that no station would take
 */
export async function nextTrust(options: NextTrustOptions): Promise<void> {
  const { at, say } = options
  const last = await lastTrust(options.last)
  if (at.getTime() <= last.issued)
    throw new Refusal(`The clock of this PC is before ${isoSecond(last.issued)}, when the last trust was written.`)
  const gone = await Promise.all(options.without.map((file) => leaving(file, last)))
  const added = [
    ...(await Promise.all(options.officers.map((each) => trustedKeys(each, officerRoles)))),
    ...(await Promise.all(options.online.map((each) => trustedKeys(each, feedRoles)))),
  ].flat()
  if (gone.length + added.length === 0)
    throw new Refusal('Nothing would change; name a certificate with --without, --officers or --online.')
  const keys = new Set(gone.map(({ key }) => key))
  const document = {
    version: last.version + 1,
    issued: isoSecond(at.getTime()),
    keys: [...last.keys.filter(({ key }) => !keys.has(key)), ...added],
    thresholds: last.thresholds,
    revoked: [...new Set([...last.revoked, ...gone.map(({ serial }) => serial)])],
  }
  const read = verdictOf(() => readTrust(Buffer.from(JSON.stringify(document), 'utf8')))
  if (!read.ok)
    throw new Refusal(
      'No station would take these signers: at least two officers and a key of the feed have to be left, and no key may be there twice.',
    )
  for (const line of trustLines(read.value)) say(line)
  if (options.dryRun) return say('dry run     nothing was written')
  await writeFile(options.out, `${JSON.stringify(document, null, 2)}\n`)
  say(`written     ${options.out}`)
}

async function leaving(file: string, last: Trust): Promise<{ key: string; serial: string }> {
  const certificate = await readCertificate(file)
  const key = keyHash(certificate)
  if (last.keys.some((each) => each.key === key)) return { key, serial: certificate.serialNumber }
  throw new Refusal(`The key of ${file} is not in trust ${last.version}; is it the right certificate?`)
}

async function lastTrust(path: string): Promise<Trust> {
  const bytes = await readFile(path)
  const envelope = verdictOf(() => readTrust(readEnvelope(bytes, 'trust').payload))
  if (envelope.ok) return envelope.value
  const build = buildIn(bytes.toString('utf8'))
  if (build === null) throw new Refusal(`${path} is neither a signed trust document nor the file of a build.`)
  return build.trust
}
