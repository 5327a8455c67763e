import { AuditReceipt } from '../../../src-contract/sync/hello.ts'
import type { ReadDb, WriteDb } from '../../store/sql.ts'

// Rows of the trail under which the platform has put its signature: whoever cuts the trail off or writes it anew, its head included, cannot
// make that again.

const name = 'audit.coSigned'

/** The newest of them, as it was signed. Null: none yet, or what is stored is none. */
export function coSignedHead(db: ReadDb): AuditReceipt | null {
  const kept = db.prepare<[string], { value: string }>('SELECT value FROM settings WHERE key = ?').one(name)
  try {
    return AuditReceipt.safeParse(JSON.parse(kept?.value ?? '')).data ?? null
  } catch {
    return null
  }
}

export function keepCoSigned(tx: WriteDb, receipt: AuditReceipt): void {
  tx.prepare<[string, string], never>(
    'INSERT INTO settings (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
  ).run(name, JSON.stringify(receipt))
}

/** Whether the trail has this row. */
export function isInTrail(db: ReadDb, { seq, hash }: Pick<AuditReceipt, 'seq' | 'hash'>): boolean {
  return db.prepare<[number], { hash: string }>('SELECT hash FROM audit_log WHERE seq = ?').one(seq)?.hash === hash
}
