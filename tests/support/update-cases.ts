import { expect } from 'vitest'
import type { UpdateCode } from '../../src-updates/codes.ts'
import { verifyUpdate, type Build, type EnvelopeSet, type Station } from '../../src-updates/verify-update.ts'
import { issue, type Identity } from '../../cli/certificates.ts'
import {
  buildOf,
  holdCeremony,
  offerOf,
  releaseDocument,
  sealed,
  signerExtensions,
  stationAt,
  statusOf,
  type Offer,
} from './update-signing.ts'

// What the cases of docs/updates.md share: one ceremony and one good offer, from which each case differs in one thing.

export const ceremony = holdCeremony()
export const good = offerOf(ceremony)

export type Where = { build?: Partial<Build>; station?: Partial<Station> }

export const verdict = (offer: EnvelopeSet, where: Where = {}) =>
  verifyUpdate(offer, buildOf(ceremony, where.build), stationAt(where.station))

/** Refused with this code and nothing else: no offer, no state to store. */
export function refused(code: UpdateCode, offer: EnvelopeSet, where: Where = {}): void {
  expect(verdict(offer, where)).toEqual({ ok: false, code })
}

export const release = (
  signers: readonly Identity[],
  changes: Record<string, unknown> = {},
  authority = ceremony.authority,
) => sealed('release', releaseDocument(changes), signers, authority)

/** The good offer with another release, and a status that points at it. */
export const withRelease = (envelope: Buffer): Offer => ({
  ...good,
  release: envelope,
  status: statusOf(ceremony, envelope),
})
export const withStatus = (changes: Record<string, unknown>): Offer => ({
  ...good,
  status: statusOf(ceremony, good.release, changes),
})
export const withoutOfficial = (leaf: Identity, changes: Partial<Parameters<typeof issue>[0]>): Identity =>
  issue({
    name: leaf.name,
    key: leaf.key,
    issuer: ceremony.authority,
    extensions: signerExtensions('trust', 'release'),
    serial: '0b01',
    ...changes,
  })
export const asText = (envelope: Buffer): Record<string, unknown> =>
  JSON.parse(envelope.toString('utf8')) as Record<string, unknown>
export const asBytes = (envelope: unknown): Buffer => Buffer.from(JSON.stringify(envelope), 'utf8')
