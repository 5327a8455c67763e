import { createHash, randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import type { EnrolmentRequest, EnrolmentResponse } from '../../src-contract/sync/enrolment.ts'
import { crockford, readCode } from '../../src-domain/sync/enrolment-code.rules.ts'
import { WireError } from '../http/wire-error.ts'
import { issueDevice } from '../keys/certificates.ts'
import type { Platform } from '../platform.ts'
import { platformId } from '../platform-id.ts'
import { keepCertificate } from './device.repo.ts'

const codeHours = 24

/**
 * A code with which one PC can enrol, once, within a day. Only its hash is kept.
 *
 * @throws WireError not-found when there is no such station
 */
export async function createEnrolmentCode(platform: Platform, station: string, by: string): Promise<string> {
  const known = await platform.db
    .selectFrom('stations')
    .select('station')
    .where('station', '=', station)
    .executeTakeFirst()
  if (known === undefined) throw new WireError('sync/not-found')
  const secret = crockford(randomBytes(10))
  const until = new Date(platform.now().getTime() + codeHours * 3_600_000)
  await platform.db
    .insertInto('enrolment_codes')
    .values({ code_hash: hashOf(secret), station, created_by: by, expires_at: until.toISOString(), used_by: null })
    .execute()
  const fingerprint = crockford(Buffer.from(platform.keys.caFingerprint, 'hex').subarray(0, 10))
  return [secret, fingerprint].map((half) => half.replace(/(.{4})(?=.)/g, '$1-')).join('-')
}

/**
 * Certificate out, for a request that came with a good code.
 *
 * @throws WireError code-refused for any code that does not do (used, late, unknown: it does not say which), invalid for a request
 *   that is not one
 */
export async function enrol(platform: Platform, request: EnrolmentRequest): Promise<EnrolmentResponse> {
  const code = readCode(request.code)
  if (code === null) throw new WireError('sync/code-refused')
  const { secret } = code
  const device = platformId(platform.now().getTime())
  const { caCertificate, caKey, caFingerprint, signingKey, lineage } = platform.keys
  return platform.db.transaction().execute(async (tx) => {
    const used = await tx
      .updateTable('enrolment_codes')
      .set({ used_at: sql`now()`, used_by: device })
      .where('code_hash', '=', hashOf(secret))
      .where('used_at', 'is', null)
      .where('expires_at', '>', platform.now().toISOString())
      .returning('station')
      .executeTakeFirst()
    if (used === undefined) throw new WireError('sync/code-refused')
    const { station } = used
    const issued = issueDevice({ certificate: caCertificate, key: caKey }, request.csr, {
      ...{ device, station },
      now: platform.now(),
    })
    if (issued === null) throw new WireError('sync/invalid')
    await tx
      .insertInto('devices')
      .values({
        device,
        station,
        name: request.deviceName,
        fingerprint: issued.fingerprint,
        serial: issued.serial,
        app_version: request.appVersion,
        certificate_until: issued.until,
      })
      .execute()
    await keepCertificate(tx, device, issued)
    const { name } = await tx
      .selectFrom('stations')
      .select('name')
      .where('station', '=', station)
      .executeTakeFirstOrThrow()
    return {
      device,
      station,
      stationName: name,
      epoch: 1,
      certificate: issued.certificate,
      ca: caCertificate,
      caFingerprint,
      signingKey,
      lineage,
      leaseKey: platform.keys.leaseKey(device),
    }
  })
}

function hashOf(secret: string): string {
  return createHash('sha256').update(`enrolment:${secret}`).digest('hex')
}
