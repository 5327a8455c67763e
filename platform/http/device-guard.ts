import { createHash } from 'node:crypto'
import type { TLSSocket } from 'node:tls'
import type { FastifyRequest } from 'fastify'
import type { Platform } from '../platform.ts'
import { findDeviceByCertificate, openDirectives, type DeviceRow } from '../sync/device.repo.ts'
import { WireError } from './wire-error.ts'

/**
 * The device behind a request, by the certificate of its connection. Asked anew for every request: a revocation holds at once, also
 * for connections that are open.
 *
 * @throws WireError no-certificate; revoked, with what the device is to do
 */
export async function requireDevice(platform: Platform, request: FastifyRequest): Promise<DeviceRow> {
  const socket = request.raw.socket as TLSSocket
  const certificate = socket.getPeerCertificate()
  if (!socket.authorized || certificate?.raw === undefined) throw new WireError('sync/no-certificate')
  const device = await findDeviceByCertificate(platform.db, createHash('sha256').update(certificate.raw).digest('hex'))
  if (device === undefined) throw new WireError('sync/no-certificate')
  if (device.status === 'revoked')
    throw new WireError('sync/revoked', {
      directives: await openDirectives(platform.db, device.device),
      sealingKey: platform.keys.sealingKey,
    })
  return device
}
