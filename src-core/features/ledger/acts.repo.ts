import type { Schema } from '../../../db/schema.ts'
import { q } from '../../query.ts'
import type { ReadDb, SqlValue, WriteDb } from '../../store/sql.ts'

export type ActRecord = Schema['acts']

/**
 * What an act did: `entry` made an entry (ref: its filing event), `event` took a step (ref: the event), `review` asked for one (ref: the
 * review), `verdict` settled a look-alike (ref: the draft), `version` put the entry right (ref: the entry).
 */
export type ActItem = {
  readonly what: 'entry' | 'event' | 'review' | 'verdict' | 'version'
  readonly ref: string
  readonly entryId: string
  /** Version of the entry after the act. */
  readonly version: number
}

export function insertAct(db: WriteDb, act: Omit<ActRecord, 'undone_at'>, items: readonly ActItem[]): void {
  db.run(q.insertInto('acts').values({ ...act, undone_at: null }))
  const insert = db.prepare<SqlValue[], never>(
    'INSERT INTO act_items (act_id, what, ref, entry_id, version) VALUES (?, ?, ?, ?, ?)',
  )
  for (const { what, ref, entryId, version } of items) insert.run(act.act_id, what, ref, entryId, version)
}

export function findAct(db: ReadDb, actId: string): ActRecord | undefined {
  return db.one(q.selectFrom('acts').selectAll().where('act_id', '=', actId))
}

/** In the order in which they were done: ids grow. */
export function itemsOf(db: ReadDb, actId: string): ActItem[] {
  return db.all(
    q
      .selectFrom('act_items')
      .select(['what', 'ref', 'entry_id as entryId', 'version'])
      .where('act_id', '=', actId)
      .orderBy('what')
      .orderBy('ref'),
  ) as ActItem[]
}

export function markUndone(db: WriteDb, actId: string, at: string): void {
  db.run(q.updateTable('acts').set({ undone_at: at }).where('act_id', '=', actId))
}
