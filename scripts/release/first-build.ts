import { writeFile } from 'node:fs/promises'
import { readBuild } from '../../src-updates/build-file.ts'
import type { Scope } from '../../src-updates/documents.ts'
import { leastThresholds } from '../../src-updates/roles.ts'
import { isoSecond } from '../../src-updates/state.ts'
import { feedRoles, officerRoles, readCertificate, trustedKeys } from './certificate-file.ts'
import { keyLines } from './print.ts'
import { Refusal } from './refusal.ts'

export type FirstBuildOptions = {
  readonly root: string
  /** NAME=FILE: service number of each officer, and the certificate (PEM). */
  readonly officers: readonly string[]
  /** NAME=FILE of the feed's online key. */
  readonly online: string
  readonly scope: Scope
  readonly seq: number
  readonly feed: string
  /** PEM file of the authority of the feed's TLS certificate; '' for the ones of the system. */
  readonly feedAuthority: string
  readonly out: string
  readonly at: Date
  readonly dryRun: boolean
  readonly say: (line: string) => void
}

/**
 * After the key ceremony: the file that a build takes along, with the root and the first trust document in it.
 * @throws Refusal for a certificate that is not for its role, or signers that no station would take
 */
export async function firstBuild(options: FirstBuildOptions): Promise<void> {
  const { say, at } = options
  const root = await readCertificate(options.root)
  const officers = await Promise.all(options.officers.map((each) => trustedKeys(each, officerRoles)))
  const online = await trustedKeys(options.online, feedRoles)
  const trust = {
    version: 1,
    issued: isoSecond(at.getTime()),
    keys: [...officers.flat(), ...online],
    thresholds: leastThresholds,
    revoked: [],
  }
  const floor = { trust: 1, counter: 0, seq: options.seq, newest: isoSecond(at.getTime()) }
  const build = { roots: [root.raw.toString('base64')], trust, scope: options.scope, floor }
  if (readBuild(build) === null)
    throw new Refusal(
      'No station would take these signers: three officers, each with a key of the own, and another key for the feed.',
    )
  for (const line of keyLines(trust.keys)) say(line)
  say(`root        ${root.subject.replaceAll('\n', ', ')}, valid to ${root.validTo}`)
  say(`feed        ${options.feed || 'none, discs only'}`)
  const authority = options.feedAuthority === '' ? null : await readCertificate(options.feedAuthority)
  // The platform prints the same at its start: whoever carried the file here could have changed it.
  if (authority !== null) say(`authority   ${authority.fingerprint256}`)
  if (options.dryRun) return say('dry run     nothing was written')
  const feedAuthority = authority?.toString() ?? ''
  await writeFile(options.out, `${JSON.stringify({ ...build, feed: options.feed, feedAuthority }, null, 2)}\n`)
  say(`written     ${options.out}`)
}
