import { valuesOf } from '../../../src-domain/sync/merge.rules.ts'
import { changesOf } from '../../../src-domain/sync/overlay.rules.ts'
import type { Fields } from '../../../src-contract/sync/protocol.ts'
import type { WriteDb } from '../../store/sql.ts'
import { sendRaw, type Restoration } from './regain.service.ts'
import { workOutbox } from './regained.repo.ts'
import { fieldsOf, mutationOf } from './row-view.ts'
import { findRow, setting, type RowRecord } from './sync.repo.ts'
import { textOf } from './synced-table.ts'

const decision = ['status', 'choice', 'reason', 'decided', 'resolvedBy', 'resolvedAt'] as const

/**
 * The platform has lost a conflict that was decided, and whoever made the change in question was back first: it is in conflict again, under
 * another name. What was decided then is told about that one too; otherwise a person would be asked once more, about a value that
 * has come with the decision and may have been changed since.
 */
export function decideNamesakes(tx: WriteDb, restoration: Restoration): void {
  const lineage = setting(tx, 'restored')
  const openOnes = tx.prepare<[string, string, string, string], RowRecord>(
    `SELECT * FROM sync_rows WHERE tbl = 'conflicts' AND row_id <> ? AND json_extract(fields, '$.status') = 'open'
       AND json_extract(fields, '$.txn') = ? AND json_extract(fields, '$.row') = ? AND json_extract(fields, '$.table') = ?`,
  )
  for (const mutation of workOutbox(tx).map(mutationOf)) {
    if (mutation.table !== 'conflicts' || mutation.restored !== lineage) continue
    const said: Fields = { ...fieldsOf(findRow(tx, 'conflicts', mutation.id)), ...valuesOf(mutation) }
    const [txn = '', row = '', table = ''] = ['txn', 'row', 'table'].map((name) => textOf(said, name))
    if (said['status'] !== 'resolved' || txn === '') continue
    const decided = Object.fromEntries(decision.map((name) => [name, said[name] ?? null]))
    for (const { row_id: id, ver, fields } of openOnes.all(mutation.id, txn, row, table)) {
      const open = fieldsOf({ fields }) ?? {}
      sendRaw(tx, { table: 'conflicts', id }, changesOf(open, { ...open, ...decided }), ver, restoration)
    }
  }
}
