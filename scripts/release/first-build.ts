import { X509Certificate } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { readBuild } from '../../src-updates/build-file.ts'
import type { Scope } from '../../src-updates/documents.ts'
import { leastThresholds, roleUsages, type Role } from '../../src-updates/roles.ts'
import { keyHash } from '../../src-updates/signers.ts'
import { isoSecond } from '../../src-updates/state.ts'
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
  const root = await certificate(options.root)
  const officers = await Promise.all(options.officers.map((each) => keysOf(each, ['trust', 'release'])))
  const online = await keysOf(options.online, ['status'])
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
  for (const key of trust.keys) say(`key         ${key.role}: ${key.officer}, ${key.key.slice(0, 16)}…`)
  say(`root        ${root.subject.replaceAll('\n', ', ')}, valid to ${root.validTo}`)
  say(`feed        ${options.feed || 'none, discs only'}`)
  if (options.dryRun) return say('dry run     nothing was written')
  const feedAuthority = options.feedAuthority === '' ? '' : await readFile(options.feedAuthority, 'utf8')
  await writeFile(options.out, `${JSON.stringify({ ...build, feed: options.feed, feedAuthority }, null, 2)}\n`)
  say(`written     ${options.out}`)
}

async function keysOf(given: string, roles: readonly Role[]) {
  const [officer = '', file = ''] = given.split('=')
  const leaf = await certificate(file)
  const missing = roles.find((role) => !(leaf.keyUsage ?? []).includes(roleUsages[role]))
  if (missing !== undefined) throw new Refusal(`The certificate ${file} is not for signing a ${missing} document.`)
  return roles.map((role) => ({ officer, role, key: keyHash(leaf) }))
}

async function certificate(file: string): Promise<X509Certificate> {
  try {
    return new X509Certificate(await readFile(file))
  } catch {
    throw new Refusal(`The certificate ${file || '(none named)'} cannot be read.`)
  }
}
