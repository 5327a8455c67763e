import { createPrivateKey, X509Certificate } from 'node:crypto'
import type { ReadDb } from '../../store/sql.ts'
import { newDeviceKey } from './device-key.ts'
import type { RunParts } from './run-parts.ts'
import { dropSetting, keepSetting, setting } from './sync.repo.ts'

const hour = 3_600_000
/** So long before its end, a PC that is off for a holiday, or a platform that is away for one, is no reason to enrol it again. */
const renewBefore = 60 * 24 * hour
/** Making a key takes a second of one processor: not with every exchange of a day on which the platform gives none. */
const againAfter = hour

/**
 * Asks for the next certificate when the end of this one is near, with a new key and under the old one. Key and certificate are kept in one
 * transaction, and the platform takes the old one until the new one was used: whatever this PC is killed in, one of both holds. Where it does
 * not come about, the exchange goes on and it is tried again.
 */
export async function renewWhenDue({ open, platform, clock, log, isOpen }: RunParts): Promise<void> {
  const { db } = open
  const old = setting(db, 'certificate')
  if (old === undefined || !isDue(db, old, clock.nowMs())) return
  db.transaction((tx) => keepSetting(tx, 'renewalTried', String(clock.nowMs())))
  const { key, csr } = await newDeviceKey()
  if (!isOpen()) return
  const answer = await platform.call('renew', { csr })
  if (!isOpen()) return
  if (!answer.ok) {
    log.info('certificate-not-renewed', { code: answer.problem.code })
    return
  }
  const { certificate } = answer.value
  if (!isNext(db, { old, certificate, key })) {
    log.error('certificate-untrue')
    return
  }
  db.transaction((tx) => {
    // Enrolled again meanwhile, it has another identity.
    if (setting(tx, 'certificate') !== old) return
    keepSetting(tx, 'key', key)
    keepSetting(tx, 'certificate', certificate)
    dropSetting(tx, 'renewalTried')
  })
  log.info('certificate-renewed')
}

/** By the platform's clock, as far as this PC has heard it. */
function isDue(db: ReadDb, pem: string, now: number): boolean {
  const until = Date.parse(new X509Certificate(pem).validTo)
  if (until - (now - Number(setting(db, 'skewMs') ?? 0)) > renewBefore) return false
  const tried = Number(setting(db, 'renewalTried') ?? Number.NEGATIVE_INFINITY)
  return Math.abs(now - tried) >= againAfter
}

/** For this PC's new key and in its own name, by the authority that it was enrolled with, and longer than the one that it has. */
function isNext(
  db: ReadDb,
  { old, certificate, key }: { readonly old: string; readonly certificate: string; readonly key: string },
): boolean {
  try {
    const [before, next] = [new X509Certificate(old), new X509Certificate(certificate)]
    const authority = new X509Certificate(setting(db, 'ca') ?? '')
    const isOwn = next.checkPrivateKey(createPrivateKey(key)) && next.subject === before.subject
    return isOwn && next.verify(authority.publicKey) && Date.parse(next.validTo) > Date.parse(before.validTo)
  } catch {
    return false
  }
}
