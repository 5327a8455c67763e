import type { Fields, FieldValue } from '../../../src-contract/sync/protocol.ts'
import type { ReadDb, SqlValue, WriteDb } from '../../store/sql.ts'
import { addMark } from './sync.repo.ts'
import { unchanged, type People, type SyncedTable } from './synced-table.ts'

type Holds = 'account' | 'account-or-nothing' | 'text' | 'text-or-nothing' | 'count-or-nothing' | 'entry-or-nothing'

/** A column: what it is called on the wire, and what stands in it. */
export type Column = { readonly column: string; readonly field: string; readonly holds: Holds }

export const account = (column: string, field: string): Column => ({ column, field, holds: 'account' })
export const text = (column: string, field: string): Column => ({ column, field, holds: 'text' })
export const maybe = (column: string, field: string): Column => ({ column, field, holds: 'text-or-nothing' })
export const column = (name: string, field: string, holds: Holds): Column => ({ column: name, field, holds })

/**
 * Rows that two PCs can have made each for themselves: the same roster imported on both, the same request. Of those that say the same and
 * hold, the one that was made first stays; the others end (`ends`: their removal goes out like any other), or are not shown.
 */
export type Twins = {
  readonly same: readonly string[]
  readonly made: string
  /** The column of what came of a row: the one that has it stays, also where it was made later. */
  readonly done?: string
  /** The column that says since when a row does not hold any more. */
  readonly ended: string
  readonly others: 'end' | 'hide'
}

export type PlainTable = {
  readonly name: string
  readonly id: string
  readonly columns: readonly Column[]
  readonly twins?: Twins
}

/** Rows without parts of their own: nothing of them is ever deleted, what was taken back says so by a mark. */
export function plainRows({ name: table, id, columns, twins }: PlainTable): SyncedTable {
  const names = columns.map((one) => one.column)
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
      const stays = twins === undefined || settleTwins(tx, twins, rowId, values)
      if (!stays && twins?.others === 'hide') {
        dropRow(tx, rowId)
        return 'shown'
      }
      tx.prepare<SqlValue[], never>(
        `INSERT INTO ${table} (${id}, ${names.join(', ')}) VALUES (?, ${marks})
         ON CONFLICT (${id}) DO UPDATE SET ${names.map((name) => `${name} = excluded.${name}`).join(', ')}`,
      ).run(rowId, ...names.map((name) => values[name] ?? null))
      if (!stays && twins !== undefined) end(tx, twins, rowId)
      return 'shown'
    },
    remove(tx, rowId) {
      dropRow(tx, rowId)
      return true
    },
    entryOf: () => null,
  }

  function dropRow(tx: WriteDb, rowId: string): void {
    tx.prepare<[string], never>(`DELETE FROM ${table} WHERE ${id} = ?`).run(rowId)
  }

  function readRow(db: ReadDb, rowId: string, people: People): Fields | undefined {
    const row = db
      .prepare<[string], Record<string, FieldValue>>(`SELECT ${names.join(', ')} FROM ${table} WHERE ${id} = ?`)
      .one(rowId)
    if (row === undefined) return undefined
    return Object.fromEntries(
      columns.map(({ column: name, field, holds }) => {
        const value = row[name] ?? null
        const names = holds === 'account' || holds === 'account-or-nothing'
        return [field, names && typeof value === 'string' ? people.toWire(value) : value]
      }),
    )
  }

  /** Undefined: something is missing, or names somebody or something that is not known here yet. */
  function valuesOf(tx: WriteDb, fields: Fields, people: People): Record<string, string | number | null> | undefined {
    const known = (of: 'accounts' | 'entries', value: string): boolean =>
      tx
        .prepare<[string], { n: number }>(
          `SELECT count(*) AS n FROM ${of} WHERE ${of === 'accounts' ? 'account_id' : 'entry_id'} = ?`,
        )
        .one(value)?.n === 1
    const values: Record<string, string | number | null> = {}
    for (const { column: name, field, holds } of columns) {
      const said = fields[field] ?? null
      if (said === null && (holds === 'account' || holds === 'text')) return undefined
      const fits = said === null || typeof said === (holds === 'count-or-nothing' ? 'number' : 'string')
      if (!fits || Array.isArray(said)) return undefined
      const names = holds === 'account' || holds === 'account-or-nothing'
      const own = names && said !== null ? people.toLocal(String(said)) : said
      if (names && own !== null && !known('accounts', String(own))) return undefined
      if (holds === 'entry-or-nothing' && own !== null && !known('entries', String(own))) return undefined
      values[name] = own
    }
    return values
  }

  /** @returns whether this one is the one that stays; those that do not are ended or hidden already */
  function settleTwins(
    tx: WriteDb,
    { same, made, done, ended, others }: Twins,
    rowId: string,
    values: Readonly<Record<string, string | number | null>>,
  ): boolean {
    if (values[ended] !== null) return true
    const twinsHere = tx
      .prepare<SqlValue[], { id: string; made: string; open: number }>(
        `SELECT ${id} AS id, ${made} AS made, ${done === undefined ? '0' : `${done} IS NULL`} AS open FROM ${table}
         WHERE ${same.map((name) => `${name} IS ?`).join(' AND ')} AND ${ended} IS NULL AND ${id} <> ?`,
      )
      .all(...same.map((name) => values[name] ?? null), rowId)
    const order = (one: { id: string; made: string; open: number }): string => `${one.open} ${one.made} ${one.id}`
    const open = done !== undefined && (values[done] ?? null) === null ? 1 : 0
    const own = order({ id: rowId, made: String(values[made]), open })
    if (twinsHere.some((one) => order(one) < own)) return false
    for (const twin of twinsHere) {
      if (others === 'hide') dropRow(tx, twin.id)
      else end(tx, { same, made, ended, others }, twin.id)
    }
    return true
  }

  /** As if it had ended when it was made: the same value on every PC that finds out. */
  function end(tx: WriteDb, { made, ended }: Twins, rowId: string): void {
    tx.prepare<[string], never>(`UPDATE ${table} SET ${ended} = ${made} WHERE ${id} = ?`).run(rowId)
    const at = tx.prepare<[string], { at: string }>(`SELECT ${made} AS at FROM ${table} WHERE ${id} = ?`).one(rowId)?.at
    addMark(tx, table, rowId, at ?? '')
  }
}
