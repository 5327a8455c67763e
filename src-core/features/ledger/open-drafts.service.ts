import { createHash } from 'node:crypto'
import type { Fields } from '../../../src-contract/sync/protocol.ts'
import { booksById } from '../../../src-domain/books/books.ts'
import type { AccountKey } from '../../crypto/account-key.ts'
import type { ReadDb, WriteDb } from '../../store/sql.ts'
import { listOf, textOf, type People } from '../sync/synced-table.ts'
import { boxesIn, digestOf, openBox, type DraftBox, type DraftContent } from './draft-box.ts'
import { endWait, keepSeal, sealOf, waitingDrafts } from './draft-seals.repo.ts'
import { deleteDraft, insertDraft, setConfirm, type Outcome } from './drafts.repo.ts'
import { contentOf, withPeople } from './synced-drafts.ts'

export type Opening = {
  readonly author: string
  readonly keys: readonly AccountKey[]
  readonly people: People
  /** Marks a draft to be handed over. */
  mark(tx: WriteDb, draftId: string): void
}

type Opened = { readonly box: DraftBox; readonly content: DraftContent; readonly digest: string }

/**
 * Shows drafts of the author that came from other PCs. Where two changed the same draft, the newest stays and every other one becomes a
 * draft of its own, the same on each PC; a draft that was filed here does not come back, what was typed elsewhere meanwhile does. One
 * with unsent changes waits until they are handed over. Runs in the caller's transaction, while applying.
 *
 * @returns how many drafts are other than before
 */
export function openDrafts(tx: WriteDb, opening: Opening): number {
  const { author, keys, people } = opening
  const waiting = waitingDrafts(tx)
    .filter(({ busy }) => busy === 0)
    .map(({ draftId, fields }) => ({ draftId, fields: fields === null ? {} : (JSON.parse(fields) as Fields) }))
    .filter(({ fields }) => people.toLocal(textOf(fields, 'owner') ?? '') === author)
    .map(({ draftId, fields }) => ({ draftId, pieces: listOf(fields, 'box') }))
  let changed = 0
  // Those that others belong to first.
  const opened = waiting.map((one) => ({ ...one, contents: openAll(one.draftId, one.pieces, keys) }))
  for (const one of opened.sort((a, b) => depth(a.contents) - depth(b.contents)))
    changed += show(tx, opening, one) ? 1 : 0
  return changed
}

const depth = (contents: readonly Opened[]): number => (contents.some(({ content }) => content.parent !== null) ? 1 : 0)

/** Without those that say the same; the newest first, and the same order on every PC. */
function openAll(draftId: string, pieces: readonly string[], keys: readonly AccountKey[]): Opened[] {
  const found = new Map<string, Opened>()
  for (const box of boxesIn(pieces)) {
    const content = openBox(draftId, box, keys)
    if (content !== undefined && booksById.has(content.book)) {
      const digest = digestOf(content)
      if (!found.has(digest)) found.set(digest, { box, content, digest })
    }
  }
  const order = ({ content, digest }: Opened): string => `${content.updatedAt} ${digest}`
  return [...found.values()].sort((a, b) => (order(a) < order(b) ? 1 : -1))
}

type Waiting = { readonly draftId: string; readonly pieces: readonly string[]; readonly contents: readonly Opened[] }

function show(tx: WriteDb, opening: Opening, { draftId, pieces, contents }: Waiting): boolean {
  const { author, people, mark } = opening
  const here = standing(tx, draftId)
  endWait(tx, draftId)
  if (pieces.length === 0) {
    keepSeal(tx, { draftId, accountId: author, digest: '', box: [] })
    if (here !== 'live') return false
    deleteDraft(tx, draftId)
    return true
  }
  // Sealed to a key that is not open here: it stays as it came.
  if (contents.length === 0) return false
  const [first, ...others] = contents
  const copies = here === 'gone' ? contents : others
  let changed = false
  for (const { content, digest } of copies) {
    const copyId = copyOf(draftId, digest)
    if (standing(tx, copyId) !== 'none' || sealOf(tx, copyId) !== undefined) continue
    putDraft(tx, copyId, author, { ...content, parent: null }, people, 1)
    mark(tx, copyId)
    changed = true
  }
  if (here === 'gone' || first === undefined) {
    keepSeal(tx, { draftId, accountId: author, digest: '', box: [] })
    mark(tx, draftId)
    return changed
  }
  const now = here === 'live' ? contentOf(tx, draftId, author, people) : undefined
  if (now === undefined || digestOf(now) !== first.digest) {
    putDraft(tx, draftId, author, first.content, people, revisionOf(tx, draftId) + 1)
    changed = true
  }
  keepSeal(tx, { draftId, accountId: author, digest: first.digest, box: [...first.box.pieces] })
  if (pieces.length > first.box.pieces.length) mark(tx, draftId)
  return changed
}

/** A draft's own files and paper stay with it; a window in which it is open learns that it was changed by its revision. */
function putDraft(
  tx: WriteDb,
  draftId: string,
  author: string,
  content: DraftContent,
  people: People,
  revision: number,
): void {
  const known = (table: string, column: string, id: string | null): string | null =>
    id !== null && tx.prepare<[string], { n: number }>(`SELECT 1 AS n FROM ${table} WHERE ${column} = ?`).one(id)
      ? id
      : null
  const { book, createdAt, updatedAt, marks } = content
  const fields = withPeople(book, content.fields, (id) => people.toLocal(id))
  const parentId = known('drafts', 'draft_id', content.parent)
  const typistId = known('accounts', 'account_id', content.typist === null ? null : people.toLocal(content.typist))
  if (standing(tx, draftId) === 'none') {
    const rest = { accountId: author, revision, createdAt, updatedAt, parentId, typistId, batchId: null }
    insertDraft(tx, { draftId, book, ...rest, fields, marks })
  } else {
    tx.prepare<(string | number)[], never>('UPDATE drafts SET revision = ?, updated_at = ? WHERE draft_id = ?').run(
      ...[revision, updatedAt, draftId],
    )
    for (const table of ['draft_fields', 'draft_marks', 'draft_confirms'])
      tx.prepare<[string], never>(`DELETE FROM ${table} WHERE draft_id = ?`).run(draftId)
    const field = tx.prepare<string[], never>('INSERT INTO draft_fields (draft_id, field, value) VALUES (?, ?, ?)')
    for (const [name, value] of Object.entries(fields)) field.run(draftId, name, value)
    const said = tx.prepare<(string | null)[], never>(
      'INSERT INTO draft_marks (draft_id, field, source, at, native_id) VALUES (?, ?, ?, ?, ?)',
    )
    for (const { field: name, source, at, nativeId } of marks) said.run(draftId, name, source, at, nativeId)
  }
  for (const { entryId, outcome } of content.confirms)
    if (known('entries', 'entry_id', entryId) !== null) setConfirm(tx, draftId, entryId, outcome as Outcome)
}

function standing(db: ReadDb, draftId: string): 'none' | 'live' | 'gone' {
  const row = db
    .prepare<[string], { gone_act: string | null }>('SELECT gone_act FROM drafts WHERE draft_id = ?')
    .one(draftId)
  return row === undefined ? 'none' : row.gone_act === null ? 'live' : 'gone'
}

function revisionOf(db: ReadDb, draftId: string): number {
  return (
    db.prepare<[string], { revision: number }>('SELECT revision FROM drafts WHERE draft_id = ?').one(draftId)
      ?.revision ?? 0
  )
}

/** The same on every PC, so that a copy is made once. */
function copyOf(draftId: string, digest: string): string {
  const hex = createHash('sha256').update(`${draftId} ${digest}`).digest('hex')
  return `${draftId.slice(0, 14)}7${hex.slice(0, 3)}-8${hex.slice(3, 6)}-${hex.slice(6, 18)}`
}
