import type { WriteDb } from '../../store/sql.ts'

/** What is written after this is another act, and goes to the platform in another transaction. Nothing where this PC is not enrolled. */
export function endAct(tx: WriteDb): void {
  tx.prepare<[], never>('UPDATE sync_switch SET txn = txn + 1 WHERE recording = 1').run()
}

/** Until it is said anew, what is written is this person's; null: nobody's, as what the program does of itself. */
export function actBy(tx: WriteDb, account: string | null): void {
  tx.prepare<[string | null], never>('UPDATE sync_switch SET account = ? WHERE recording = 1').run(account)
}
