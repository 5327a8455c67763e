import { createHmac } from 'node:crypto'
import type { Status } from './documents.ts'

/**
 * Whether a station is in one of the rings: named, or drawn. The draw is keyed with the release's hash, so that another release begins
 * with other stations, and the platform and the station come to the same answer without asking each other.
 */
export function isInRing(status: Status, station: string): boolean {
  const draw = createHmac('sha256', Buffer.from(status.release, 'hex')).update(station, 'utf8').digest().readUInt32BE(0)
  const percentile = (draw / 2 ** 32) * 100
  return status.rings.some(({ stations, percent }) => stations.includes(station) || percentile < percent)
}
