import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { enrol } from '../../platform/sync/enrol.ts'
import { keepEnrolment } from '../../src-core/features/sync/enrol.service.ts'
import { Platform } from '../../src-core/features/sync/transport.ts'
import type { ReplicaKey } from '../../src-core/crypto/replica-key.ts'
import { openReplica } from '../../src-core/store/open.ts'
import type { Db } from '../../src-core/store/sql.ts'
import { uuidv7 } from '../../src-core/uuid.ts'
import { CampaignPc } from '../faults/campaign/campaign-pc.ts'
import { newRequest, type TestPlatform } from '../support/platform.ts'
import { makeReplica } from '../support/test-context.ts'

export type BenchPc = {
  readonly pc: CampaignPc
  readonly db: Db
  readonly dir: string
  readonly key: ReplicaKey
  readonly calls: Platform
  close(): void
}

let request: { csr: string; key: string } | undefined

/** A PC on a real encrypted replica, enrolled at the platform. */
export async function openBenchPc(platform: TestPlatform, station: string): Promise<BenchPc> {
  const dir = mkdtempSync(join(tmpdir(), 'beatbook-bench-pc-'))
  const key = makeReplica(dir)
  const opened = openReplica({ dir, key })
  if (!opened.ok) throw new Error(opened.error.code)
  const db = opened.value
  request ??= newRequest()
  const { csr } = request
  const answer = await enrol(platform, {
    code: await platform.newCode(station),
    csr,
    deviceName: 'PC',
    appVersion: '1',
  })
  const at = new Date().toISOString()
  const { key: ownKey } = request
  db.transaction((tx) => keepEnrolment(tx, { answer, key: ownKey, deviceName: 'PC', url: platform.url }, at))
  // Accounts are not what is measured.
  db.exec('DELETE FROM sync_marks')
  const identity = { ca: answer.ca, certificate: answer.certificate, key: ownKey }
  const calls = new Platform(platform.url, identity)
  const clock = { ms: 0, nowMs: () => Date.now(), monotonicMs: () => Math.round(performance.now()) }
  const pc = new CampaignPc({ db, key, clock, calls, newId: () => uuidv7(Date.now()), station: () => station })
  return {
    pc,
    db,
    dir,
    key,
    calls,
    close: () => {
      calls.close()
      db.close()
      rmSync(dir, { recursive: true, force: true })
    },
  }
}
