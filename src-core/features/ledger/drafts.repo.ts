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

/** Newest first. */
export function draftsOf(db: ReadDb, author: string): { draftId: string; book: string; updatedAt: string }[] {
  return db.all(
    q
      .selectFrom('drafts')
      .select(['draft_id as draftId', 'book', 'updated_at as updatedAt'])
      .where('account_id', '=', author)
      .where('gone_act', 'is', null)
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
      gone_act: null,
      gone_until: null,
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

/** Its fields and marks go with it. */
export function deleteDraft(db: WriteDb, draftId: string): void {
  db.run(q.deleteFrom('drafts').where('draft_id', '=', draftId))
}

export function shownMarks(marks: readonly StoredMark[]): FieldMark[] {
  return marks.map(({ field, source, at }) => ({ field, source, at: at as Instant | null }))
}

function setField(db: WriteDb, draftId: string, field: string, value: string): void {
  db.run(
    q
      .insertInto('draft_fields')
      .values({ draft_id: draftId, field, value })
      .onConflict((conflict) => conflict.columns(['draft_id', 'field']).doUpdateSet({ value })),
  )
}

function removeField(db: WriteDb, draftId: string, field: string): void {
  db.run(q.deleteFrom('draft_fields').where('draft_id', '=', draftId).where('field', '=', field))
}
