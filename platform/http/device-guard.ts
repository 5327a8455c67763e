import { createHash } from 'node:crypto'
import type { PeerCertificate, TLSSocket } from 'node:tls'
import type { FastifyRequest } from 'fastify'
import type { Platform } from '../platform.ts'
import { findDeviceByCertificate, openDirectives, type DeviceRow } from '../sync/device.repo.ts'
import { deviceOf, type ShownCertificate } from '../sync/renew.ts'
import { WireError } from './wire-error.ts'

/**
 * The device behind a request, by the certificate of its connection, if it takes part in the exchange. Asked anew for every request: a
 * revocation or a quarantine holds at once, also for connections that are open.
 *
 * @throws WireError no-certificate, certificate-expired; revoked, quarantined, both with what the device is to do
 */
export async function requireDevice(platform: Platform, request: FastifyRequest): Promise<DeviceRow> {
  const device = await requireKnownDevice(platform, request)
  if (device.status === 'quarantined') throw await setApart(platform, device, 'sync/quarantined')
  return device
}

/**
 * As `requireDevice`, but in quarantine too: for greetings, whose refusal is noted with the time of the contact, and for packages of unsent
 * work, which the PC only brings and which say themselves who made them.
 *
 * @throws WireError no-certificate, certificate-expired; revoked, with what the device is to do
 */
export async function requireKnownDevice(platform: Platform, request: FastifyRequest): Promise<DeviceRow> {
  const socket = request.raw.socket as TLSSocket
  const certificate = socket.getPeerCertificate()
  if (certificate?.raw === undefined) throw new WireError('sync/no-certificate')
  const shown = shownBy(certificate)
  // Both what TLS finds by the machine's clock, and the platform's own; a session that goes on was looked at when it began.
  const isOver =
    `${socket.authorizationError}` === 'CERT_HAS_EXPIRED' || Date.parse(shown.until) < platform.now().getTime()
  if (isOver && (await findDeviceByCertificate(platform.db, shown.fingerprint)) !== undefined)
    throw new WireError('sync/certificate-expired')
  if (!socket.authorized || isOver) throw new WireError('sync/no-certificate')
  const device = await deviceOf(platform.db, shown)
  if (device === undefined) throw new WireError('sync/no-certificate')
  if (device.status === 'revoked') throw await setApart(platform, device, 'sync/revoked')
  return device
}

function shownBy(certificate: PeerCertificate): ShownCertificate {
  const { CN } = certificate.subject
  return {
    fingerprint: createHash('sha256').update(certificate.raw).digest('hex'),
    serial: certificate.serialNumber.toLowerCase(),
    until: new Date(certificate.valid_to).toISOString(),
    name: typeof CN === 'string' ? CN : '',
  }
}

async function setApart(
  platform: Platform,
  { device }: DeviceRow,
  code: 'sync/revoked' | 'sync/quarantined',
): Promise<WireError> {
  return new WireError(code, {
    directives: await openDirectives(platform.db, device),
    sealingKey: platform.keys.sealingKey,
  })
}
