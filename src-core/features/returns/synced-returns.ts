import { z } from 'zod'
import { Binding } from '../../../src-contract/features/returns.shapes.ts'
import { RowId, type Fields } from '../../../src-contract/sync/protocol.ts'
import type { ReadDb, SqlValue, WriteDb } from '../../store/sql.ts'
import { account, column, plainRows, text } from '../sync/plain-rows.ts'
import { addMark } from '../sync/own-marks.ts'
import { nullable, textOf, type SyncedTable } from '../sync/synced-table.ts'
import { findReturn } from './returns.repo.ts'

const plain = plainRows({
  name: 'returns',
  id: 'return_id',
  columns: [
    text('name', 'name'),
    text('issuer', 'issuer'),
    text('period_kind', 'periodKind'),
    column('due_days', 'dueDays', 'count-or-nothing'),
    text('starts_with', 'startsWith'),
    column('active', 'active', 'count-or-nothing'),
    account('account_id', 'actor'),
    text('created_at', 'createdAt'),
  ],
})

/**
 * Returns: name, issuer, periods and due days. Two PCs that each made one of the same name: the one that was made first stays, the other
 * one ends; its bindings and what was sent on it can still be seen.
 */
export const syncedReturns: SyncedTable = {
  ...plain,
  write(tx, id, fields, people) {
    const before = findReturn(tx, id)
    const shown = plain.write(tx, id, fields, people)
    // One that somebody took up again on purpose is left alone.
    if (shown === 'shown' && before?.name !== textOf(fields, 'name')) endTwins(tx, id)
    return shown
  },
  // Forms, bindings and submissions refer to it.
  remove: () => false,
}

function endTwins(tx: WriteDb, id: string): void {
  const twins = tx
    .prepare<[string], { return_id: string; created_at: string }>(
      `SELECT return_id, created_at FROM returns
       WHERE active = 1 AND name = (SELECT name FROM returns WHERE return_id = ?) ORDER BY created_at, return_id`,
    )
    .all(id)
  for (const twin of twins.slice(1)) {
    tx.prepare<[string], never>('UPDATE returns SET active = 0 WHERE return_id = ?').run(twin.return_id)
    addMark(tx, 'returns', twin.return_id, twin.created_at)
  }
}

const kept: ReadonlySet<string> = new Set(['actor', 'at'])

type BindingRow = {
  return_id: string
  sheet: string
  cell: string
  binding: string | null
  account_id: string
  at: string
}

/** What a cell is bound to: one row for each cell, with nothing in it once the cell was freed. */
export const syncedReturnBindings: SyncedTable = {
  name: 'return_bindings',
  kept,
  // A sheet can have a name that no row of the wire can have.
  wireId: (_db, id) => (RowId.safeParse(id).success ? id : undefined),
  markId: (_db, id) => id,
  read(db, id, people) {
    const row = bindingRow(db, id)
    if (row === undefined) return undefined
    const { return_id, sheet, cell, binding, at } = row
    return { return: return_id, sheet, cell, binding, actor: people.toWire(row.account_id), at }
  },
  write(tx, id, fields, people) {
    const [returnId, sheet, cell, at] = ['return', 'sheet', 'cell', 'at'].map((name) => textOf(fields, name))
    const accountId = people.toLocal(textOf(fields, 'actor') ?? '')
    const binding = nullable(fields, 'binding')
    if (!returnId || !sheet || !cell || !at || bindingId(returnId, cell, sheet) !== id) return 'waits'
    // Of a later version of this program.
    if (binding !== null && !isBinding(binding)) return 'waits'
    if (findReturn(tx, returnId) === undefined || !has(tx, 'accounts', 'account_id', accountId)) return 'waits'
    tx.prepare<SqlValue[], never>(
      `INSERT INTO return_bindings (return_id, sheet, cell, binding, account_id, at) VALUES (?, ?, ?, ?, ?, ?)
       ON CONFLICT (return_id, sheet, cell) DO UPDATE SET binding = excluded.binding, account_id = excluded.account_id, at = excluded.at`,
    ).run(returnId, sheet, cell, binding, accountId, at)
    // Whoever is binding here has not seen it.
    tx.prepare<[string], never>('UPDATE returns SET revision = revision + 1 WHERE return_id = ?').run(returnId)
    return 'shown'
  },
  remove: () => false,
  entryOf: () => null,
}

function bindingId(returnId: string, cell: string, sheet: string): string {
  return `${returnId}:${cell}:${sheet}`
}

function bindingRow(db: ReadDb, id: string): BindingRow | undefined {
  const [returnId = '', cell = '', ...sheet] = id.split(':')
  return db
    .prepare<[string, string, string], BindingRow>(
      'SELECT * FROM return_bindings WHERE return_id = ? AND cell = ? AND sheet = ?',
    )
    .one(returnId, cell, sheet.join(':'))
}

const BindingText = z
  .string()
  .transform((said, ctx): unknown => {
    try {
      return JSON.parse(said)
    } catch {
      ctx.addIssue({ code: 'custom' })
      return z.NEVER
    }
  })
  .pipe(Binding)

function isBinding(said: string): boolean {
  return BindingText.safeParse(said).success
}

export function has(db: ReadDb, table: string, name: string, value: string): boolean {
  return (
    db.prepare<[string], { n: number }>(`SELECT EXISTS (SELECT 1 FROM ${table} WHERE ${name} = ?) AS n`).one(value)
      ?.n === 1
  )
}

/** Text that must not be empty; undefined: the row is none that this version understands. */
export function texts<N extends string>(fields: Fields, ...names: readonly N[]): Record<N, string> | undefined {
  const found = names.map((name) => [name, textOf(fields, name) ?? ''] as const)
  return found.some(([, said]) => said === '') ? undefined : (Object.fromEntries(found) as Record<N, string>)
}
