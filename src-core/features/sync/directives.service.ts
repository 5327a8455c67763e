import type { Directive } from '../../../src-contract/sync/hello.ts'
import type { WriteDb } from '../../store/sql.ts'
import { isSigned } from './signature.ts'
import { keepSetting, setting } from './sync.repo.ts'

/**
 * Carries out the platform's orders, each once. One that is not signed by the platform, or is for another PC, is none. A PC that is
 * stopped or to be erased exchanges nothing any more; what it holds stays sealed in the replica.
 */
export function obey(db: WriteDb, directives: readonly Directive[], now: string): void {
  for (const directive of directives) {
    const { id, device, kind, epoch } = directive
    if (device !== setting(db, 'device') || setting(db, `directive.${id}`) !== undefined) continue
    if (!isSigned(db, 'directive', directive)) continue
    db.transaction((tx) => {
      if (kind === 'stop' || kind === 'erase') keepSetting(tx, 'stopped', kind)
      // One that this replica has come to since is not begun again: its numbers are used.
      if (kind === 'new-epoch' && epoch !== undefined && epoch > Number(setting(tx, 'epoch') ?? 1))
        beginEpoch(tx, epoch)
      // Taken with the next exchange, until it is whole.
      if (kind === 'rebootstrap') keepSetting(tx, 'snapshotAsked', id)
      keepSetting(tx, `directive.${id}`, now)
    })
  }
}

/** What is unanswered is numbered again from 1 under the new epoch. */
export function beginEpoch(tx: WriteDb, epoch: number): void {
  const waiting = tx
    .prepare<[], { epoch: number; seq: number; mutation: string }>(
      'SELECT epoch, seq, mutation FROM sync_outbox WHERE server_seq IS NULL ORDER BY epoch, seq',
    )
    .all()
  const move = tx.prepare<(string | number)[], never>(
    'UPDATE sync_outbox SET epoch = ?, seq = ?, mutation = ? WHERE epoch = ? AND seq = ?',
  )
  for (const [at, row] of waiting.entries()) {
    const mutation = JSON.stringify({ ...(JSON.parse(row.mutation) as object), seq: at + 1 })
    move.run(epoch, at + 1, mutation, row.epoch, row.seq)
  }
  keepSetting(tx, 'epoch', String(epoch))
  keepSetting(tx, 'lastSeq', String(waiting.length))
}
