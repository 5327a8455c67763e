import { createHash, randomUUID } from 'node:crypto'
import { canonicalJson } from '../../src-domain/canonical/canonical-json.ts'
import type { Fields } from '../../src-contract/sync/protocol.ts'
import { number } from '../../src-core/features/sync/gather.service.ts'
import type { Db } from '../../src-core/store/sql.ts'
import { uuidv7 } from '../../src-core/uuid.ts'
import { staff } from '../support/test-context.ts'

/** A record of a source system as the platform makes it of what is delivered: about 400 bytes. */
export function sourceRecord(n: number): Fields {
  const payload = canonicalJson({
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
