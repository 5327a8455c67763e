import { X509Certificate } from 'node:crypto'
import type { Release, Status, Trust, TrustedKey } from '../../src-updates/documents.ts'
import type { Envelope } from '../../src-updates/envelope.ts'
import { isoSecond } from '../../src-updates/state.ts'

/** A release for the eyes of the officer who signs it. */
export function releaseLines(release: Release): string[] {
  return [
    `release     ${release.product} ${release.version}, sequence ${release.seq}`,
    `for         ${release.platform} ${release.arch}, channel ${release.channel}`,
    `valid       ${isoSecond(release.notBefore)} to ${isoSecond(release.expires)}`,
    `database    steps ${release.schema.from} to ${release.schema.to}`,
    ...release.files.map(
      ({ name, size, sha512 }) => `file        ${name}, ${size} bytes, SHA-512 ${sha512.slice(0, 32)}…`,
    ),
    ...(release.rollbackFrom.length > 0 ? [`way back    from ${release.rollbackFrom.join(', ')} once recalled`] : []),
    `notes       ${release.notes['zh-CN']} / ${release.notes.en}`,
  ]
}

/** @param seq of the release that it is about, where that is at hand */
export function statusLines(status: Status, seq: number | null): string[] {
  return [
    `status      counter ${status.counter}, trust ${status.trust}, ${isoSecond(status.issued)} to ${isoSecond(status.expires)}`,
    `release     ${status.release}`,
    ...status.rings.map(
      ({ name, stations, percent }) => `ring        ${name}: ${percent} %, by name: ${namesOf(stations)}`,
    ),
    `state       ${stateOf(status, seq)}`,
    ...(status.recalled.length > 0 ? [`recalled    ${status.recalled.join(', ')}`] : []),
  ]
}

function stateOf({ recalled, paused }: Status, seq: number | null): string {
  if (seq !== null && recalled.includes(seq)) return 'RECALLED, no station takes it any more'
  return paused ? 'PAUSED' : 'going out'
}

function namesOf(stations: readonly string[]): string {
  if (stations.length === 0) return 'none'
  const more = stations.length - 10
  return `${stations.slice(0, 10).join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}

export function signerLines({ signatures }: Envelope): string[] {
  return signatures.map(({ leaf }) => {
    const { subject, serialNumber, validTo } = new X509Certificate(leaf)
    return `signed by   ${subject.replaceAll('\n', ', ')}, serial ${serialNumber}, certificate valid to ${validTo}`
  })
}

export function keyLines(keys: readonly TrustedKey[]): string[] {
  return keys.map(({ role, officer, key }) => `key         ${role}: ${officer}, ${key}`)
}

export function trustLines(trust: Trust): string[] {
  return [
    `trust       version ${trust.version}, issued ${isoSecond(trust.issued)}`,
    ...keyLines(trust.keys),
    `thresholds  ${JSON.stringify(trust.thresholds)}, revoked: ${trust.revoked.join(', ') || 'none'}`,
  ]
}
