import { createHash } from 'node:crypto'
import type { Fields } from '../../../src-contract/sync/protocol.ts'
import { booksById } from '../../../src-domain/books/books.ts'
import type { AccountKey } from '../../crypto/account-key.ts'
import type { ReadDb, WriteDb } from '../../store/sql.ts'
import { listOf, textOf, type People } from '../sync/synced-table.ts'
import { boxesIn, boxIdOf, digestOf, openBox, type DraftBox, type DraftContent } from './draft-box.ts'
import { endWait, keepSeal, sealOf, waitingDrafts } from './draft-seals.repo.ts'
import { childrenOf, deleteDraft, insertDraft, setConfirm } from './drafts.repo.ts'
import { contentOf, withPeople } from './synced-drafts.ts'

export type Opening = {
  readonly author: string
  readonly keys: readonly AccountKey[]
  readonly people: People
  /** Marks a draft to be handed over. */
  mark(tx: WriteDb, draftId: string): void
  /** One of them could not be shown; it waits, and the others do not. */
  failed(error: unknown): void
}

/** `whole`: nothing of it is of a version that this PC does not know. */
type Opened = {
  readonly box: DraftBox
  readonly content: DraftContent
  readonly digest: string
  readonly whole: boolean
}

/**
 * Shows drafts of the author that came from other PCs. Where two changed the same draft, the newest stays and every other one becomes a
 * draft of its own, the same on each PC; a draft that was filed here does not come back, what was typed elsewhere meanwhile does. One
 * with unsent changes waits until they are handed over. Runs in the caller's transaction, while applying.
 *
 * @returns how many drafts are other than before
 */
export function openDrafts(tx: WriteDb, opening: Opening): number {
  const { author, keys, people } = opening
  const opened = waitingDrafts(tx)
    .filter(({ busy }) => busy === 0)
    .map(({ draftId, fields }) => ({ draftId, fields: fields === null ? {} : (JSON.parse(fields) as Fields) }))
    .filter(({ fields }) => people.toLocal(textOf(fields, 'owner') ?? '') === author)
    .map(({ draftId, fields }) => ({ draftId, pieces: listOf(fields, 'box') }))
    .map((one) => ({ ...one, contents: openAll(one.draftId, one.pieces, keys) }))
  let changed = 0
  // Those that others belong to first.
  for (const one of opened.sort((a, b) => depth(a.contents) - depth(b.contents))) {
    try {
      changed += tx.transaction((inner) => show(inner, opening, one)) ? 1 : 0
    } catch (error) {
      opening.failed(error)
    }
  }
  return changed
}

const depth = (contents: readonly Opened[]): number => (contents.some(({ content }) => content.parent !== null) ? 1 : 0)

/** The newest first, and the same order on every PC. */
function openAll(draftId: string, pieces: readonly string[], keys: readonly AccountKey[]): Opened[] {
  const found = boxesIn(pieces).flatMap((box): Opened[] => {
    const content = openBox(draftId, box, keys)
    const known = content === undefined ? undefined : knownFields(content.book)
    if (content === undefined || known === undefined) return []
    return [
      { box, content, digest: digestOf(content), whole: Object.keys(content.fields).every((key) => known.has(key)) },
    ]
  })
  const order = ({ content, digest, box }: Opened): string => `${content.updatedAt} ${digest} ${box.id}`
  return found.sort((a, b) => (order(a) < order(b) ? 1 : -1))
}

type Waiting = { readonly draftId: string; readonly pieces: readonly string[]; readonly contents: readonly Opened[] }

function show(tx: WriteDb, opening: Opening, { draftId, pieces, contents }: Waiting): boolean {
  const { author, people, mark } = opening
  const here = standing(tx, draftId, author)
  const seal = sealOf(tx, draftId)
  const now = here === 'live' ? contentOf(tx, draftId, author, people) : undefined
  if (now !== undefined && digestOf(now) !== seal?.digest) {
    // What it says here was in no box yet: it goes out first, and is merged with what came.
    mark(tx, draftId)
    return false
  }
  if (pieces.length === 0) return takeAway(tx, opening, draftId, now)
  const read = new Set(contents.filter(({ whole }) => whole).map(({ box }) => box.id))
  if (pieces.every((piece) => read.has(boxIdOf(piece)))) endWait(tx, draftId)
  const [first] = contents
  // Sealed to a key that is not open here: it stays as it came.
  if (first === undefined) return false
  const stays = here === 'gone' || here === 'foreign'
  let changed = false
  for (const { content, digest } of contents) {
    if (!stays && digest === first.digest) continue
    const copyId = copyOf(draftId, digest)
    if (standing(tx, copyId, author) !== 'none' || sealOf(tx, copyId) !== undefined) continue
    putDraft(tx, copyId, author, { ...content, parent: null }, people, 1)
    mark(tx, copyId)
    changed = true
  }
  // Somebody else has it here: it stays theirs.
  if (here === 'foreign') return changed
  const opened = [...(seal?.opened ?? []), ...read]
  const box = here === 'gone' ? [] : [...first.box.pieces]
  if (here !== 'gone' && !(now !== undefined && (digestOf(now) === first.digest || sameBox(seal?.box, box)))) {
    putDraft(tx, draftId, author, first.content, people, revisionOf(tx, draftId) + 1)
    changed = true
  }
  const shown = here === 'gone' ? undefined : contentOf(tx, draftId, author, people)
  keepSeal(tx, { draftId, accountId: author, digest: shown === undefined ? '' : digestOf(shown), box, opened })
  // What is in another box now.
  if (pieces.some((piece) => !box.includes(piece) && opened.includes(boxIdOf(piece)))) mark(tx, draftId)
  return changed
}

/** It was filed or thrown away elsewhere. One whose files or paper are on this PC only stays: they would be out of reach. */
function takeAway(tx: WriteDb, { author, people }: Opening, draftId: string, now: DraftContent | undefined): boolean {
  endWait(tx, draftId)
  if (standing(tx, draftId, author) === 'foreign') return false
  const stays = now !== undefined && hasFilesOrPaper(tx, draftId)
  const opened = sealOf(tx, draftId)?.opened ?? []
  keepSeal(tx, { draftId, accountId: author, digest: stays ? digestOf(now) : '', box: [], opened })
  if (now === undefined || stays) return false
  // What belongs to it goes when its own row says so.
  for (const child of childrenOf(tx, draftId)) standAlone(tx, child, people)
  deleteDraft(tx, draftId)
  return true
}

function standAlone(tx: WriteDb, { draftId, accountId }: { draftId: string; accountId: string }, people: People): void {
  const digest = (): string => {
    const content = contentOf(tx, draftId, accountId, people)
    return content === undefined ? '' : digestOf(content)
  }
  const seal = sealOf(tx, draftId)
  const sealed = seal !== undefined && seal.digest === digest()
  tx.prepare<[string], never>('UPDATE drafts SET parent_id = NULL WHERE draft_id = ?').run(draftId)
  if (sealed) keepSeal(tx, { ...seal, digest: digest() })
}

function hasFilesOrPaper(db: ReadDb, draftId: string): boolean {
  const found = db
    .prepare<[string], { n: number }>(
      `SELECT EXISTS (SELECT 1 FROM attachments AS a WHERE a.draft_id = d.draft_id)
         OR EXISTS (SELECT 1 FROM paper_newcomers AS p WHERE p.draft_id = d.draft_id) OR d.batch_id IS NOT NULL AS n
       FROM drafts AS d WHERE d.draft_id = ?`,
    )
    .one(draftId)
  return found?.n === 1
}

function sameBox(one: readonly string[] | undefined, other: readonly string[]): boolean {
  return one !== undefined && one.length === other.length && other.every((piece) => one.includes(piece))
}

/** Undefined: there is no such book in this version. */
function knownFields(book: string): ReadonlySet<string> | undefined {
  const fields = booksById.get(book)?.definition.fields
  return fields && new Set(fields.map(({ key }) => key))
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
  const { book, createdAt, updatedAt } = content
  const fieldsHere = knownFields(book) ?? new Set<string>()
  const all = withPeople(book, content.fields, (id) => people.toLocal(id))
  const fields = Object.fromEntries(Object.entries(all).filter(([field]) => fieldsHere.has(field)))
  const marks = [...new Map(content.marks.map((mark) => [mark.field, mark])).values()].filter(({ field }) =>
    fieldsHere.has(field),
  )
  const parentId = known('drafts', 'draft_id', content.parent)
  const typistId = known('accounts', 'account_id', content.typist === null ? null : people.toLocal(content.typist))
  if (standing(tx, draftId, author) === 'none') {
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
    if ((outcome === 'confirmed' || outcome === 'left') && known('entries', 'entry_id', entryId) !== null)
      setConfirm(tx, draftId, entryId, outcome)
}

function standing(db: ReadDb, draftId: string, author: string): 'none' | 'live' | 'gone' | 'foreign' {
  const row = db
    .prepare<[string], { gone_act: string | null; account_id: string }>(
      'SELECT gone_act, account_id FROM drafts WHERE draft_id = ?',
    )
    .one(draftId)
  if (row === undefined) return 'none'
  return row.account_id !== author ? 'foreign' : row.gone_act === null ? 'live' : 'gone'
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
