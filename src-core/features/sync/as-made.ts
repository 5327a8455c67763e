import type { Fields } from '../../../src-contract/sync/protocol.ts'
import type { Mutation } from '../../../src-contract/sync/push.ts'
import { valuesOf } from '../../../src-domain/sync/merge.rules.ts'
import { rulesOf } from '../../../src-domain/sync/tables.ts'
import { inOrderMade, type VersionChange } from '../../../src-domain/sync/version-order.rules.ts'
import type { ReadDb } from '../../store/sql.ts'
import { syncedVersions } from '../ledger/synced-history.ts'
import { fieldsOf } from './row-view.ts'
import { findRow } from './sync.repo.ts'
import { syncedTable } from './synced-tables.ts'

/** Rows of one entry as they can be made again; its versions as they were made, which the order in which they came here does not say. */
export function asMade(tx: ReadDb, group: readonly Mutation[]): readonly Mutation[] {
  const sorted = asCame(tx, group)
  const versions = sorted.filter(({ table }) => table === 'entry_versions')
  const entry = versions.length < 2 ? null : entryOf(versions[0] as Mutation)
  if (entry === null) return sorted
  const row = fieldsOf(findRow(tx, 'entries', entry)) ?? {}
  const { classOf } = rulesOf('entries')
  const nameOf = (field: string): string => (Object.hasOwn(row, field) ? field : `v.${field}`)
  const start = (field: string): string | null => {
    const value = row[nameOf(field)] ?? null
    return value === null ? null : String(value)
  }
  // Of what a set was, nobody's version says more than that one changed it.
  const changesOf = (one: Mutation): readonly VersionChange[] =>
    changesIn(valuesOf(one)).filter(
      ({ field }) => classOf(nameOf(field), row) !== 'set' && classOf(field, row) !== 'set',
    )
  const ordered = inOrderMade(versions, changesOf, start)
  return sorted.map((one) => (one.table === 'entry_versions' ? (ordered.shift() ?? one) : one))
}

/** What a version or a step says that was changed. */
export function changesIn({ changes }: Fields): readonly VersionChange[] {
  return typeof changes === 'string' ? (JSON.parse(changes) as VersionChange[]) : []
}

/** Versions in the order in which this PC has them: they are numbered on each PC as they come. */
function asCame(tx: ReadDb, group: readonly Mutation[]): readonly Mutation[] {
  const order = (one: Mutation): string => {
    if (one.table !== 'entry_versions') return one.table
    const number = syncedVersions.markId(tx, one.id)?.split('.')[1] ?? ''
    return `${one.table} ${number.padStart(8, '0')} ${String(valuesOf(one)['at'])}`
  }
  return group
    .map((one, at) => ({ one, at, order: order(one) }))
    .sort((a, b) => (a.order === b.order ? a.at - b.at : a.order < b.order ? -1 : 1))
    .map(({ one }) => one)
}

export function entryOf(mutation: Mutation): string | null {
  return syncedTable(mutation.table)?.entryOf(mutation.id, valuesOf(mutation)) ?? null
}
