import type { FieldMark } from '../../../src-contract/features/ledger.shapes.ts'
import type { Instant } from '../../../src-contract/ids.ts'
import type { Schema } from '../../../db/schema.ts'
import { q } from '../../query.ts'
import type { ReadDb, WriteDb } from '../../store/sql.ts'

export type StoredMark = { field: string; source: string; at: string | null; nativeId: string | null }

export type StoredDraft = {
  readonly draftId: string
  readonly book: string
  readonly accountId: string
  readonly revision: number
  readonly createdAt: string
  readonly updatedAt: string
  readonly parentId: string | null
  /** Who typed it, when it was passed on to somebody who may file it. */
  readonly typistId: string | null
  /** The paper batch that it is typed from. */
  readonly batchId: string | null
  /** As typed. */
  readonly fields: Readonly<Record<string, string>>
  readonly marks: readonly StoredMark[]
}

/** A draft of this author; nobody else's can be had. */
export function findDraft(db: ReadDb, draftId: string, author: string): StoredDraft | undefined {
  const row = db.one(
    q
      .selectFrom('drafts')
      .selectAll()
      .where('draft_id', '=', draftId)
      .where('account_id', '=', author)
      .where('gone_act', 'is', null),
  )
  return row === undefined ? undefined : withFields(db, row)
}

function withFields(db: ReadDb, row: Schema['drafts']): StoredDraft {
  const draftId = row.draft_id
  const marks = db.all(q.selectFrom('draft_marks').selectAll().where('draft_id', '=', draftId))
  return {
    draftId,
    book: row.book,
    accountId: row.account_id,
    revision: row.revision,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    parentId: row.parent_id,
    typistId: row.typist_id,
    batchId: row.batch_id,
    fields: fieldsOf(db, draftId),
    marks: marks.map((mark) => ({ field: mark.field, source: mark.source, at: mark.at, nativeId: mark.native_id })),
  }
}

/** Drafts that are filed together with this one, in the order in which they were opened. */
export function childrenOf(db: ReadDb, draftId: string): StoredDraft[] {
  return db
    .all(
      q
        .selectFrom('drafts')
        .selectAll()
        .where('parent_id', '=', draftId)
        .where('gone_act', 'is', null)
        .orderBy('draft_id'),
    )
    .map((row) => withFields(db, row))
}

/** Newest first, without those that are filed together with another. */
export function draftsOf(db: ReadDb, author: string): { draftId: string; book: string; updatedAt: string }[] {
  return db.all(
    q
      .selectFrom('drafts')
      .select(['draft_id as draftId', 'book', 'updated_at as updatedAt'])
      .where('account_id', '=', author)
      .where('gone_act', 'is', null)
      .where('parent_id', 'is', null)
      .orderBy('updated_at', 'desc')
      .limit(500),
  )
}

export function fieldsOf(db: ReadDb, draftId: string): Record<string, string> {
  const rows = db.all(q.selectFrom('draft_fields').select(['field', 'value']).where('draft_id', '=', draftId))
  return Object.fromEntries(rows.map((row) => [row.field, row.value]))
}

export function insertDraft(db: WriteDb, draft: StoredDraft): void {
  db.run(
    q.insertInto('drafts').values({
      draft_id: draft.draftId,
      book: draft.book,
      account_id: draft.accountId,
      revision: draft.revision,
      created_at: draft.createdAt,
      updated_at: draft.updatedAt,
      parent_id: draft.parentId,
      typist_id: draft.typistId,
      gone_act: null,
      gone_until: null,
      gone_entry: null,
      batch_id: draft.batchId,
    }),
  )
  for (const [field, value] of Object.entries(draft.fields)) setField(db, draft.draftId, field, value)
  for (const { field, source, at, nativeId } of draft.marks) {
    db.run(q.insertInto('draft_marks').values({ draft_id: draft.draftId, field, source, at, native_id: nativeId }))
  }
}

/** Writes only the fields that changed; a field that was changed by hand loses the mark of its source. */
export function updateDraft(
  db: WriteDb,
  draft: StoredDraft,
  fields: Readonly<Record<string, string>>,
  now: string,
): void {
  const keys = new Set([...Object.keys(draft.fields), ...Object.keys(fields)])
  for (const key of keys) {
    const value = fields[key]
    if (value === draft.fields[key]) continue
    if (value === undefined) removeField(db, draft.draftId, key)
    else setField(db, draft.draftId, key, value)
    db.run(q.deleteFrom('draft_marks').where('draft_id', '=', draft.draftId).where('field', '=', key))
  }
  db.run(
    q
      .updateTable('drafts')
      .set({ revision: draft.revision + 1, updated_at: now })
      .where('draft_id', '=', draft.draftId),
  )
}

/** Writes fields that follow another draft, with the marks that say so; the revision stays, for the screen that shows the draft. */
export function followFields(
  db: WriteDb,
  draftId: string,
  fields: Readonly<Record<string, string | undefined>>,
  mark: Omit<StoredMark, 'field'>,
): void {
  for (const [field, value] of Object.entries(fields)) {
    db.run(q.deleteFrom('draft_marks').where('draft_id', '=', draftId).where('field', '=', field))
    if (value === undefined) removeField(db, draftId, field)
    else setField(db, draftId, field, value)
    const { source, at, nativeId: native_id } = mark
    db.run(q.insertInto('draft_marks').values({ draft_id: draftId, field, source, at, native_id }))
  }
}

/** Takes a draft and those that belong to it out of sight; it comes back when the act is taken back. */
export function setDraftGone(db: WriteDb, draftId: string, act: { actId: string; until: string }): void {
  db.run(
    q
      .updateTable('drafts')
      .set({ gone_act: act.actId, gone_until: act.until })
      .where((one) => one.or([one('draft_id', '=', draftId), one('parent_id', '=', draftId)]))
      .where('gone_act', 'is', null),
  )
}

export function setBatch(db: WriteDb, draftId: string, batchId: string | null): void {
  db.run(q.updateTable('drafts').set({ batch_id: batchId }).where('draft_id', '=', draftId))
}

/** Remembers what a draft became, for taking it back. */
export function setBecame(db: WriteDb, draftId: string, entryId: string): void {
  db.run(q.updateTable('drafts').set({ gone_entry: entryId }).where('draft_id', '=', draftId))
}

export type GoneDraft = { readonly draftId: string; readonly parentId: string | null; readonly became: string | null }

export function draftsGoneIn(db: ReadDb, actId: string): GoneDraft[] {
  return db.all(
    q
      .selectFrom('drafts')
      .select(['draft_id as draftId', 'parent_id as parentId', 'gone_entry as became'])
      .where('gone_act', '=', actId)
      .orderBy('draft_id'),
  )
}

export function bringDraftsBack(db: WriteDb, actId: string): void {
  db.run(
    q.updateTable('drafts').set({ gone_act: null, gone_until: null, gone_entry: null }).where('gone_act', '=', actId),
  )
}

/** Drafts that can no longer come back. */
export function draftsGoneBefore(db: ReadDb, now: string): string[] {
  return db.all(q.selectFrom('drafts').select('draft_id').where('gone_until', '<', now)).map((row) => row.draft_id)
}

/** Its fields and marks go with it, and so do the drafts that belong to it. */
export function deleteDraft(db: WriteDb, draftId: string): void {
  db.run(q.deleteFrom('drafts').where('draft_id', '=', draftId))
}

/** Gives a draft and those that belong to it to another account; whoever typed it stays known. */
export function giveDraft(db: WriteDb, draft: StoredDraft, to: string): void {
  db.run(
    q
      .updateTable('drafts')
      .set({ account_id: to, typist_id: draft.typistId ?? draft.accountId })
      .where((one) => one.or([one('draft_id', '=', draft.draftId), one('parent_id', '=', draft.draftId)])),
  )
  if (draft.parentId !== null) {
    db.run(q.updateTable('drafts').set({ parent_id: null }).where('draft_id', '=', draft.draftId))
  }
}

export type Outcome = 'confirmed' | 'left'

/** What a visit's draft says of register entries. */
export function confirmsOf(db: ReadDb, draftId: string): { entryId: string; outcome: Outcome }[] {
  return db.all(
    q
      .selectFrom('draft_confirms')
      .select(['entry_id as entryId', 'outcome'])
      .where('draft_id', '=', draftId)
      .orderBy('entry_id'),
  ) as { entryId: string; outcome: Outcome }[]
}

export function setConfirm(db: WriteDb, draftId: string, entryId: string, outcome: Outcome | null): void {
  db.run(q.deleteFrom('draft_confirms').where('draft_id', '=', draftId).where('entry_id', '=', entryId))
  if (outcome !== null) {
    db.run(q.insertInto('draft_confirms').values({ draft_id: draftId, entry_id: entryId, outcome }))
  }
}

export function shownMarks(marks: readonly StoredMark[]): FieldMark[] {
  return marks.map(({ field, source, at }) => ({ field, source, at: at as Instant | null }))
}

function setField(db: WriteDb, draftId: string, field: string, value: string): void {
  db.prepare<[string, string, string], never>(
    `INSERT INTO draft_fields (draft_id, field, value) VALUES (?, ?, ?)
     ON CONFLICT (draft_id, field) DO UPDATE SET value = excluded.value`,
  ).run(draftId, field, value)
}

function removeField(db: WriteDb, draftId: string, field: string): void {
  db.run(q.deleteFrom('draft_fields').where('draft_id', '=', draftId).where('field', '=', field))
}
