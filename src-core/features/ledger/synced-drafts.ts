import { booksById } from '../../../src-domain/books/books.ts'
import type { ReadDb, WriteDb } from '../../store/sql.ts'
import { listOf, unchanged, type People, type SyncedTable } from '../sync/synced-table.ts'
import { boxed, boxIdOf, digestOf, type DraftContent } from './draft-box.ts'
import { keepSeal, letWait, sealingKeyOf, sealOf } from './draft-seals.repo.ts'
import { confirmsOf, findDraft } from './drafts.repo.ts'

/**
 * Drafts, sealed to their author: the platform and other people's PCs keep what they cannot read. What comes is opened when the author is
 * logged in (`open-drafts.service.ts`). An empty set: the draft was filed or thrown away.
 */
export const syncedDrafts: SyncedTable = {
  name: 'sealed_drafts',
  kept: unchanged,
  wireId: (_db, draftId) => draftId,
  markId: (_db, id) => id,
  prepare(tx, draftId, people) {
    const before = sealOf(tx, draftId)
    const author = authorOf(tx, draftId)
    const key = author === undefined ? undefined : sealingKeyOf(tx, author)
    const content = author === undefined || key === undefined ? undefined : contentOf(tx, draftId, author, people)
    if (author === undefined || key === undefined || content === undefined) {
      if (before !== undefined && before.box.length > 0) keepSeal(tx, { ...before, digest: '', box: [] })
      return
    }
    const digest = digestOf(content)
    if (before?.digest === digest && before.accountId === author) return
    const box = boxed(draftId, content, key)
    const opened = [...(before?.opened ?? []), ...box.map(boxIdOf)]
    keepSeal(tx, { draftId, accountId: author, digest, box, opened })
  },
  read(db, draftId, people) {
    const seal = sealOf(db, draftId)
    return seal === undefined ? undefined : { owner: people.toWire(seal.accountId), box: seal.box }
  },
  wanted(db, draftId, seen, people) {
    const seal = sealOf(db, draftId)
    if (seal === undefined) return undefined
    const opened = new Set(seal.opened)
    // What was typed on another PC and nobody has read here.
    const unread = listOf(seen ?? {}, 'box').filter((piece) => !opened.has(boxIdOf(piece)))
    return { owner: people.toWire(seal.accountId), box: [...new Set([...unread, ...seal.box])].sort() }
  },
  write(tx, draftId) {
    letWait(tx, draftId)
    return 'shown'
  },
  remove: () => false,
  entryOf: () => null,
}

/** Undefined: it is filed, thrown away, or was never here. */
function authorOf(db: ReadDb, draftId: string): string | undefined {
  return db
    .prepare<[string], { account_id: string }>('SELECT account_id FROM drafts WHERE draft_id = ? AND gone_act IS NULL')
    .one(draftId)?.account_id
}

export function contentOf(
  db: ReadDb | WriteDb,
  draftId: string,
  author: string,
  people: Pick<People, 'toWire'>,
): DraftContent | undefined {
  const draft = findDraft(db, draftId, author)
  if (draft === undefined) return undefined
  return {
    book: draft.book,
    createdAt: draft.createdAt,
    updatedAt: draft.updatedAt,
    parent: draft.parentId,
    typist: draft.typistId === null ? null : people.toWire(draft.typistId),
    fields: withPeople(draft.book, draft.fields, people.toWire),
    marks: [...draft.marks].sort((a, b) => (a.field < b.field ? -1 : 1)),
    confirms: confirmsOf(db, draftId),
  }
}

/** Values of fields that name people, with other ids for them. */
export function withPeople(
  book: string,
  fields: Readonly<Record<string, string>>,
  idOf: (id: string) => string,
): Record<string, string> {
  const kinds = new Map<string, string>(booksById.get(book)?.definition.fields.map(({ key, kind }) => [key, kind]))
  return Object.fromEntries(
    Object.entries(fields).map(([field, value]) => {
      const kind = kinds.get(field)
      const names = kind === 'account' || kind === 'accounts' || field === 'officer' || field === 'helpers'
      return [field, names && value !== '' ? value.split(',').map(idOf).join(',') : value]
    }),
  )
}
