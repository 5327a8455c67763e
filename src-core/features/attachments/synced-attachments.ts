import { z } from 'zod'
import { AttachmentKind } from '../../../src-contract/features/attachments.contract.ts'
import type { Fields } from '../../../src-contract/sync/protocol.ts'
import type { ReadDb, WriteDb } from '../../store/sql.ts'
import { countOf, listOf, nullable, textOf, type People, type SyncedTable } from '../sync/synced-table.ts'
import type { AttachmentRecord } from './attachments.repo.ts'
import { dropTransfer, expectContent, transferOf } from './transfers.repo.ts'

const kept: ReadonlySet<string> = new Set(['name', 'kind', 'size', 'sha256', 'width', 'height', 'addedAt', 'actor'])

/**
 * Files of entries: what they are, and whether they were removed. Their content goes another way (`transfer.service.ts`). Two people
 * may remove the same one: `removals` holds both, and the first one is shown.
 */
export const syncedAttachments: SyncedTable = {
  name: 'attachments',
  kept,
  wireId: (_db, id) => id,
  markId: (_db, id) => id,
  read(db, id, people) {
    const row = rowOf(db, id)
    const held = heldFields(db, id)
    // A draft's file is its author's; one that was an entry's until its filing was taken back belongs to none.
    if (row === undefined || (row.entry_id === null && held === undefined)) return undefined
    const said = held === undefined ? [] : listOf(held, 'removals')
    return {
      entry: row.entry_id,
      name: row.name,
      kind: row.kind,
      size: row.size,
      sha256: row.sha256,
      width: row.width,
      height: row.height,
      addedAt: row.added_at,
      actor: people.toWire(row.account_id),
      removals: row.removed_at === null ? [] : said.length > 0 ? [...said] : [removalText(row, people)],
    }
  },
  write(tx, id, fields, people) {
    const [name, kind, sha256, addedAt] = ['name', 'kind', 'sha256', 'addedAt'].map((field) => textOf(fields, field))
    const size = countOf(fields, 'size')
    if (!name || !sha256 || !addedAt || size === null) return 'waits'
    // Of a later version of this program.
    if (!AttachmentKind.safeParse(kind).success || kind === undefined) return 'waits'
    const entryId = nullable(fields, 'entry')
    const own = rowOf(tx, id)
    if (entryId === null) {
      if (typeof own?.entry_id === 'string') removeRow(tx, id)
      return 'shown'
    }
    const accountId = people.toLocal(textOf(fields, 'actor') ?? '')
    if (!has(tx, 'entries', 'entry_id', entryId) || !has(tx, 'accounts', 'account_id', accountId)) return 'waits'
    const removal = firstRemoval(fields, people)
    if (removal === undefined) return 'waits'
    if (own === undefined) {
      const known = has(tx, 'attachments', 'sha256', sha256)
      insertRow(tx, {
        ...{ attachment_id: id, draft_id: null, entry_id: entryId, name, kind, size, sha256 },
        ...{ width: countOf(fields, 'width'), height: countOf(fields, 'height') },
        ...{ added_at: addedAt, account_id: accountId, ...removal },
      })
      if (!known && removal.removed_at === null) expectContent(tx, sha256, size, addedAt)
    } else if (own.draft_id === null) {
      tx.prepare<(string | null)[], never>(
        'UPDATE attachments SET entry_id = ?, removed_at = ?, removed_by = ?, removed_reason = ? WHERE attachment_id = ?',
      ).run(entryId, removal.removed_at, removal.removed_by, removal.removed_reason, id)
    }
    if (removal.removed_at !== null) stopExpecting(tx, sha256)
    return 'shown'
  },
  remove(tx, id) {
    removeRow(tx, id)
    return true
  },
  entryOf: (_id, fields) => nullable(fields, 'entry'),
}

type Removal = Pick<AttachmentRecord, 'removed_at' | 'removed_by' | 'removed_reason'>

function removalText(row: AttachmentRecord, people: People): string {
  return JSON.stringify([row.removed_at, people.toWire(row.removed_by ?? ''), row.removed_reason ?? ''])
}

/** When, by whom and why. */
const RemovalText = z.tuple([z.string(), z.string(), z.string()])

/** Undefined: what the other PC wrote is none that this version understands. */
function firstRemoval(fields: Fields, people: People): Removal | undefined {
  const first = [...listOf(fields, 'removals')].sort()[0]
  if (first === undefined) return { removed_at: null, removed_by: null, removed_reason: null }
  const said = RemovalText.safeParse(jsonIn(first))
  if (!said.success) return undefined
  const [at, by, reason] = said.data
  return { removed_at: at, removed_by: people.toLocal(by), removed_reason: reason }
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function rowOf(db: ReadDb, id: string): AttachmentRecord | undefined {
  return db.prepare<[string], AttachmentRecord>('SELECT * FROM attachments WHERE attachment_id = ?').one(id)
}

function heldFields(db: ReadDb, id: string): Fields | undefined {
  const row = db
    .prepare<[string], { fields: string }>(`SELECT fields FROM sync_rows WHERE tbl = 'attachments' AND row_id = ?`)
    .one(id)
  return row === undefined ? undefined : (JSON.parse(row.fields) as Fields)
}

function has(db: ReadDb, table: string, column: string, value: string): boolean {
  return (
    db.prepare<[string], { n: number }>(`SELECT EXISTS (SELECT 1 FROM ${table} WHERE ${column} = ?) AS n`).one(value)
      ?.n === 1
  )
}

function insertRow(tx: WriteDb, row: AttachmentRecord): void {
  const names = Object.keys(row)
  tx.prepare<(string | number | null)[], never>(
    `INSERT INTO attachments (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`,
  ).run(...Object.values(row))
}

/** The content of what nobody shows is not fetched. */
function stopExpecting(tx: WriteDb, sha256: string): void {
  const shown = tx
    .prepare<[string], { n: number }>(
      'SELECT count(*) AS n FROM attachments WHERE sha256 = ? AND removed_at IS NULL AND entry_id IS NOT NULL',
    )
    .one(sha256)
  if (shown?.n === 0 && transferOf(tx, sha256)?.way === 'down') dropTransfer(tx, sha256)
}

function removeRow(tx: WriteDb, id: string): void {
  const sha256 = rowOf(tx, id)?.sha256
  tx.prepare<[string], never>('DELETE FROM attachment_thumbnails WHERE attachment_id = ?').run(id)
  tx.prepare<[string], never>('DELETE FROM attachments WHERE attachment_id = ?').run(id)
  if (sha256 !== undefined) stopExpecting(tx, sha256)
}
