import { constants, createHash, sign, X509Certificate } from 'node:crypto'
import { preAuthentication, writeEnvelope } from '../../src-updates/envelope.ts'
import type { Ring, Trust } from '../../src-updates/documents.ts'
import { readTrust } from '../../src-updates/documents.ts'
import { roleUsages, type Role } from '../../src-updates/roles.ts'
import { keyHash } from '../../src-updates/signers.ts'
import type { BuildFile } from '../../src-updates/build-file.ts'
import { isoSecond } from '../../src-updates/state.ts'
import type { Build, EnvelopeSet, Station } from '../../src-updates/verify-update.ts'
import { testKey } from './key-shelf.ts'
import { AUTHORITY, issue, type Identity } from '../../cli/certificates.ts'

/** The instant at which everything in these tests is good. */
export const NOW = '2026-11-22T08:00:00Z'
export const STATION = 'PS990101'
export const STATE_KEY = Buffer.alloc(32, 7)
export const INSTALLER = Buffer.from('an installer of version 1.2.0')

/** Extensions of a signer's certificate for these roles. */
export function signerExtensions(...roles: Role[]): object[] {
  return [
    { name: 'basicConstraints', cA: false },
    { name: 'keyUsage', digitalSignature: true, critical: true },
    { name: 'extKeyUsage', ...Object.fromEntries(roles.map((role) => [roleUsages[role], true])) },
  ]
}

export type Ceremony = {
  readonly root: Identity
  readonly authority: Identity
  /** Three officers who sign trust and releases. */
  readonly officers: readonly [Identity, Identity, Identity]
  readonly online: Identity
  /** A key that nobody trusts. */
  readonly stranger: Identity
}

/** A key ceremony; the keys are made once on a machine (key-shelf.ts). */
export function holdCeremony(): Ceremony {
  const root = issue({ name: 'Release root', key: testKey('root'), extensions: AUTHORITY, serial: '01' })
  const authority = issue({
    name: 'Release CA',
    key: testKey('authority'),
    issuer: root,
    extensions: AUTHORITY,
    serial: '02',
  })
  const leaf = (name: string, serial: string, ...roles: Role[]): Identity =>
    issue({
      name,
      key: testKey(name.replace(' ', '-').toLowerCase()),
      issuer: authority,
      extensions: signerExtensions(...roles),
      serial,
    })
  return {
    root,
    authority,
    officers: [
      leaf('Signer A', '0a01', 'trust', 'release'),
      leaf('Signer B', '0a02', 'trust', 'release'),
      leaf('Signer C', '0a03', 'trust', 'release'),
    ],
    online: leaf('Feed', '0a04', 'status'),
    stranger: leaf('Stranger', '0a05', 'trust', 'release'),
  }
}

export const keyOf = ({ der }: Identity): string => keyHash(new X509Certificate(der))

/** A trust document by these signers. */
export function trustDocument(ceremony: Ceremony, changes: Record<string, unknown> = {}): Record<string, unknown> {
  const [a, b, c] = ceremony.officers
  const people = [a, b, c].flatMap((each, i) =>
    (['trust', 'release'] as const).map((role) => ({ officer: `9900${i + 1}`, role, key: keyOf(each) })),
  )
  return {
    version: 1,
    issued: '2026-10-01T00:00:00Z',
    keys: [...people, { officer: 'feed', role: 'status', key: keyOf(ceremony.online) }],
    thresholds: { trust: 2, release: 2, status: 1 },
    revoked: [],
    ...changes,
  }
}

export const asTrust = (document: Record<string, unknown>): Trust =>
  readTrust(Buffer.from(JSON.stringify(document), 'utf8'))

export function releaseDocument(changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    ...{ product: 'beatbook', platform: 'linux', arch: 'x64', channel: 'stable', seq: 12, version: '1.2.0' },
    ...{ notBefore: '2026-11-01T00:00:00Z', expires: '2027-05-01T00:00:00Z', schema: { from: 10, to: 9999 } },
    files: [fileEntry('beatbook-1.2.0-x64.tar', INSTALLER)],
    rollbackFrom: [],
    notes: { 'zh-CN': '走访列表可按日期筛选。', en: 'Visits can be filtered by date.' },
    ...changes,
  }
}

export function fileEntry(name: string, content: Uint8Array): Record<string, unknown> {
  return { name, size: content.length, sha512: createHash('sha512').update(content).digest('hex') }
}

export const everywhere: Ring = { name: 'all', stations: [], percent: 100 }

export function statusDocument(release: Uint8Array, changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    ...{ counter: 40, trust: 1, issued: '2026-11-20T00:00:00Z', expires: '2026-12-01T00:00:00Z' },
    release: createHash('sha256').update(release).digest('hex'),
    ...{ rings: [everywhere], paused: false, recalled: [] },
    ...changes,
  }
}

export type SigningChanges = {
  salt?: number
  pkcs1?: boolean
  authority?: Identity
  /** Sign this instead of what the envelope says. */
  signedAs?: Role
}

/** An envelope as the tool makes it; `changes` make it a wrong one. */
export function sealed(
  role: Role,
  document: unknown,
  signers: readonly Identity[],
  authority: Identity,
  changes: SigningChanges = {},
): Buffer {
  const text = typeof document === 'string' ? document : JSON.stringify(document)
  const payload = Buffer.from(text, 'utf8')
  const signed = preAuthentication(changes.signedAs ?? role, payload)
  const padding = changes.pkcs1
    ? { padding: constants.RSA_PKCS1_PADDING }
    : { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: changes.salt ?? 32 }
  const signatures = signers.map(({ der, key }) => ({
    leaf: der,
    authority: (changes.authority ?? authority).der,
    signature: sign('sha256', signed, { key, ...padding }),
  }))
  return Buffer.from(writeEnvelope(role, { payload, signatures }), 'utf8')
}

export type Offer = { trust: Buffer[]; release: Buffer; status: Buffer }

/** A good offer: release 12 by two officers, for every station. */
export function offerOf(
  ceremony: Ceremony,
  changes: { release?: Record<string, unknown>; status?: Record<string, unknown> } = {},
): Offer {
  const [a, b] = ceremony.officers
  const release = sealed('release', releaseDocument(changes.release), [a, b], ceremony.authority)
  return { trust: [], release, status: statusOf(ceremony, release, changes.status) }
}

export function statusOf(ceremony: Ceremony, release: Buffer, changes: Record<string, unknown> = {}): Buffer {
  return sealed('status', statusDocument(release, changes), [ceremony.online], ceremony.authority)
}

export function buildOf(ceremony: Ceremony, changes: Partial<Build> = {}): Build {
  return {
    roots: [ceremony.root.der],
    trust: asTrust(trustDocument(ceremony)),
    scope: { product: 'beatbook', platform: 'linux', arch: 'x64', channel: 'stable' },
    floor: { trust: 1, counter: 30, seq: 11, newest: Date.parse('2026-11-01T00:00:00Z') },
    ...changes,
  }
}

export function stationAt(changes: Partial<Station> = {}): Station {
  return { id: STATION, at: new Date(NOW), running: 11, database: null, state: null, stateKey: STATE_KEY, ...changes }
}

/** What is compiled into a build, as it is written in a file. */
export function buildFile(ceremony: Ceremony, trust = trustDocument(ceremony)): BuildFile {
  const { scope, floor } = buildOf(ceremony)
  return {
    roots: [ceremony.root.der.toString('base64')],
    trust,
    scope,
    floor: { ...floor, newest: isoSecond(floor.newest) },
  }
}

/** The set as the command line's `verify-update` reads it. */
export function setFile(offer: EnvelopeSet, ceremony: Ceremony, trust = trustDocument(ceremony)): string {
  const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('utf8')
  return JSON.stringify({
    build: buildFile(ceremony, trust),
    station: { id: STATION, running: 11 },
    trust: offer.trust.map(text),
    release: text(offer.release),
    status: text(offer.status),
  })
}
