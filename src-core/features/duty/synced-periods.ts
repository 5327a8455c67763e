import type { Fields, FieldValue } from '../../../src-contract/sync/protocol.ts'
import type { ReadDb, WriteDb } from '../../store/sql.ts'
import { textOf, unchanged, type People, type SyncedTable } from '../sync/synced-table.ts'

/** A column of a period of duty: what it is called on the wire, and what stands in it. */
type Column = {
  readonly column: string
  readonly field: string
  readonly holds: 'account' | 'text' | 'text-or-nothing'
}

const account = (column: string, field: string): Column => ({ column, field, holds: 'account' })
const text = (column: string, field: string): Column => ({ column, field, holds: 'text' })

/** Who acts for the chief from when to when: a review that a deputy may decide is not handed up to the superior office. */
export const syncedActing = periods('acting_periods', 'acting_id', [
  account('chief_id', 'chief'),
  account('deputy_id', 'deputy'),
  text('from_date', 'from'),
  text('to_date', 'to'),
  text('reason', 'reason'),
  text('signed_at', 'signedAt'),
  { column: 'removed_at', field: 'removedAt', holds: 'text-or-nothing' },
])

/** Who covers whose beat from when to when. */
export const syncedCovers = periods('beat_covers', 'cover_id', [
  text('beat', 'beat'),
  account('covered_id', 'covered'),
  account('covering_id', 'covering'),
  text('from_date', 'from'),
  text('to_date', 'to'),
  text('created_at', 'createdAt'),
  { column: 'removed_at', field: 'removedAt', holds: 'text-or-nothing' },
])

/** Rows that one act makes and another one removes, by a mark: nothing of them is ever deleted. */
function periods(table: string, id: string, columns: readonly Column[]): SyncedTable {
  const names = columns.map(({ column }) => column)
  const marks = columns.map(() => '?').join(', ')
  return {
    name: table,
    kept: unchanged,
    wireId: (_db, rowId) => rowId,
    markId: (_db, rowId) => rowId,
    read: (db, rowId, people) => readRow(db, rowId, people),
    write(tx, rowId, fields, people) {
      const values = valuesOf(tx, fields, people)
      if (values === undefined) return 'waits'
      tx.prepare<(string | null)[], never>(
        `INSERT INTO ${table} (${id}, ${names.join(', ')}) VALUES (?, ${marks})
         ON CONFLICT (${id}) DO UPDATE SET ${names.map((name) => `${name} = excluded.${name}`).join(', ')}`,
      ).run(rowId, ...values)
      return 'shown'
    },
    remove(tx, rowId) {
      tx.prepare<[string], never>(`DELETE FROM ${table} WHERE ${id} = ?`).run(rowId)
      return true
    },
    entryOf: () => null,
  }

  function readRow(db: ReadDb, rowId: string, people: People): Fields | undefined {
    const row = db
      .prepare<[string], Record<string, string | null>>(`SELECT ${names.join(', ')} FROM ${table} WHERE ${id} = ?`)
      .one(rowId)
    if (row === undefined) return undefined
    const fields: Record<string, FieldValue> = {}
    for (const { column, field, holds } of columns) {
      const value = row[column] ?? null
      fields[field] = holds === 'account' && value !== null ? people.toWire(value) : value
    }
    return fields
  }

  /** Undefined: something is missing, or names somebody who is not known here yet. */
  function valuesOf(tx: WriteDb, fields: Fields, people: People): (string | null)[] | undefined {
    const known = tx.prepare<[string], { n: number }>('SELECT count(*) AS n FROM accounts WHERE account_id = ?')
    const values: (string | null)[] = []
    for (const { field, holds } of columns) {
      const value = textOf(fields, field)
      if (value === undefined && holds !== 'text-or-nothing') return undefined
      const own = value !== undefined && holds === 'account' ? people.toLocal(value) : value
      if (holds === 'account' && known.one(own ?? '')?.n !== 1) return undefined
      values.push(own ?? null)
    }
    return values
  }
}
