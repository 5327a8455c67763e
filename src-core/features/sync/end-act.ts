import type { WriteDb } from '../../store/sql.ts'

/** What is written after this is another act, and goes to the platform in another transaction. Nothing where this PC is not enrolled. */
export function endAct(tx: WriteDb): void {
  tx.prepare<[], never>('UPDATE sync_switch SET txn = txn + 1 WHERE recording = 1').run()
}
