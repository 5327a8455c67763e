import { createHash, randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Fields } from '../../src-contract/sync/protocol.ts'
import { enrol } from '../../platform/sync/enrol.ts'
import { keepEnrolment } from '../../src-core/features/sync/enrol.service.ts'
import { number } from '../../src-core/features/sync/gather.service.ts'
import { Platform } from '../../src-core/features/sync/transport.ts'
import type { ReplicaKey } from '../../src-core/crypto/replica-key.ts'
import { openReplica } from '../../src-core/store/open.ts'
import type { Db } from '../../src-core/store/sql.ts'
import { uuidv7 } from '../../src-core/uuid.ts'
import { CampaignPc } from '../faults/campaign/campaign-pc.ts'
import { newRequest, type TestPlatform } from '../support/platform.ts'
import { makeReplica, staff } from '../support/test-context.ts'

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
  const pc = new CampaignPc({ db, key, clock, calls, newId: () => uuidv7(Date.now()) })
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

/** A record of a source system as it goes over the wire: about 400 bytes. */
export function sourceRecord(n: number): Fields {
  const payload = JSON.stringify({
    name: `测试${n}`,
    phone: `129${String(n).padStart(8, '0')}`,
    address: `东渚区桂园街道桂花路${n % 300}号${n % 20}栋${n % 4}单元${n % 30}01室`,
    status: '登记',
    updatedAt: '2026-11-01T08:30:05',
  })
  const contentHash = createHash('sha256').update(payload).digest('hex')
  const time = '2026-11-01T08:30:05.000Z'
  return { system: 'JZ', nativeId: `R${n}`, sourceTime: time, receivedAt: time, contentHash, payload }
}

/** Puts records at the end of the outbox, in transactions of 100. */
export function queueRecords(db: Db, from: number, count: number): void {
  const at = new Date().toISOString()
  for (let first = from; first < from + count; first += 100) {
    const size = Math.min(100, from + count - first)
    const txn = randomUUID()
    db.transaction((tx) => {
      for (let n = first; n < first + size; n += 1) {
        const fields = Object.fromEntries(
          Object.entries(sourceRecord(n)).map(([name, value]) => [name, { base: null, value }]),
        )
        const common = { table: 'source_records', id: `JZ:R${n}`, op: 'put' as const, baseVer: 0, fields }
        number(tx, { mid: uuidv7(Date.now()), txn, txnSize: size, ...common, at, actor: staff.clerk.accountId }, at)
      }
    })
  }
}
