import { createHash } from 'node:crypto'
import { refuse, verdictOf, type UpdateCode } from './codes.ts'
import { readRelease, readStatus, readTrust, type Release, type Scope, type Status, type Trust } from './documents.ts'
import { readEnvelope, type Envelope } from './envelope.ts'
import { isInRing } from './rings.ts'
import type { Role } from './roles.ts'
import { checkSignatures, countedAmong, countedSigners, goodSignatures, type Signer } from './signers.ts'
import { readState, writeState, type UpdateState } from './state.ts'

/** What is compiled into a build; no file on the PC and no answer of a server replaces any of it. */
export type Build = {
  /** Roots of the organisation, DER. */
  readonly roots: readonly Buffer[]
  readonly trust: Trust
  readonly scope: Scope
  /** Its own sequence number, and what was known when it was made. */
  readonly floor: UpdateState
}

/** One offer: exactly the bytes that a feed or a disc holds. */
export type EnvelopeSet = {
  /** Changes of trust after the build's, in order. */
  readonly trust: readonly Uint8Array[]
  readonly release: Uint8Array
  readonly status: Uint8Array
}

export type Station = {
  readonly id: string
  /** The PC's clock. */
  readonly at: Date
  /** Sequence number of the version that runs. */
  readonly running: number
  /** The last step of the database on this PC; null where nobody has opened it yet, or where it is not known. */
  readonly database: number | null
  /** The state file; null when there is none. */
  readonly state: string | null
  /** 32 bytes that only this station knows. */
  readonly stateKey: Uint8Array
}

export type VerifiedUpdate = {
  readonly release: Release
  readonly status: Status
  /** Who signed the release. */
  readonly signers: readonly Signer[]
  /** SHA-256 of the release envelope, hex: what the audit trail names. */
  readonly releaseHash: string
  /** To be stored now; nothing else ever is. */
  readonly nextState: string
}

/** What a clock may be off against the signer's, ms. */
const CLOCK_SLACK = 24 * 3_600_000
const MOST_TRUST_CHANGES = 64

/**
 * Decides whether an offer may be installed on this station now. Pure: it reads nothing and writes nothing; the same arguments give the
 * same answer. Called when an offer is found and once more immediately before it is installed.
 * @returns the verified offer with the state to store, or the one code that says why not; then nothing changes
 */
export function verifyUpdate(
  offer: EnvelopeSet,
  build: Build,
  station: Station,
): { ok: true; value: VerifiedUpdate } | { ok: false; code: UpdateCode } {
  return verdictOf(() => verify(offer, build, station))
}

function verify(offer: EnvelopeSet, build: Build, station: Station): VerifiedUpdate {
  const at = station.at.getTime()
  if (Number.isNaN(at)) refuse('UPD_CLOCK')
  const state = readState(station.state, station.stateKey, build.floor)
  if (at < state.newest - CLOCK_SLACK) refuse('UPD_CLOCK')

  const envelopes = readOffer(offer)
  const trust = currentTrust(envelopes.trust, build, at)
  if (trust.version < state.trust) refuse('UPD_TRUST')
  const signers = signersOf(envelopes.release, 'release', trust, build, at)
  signersOf(envelopes.status, 'status', trust, build, at)
  const release = readRelease(envelopes.release.payload)
  const status = readStatus(envelopes.status.payload)
  const releaseHash = createHash('sha256').update(offer.release).digest('hex')

  if (status.trust !== trust.version) refuse('UPD_TRUST')
  if (status.release !== releaseHash) refuse('UPD_MIX')
  if (status.counter < state.counter) refuse('UPD_ROLLBACK')
  if (status.issued > at + CLOCK_SLACK) refuse('UPD_CLOCK')
  if (at > status.expires || at > release.expires) refuse('UPD_FREEZE')
  if (!isSame(release, build.scope)) refuse('UPD_SCOPE')
  if (!takesOver(release, station.database)) refuse('UPD_SCOPE')
  if (release.seq < state.seq && !isWayBack(release, status, [station.running, state.seq])) refuse('UPD_ROLLBACK')
  if (isHeld(release, status, station.id, at)) refuse('UPD_HOLD')

  const next: UpdateState = {
    trust: trust.version,
    counter: status.counter,
    seq: Math.max(release.seq, state.seq),
    newest: Math.max(status.issued, state.newest),
  }
  return { release, status, signers, releaseHash, nextState: writeState(next, station.stateKey) }
}

type Envelopes = { readonly trust: readonly Envelope[]; readonly release: Envelope; readonly status: Envelope }

/** Form and signatures of everything first, which is quick: what is damaged ends here, before any chain is built. */
function readOffer(offer: EnvelopeSet): Envelopes {
  if (offer.trust.length > MOST_TRUST_CHANGES) refuse('UPD_LIMIT')
  const envelopes = {
    trust: offer.trust.map((bytes) => readEnvelope(bytes, 'trust')),
    release: readEnvelope(offer.release, 'release'),
    status: readEnvelope(offer.status, 'status'),
  }
  for (const envelope of envelopes.trust) checkSignatures(envelope, 'trust')
  checkSignatures(envelopes.release, 'release')
  checkSignatures(envelopes.status, 'status')
  return envelopes
}

/**
 * Follows the changes of trust from the one in the build, one version at a time, each signed by enough of the old and of the new signers.
 * Certificates are judged at the instant at which the change was issued: a station that was away for 400 days meets signers whose
 * certificates have run out since.
 */
function currentTrust(changes: readonly Envelope[], build: Build, at: number): Trust {
  let current = build.trust
  for (const envelope of changes) {
    const next = readTrust(envelope.payload)
    if (next.version !== current.version + 1) refuse('UPD_TRUST')
    if (next.issued < current.issued || next.issued > at + CLOCK_SLACK) refuse('UPD_CLOCK')
    const signatures = goodSignatures(envelope, 'trust', build.roots, next.issued)
    for (const side of [current, next])
      if (!verdictOf(() => countedAmong(signatures, 'trust', side)).ok) refuse('UPD_TRUST')
    current = next
  }
  return current
}

function signersOf(envelope: Envelope, role: Role, trust: Trust, build: Build, at: number): readonly Signer[] {
  return countedSigners(goodSignatures(envelope, role, build.roots, at), role, trust)
}

function isSame(release: Release, scope: Scope): boolean {
  return (['product', 'platform', 'arch', 'channel'] as const).every((key) => release[key] === scope[key])
}

/** A program that cannot open the database of this PC must not come here, neither an older one nor one that has left its step behind. */
function takesOver({ schema }: Release, database: number | null): boolean {
  return database === null || (database >= schema.from && database <= schema.to)
}

/**
 * Down only from a version that was recalled, and only to a release whose signers allowed it: on a station that runs that version, that has
 * only seen it, and that has gone back already.
 */
function isWayBack({ rollbackFrom }: Release, { recalled }: Status, from: readonly number[]): boolean {
  return from.some((seq) => recalled.includes(seq) && rollbackFrom.includes(seq))
}

function isHeld(release: Release, status: Status, station: string, at: number): boolean {
  return status.paused || status.recalled.includes(release.seq) || at < release.notBefore || !isInRing(status, station)
}
