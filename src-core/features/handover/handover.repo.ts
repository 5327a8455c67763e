import type { Schema } from '../../../db/schema.ts'
import { q } from '../../query.ts'
import type { ReadDb, WriteDb } from '../../store/sql.ts'

export type HandoverRecord = Schema['handovers']
export type ItemRecord = Schema['handover_items']
export type HandoverWithPeople = HandoverRecord & {
  readonly giver_name: string
  readonly receiver_name: string
  readonly starter_name: string
  readonly signer_name: string | null
  readonly items: number
}

const sql = `SELECT h.*, g.name AS giver_name, r.name AS receiver_name, s.name AS starter_name, n.name AS signer_name,
    (SELECT count(*) FROM handover_items AS i WHERE i.handover_id = h.handover_id) AS items
  FROM handovers AS h JOIN accounts AS g ON g.account_id = h.giver_id JOIN accounts AS r ON r.account_id = h.receiver_id
    JOIN accounts AS s ON s.account_id = h.started_by LEFT JOIN accounts AS n ON n.account_id = h.signed_by`

/** Newest first; of one account only: as giver, receiver or starter. */
export function listHandovers(db: ReadDb, of: string | null): HandoverWithPeople[] {
  const own = of === null ? '' : 'WHERE ? IN (h.giver_id, h.receiver_id, h.started_by)'
  return db
    .prepare<string[], HandoverWithPeople>(`${sql} ${own} ORDER BY h.started_at DESC, h.number DESC LIMIT 500`)
    .all(...(of === null ? [] : [of]))
}

export function findHandover(db: ReadDb, handoverId: string): HandoverWithPeople | undefined {
  return db.prepare<[string], HandoverWithPeople>(`${sql} WHERE h.handover_id = ?`).one(handoverId)
}

export function itemsOf(db: ReadDb, handoverId: string): ItemRecord[] {
  return db.all(q.selectFrom('handover_items').selectAll().where('handover_id', '=', handoverId).orderBy('position'))
}

export function insertHandover(db: WriteDb, handover: HandoverRecord, items: readonly ItemRecord[]): void {
  db.run(q.insertInto('handovers').values(handover))
  for (const item of items) db.run(q.insertInto('handover_items').values(item))
}

export function updateHandover(db: WriteDb, handoverId: string, changes: Partial<HandoverRecord>): void {
  db.run(q.updateTable('handovers').set(changes).where('handover_id', '=', handoverId))
}

export function settleItem(db: WriteDb, item: ItemRecord, outcome: string, reason: string | null): void {
  db.run(
    q
      .updateTable('handover_items')
      .set({ outcome, reason })
      .where('handover_id', '=', item.handover_id)
      .where('position', '=', item.position),
  )
}

export function nextHandoverNumber(tx: WriteDb, year: string): string {
  const name = `handover-${year}`
  tx.prepare<[string], never>(
    'INSERT INTO counters (name, value) VALUES (?, 1) ON CONFLICT (name) DO UPDATE SET value = value + 1',
  ).run(name)
  const value = tx.one(q.selectFrom('counters').select('value').where('name', '=', name))?.value ?? 1
  return `H${year}-${String(value).padStart(4, '0')}`
}

export type Party = { accountId: string; name: string; staffNumber: string; role: string; active: number }

/** Officers and clerks, those who have left too: their work may still have to be handed over. */
export function partiesOf(db: ReadDb): Party[] {
  return db.all(
    q
      .selectFrom('accounts')
      .select(['account_id as accountId', 'name', 'staff_number as staffNumber', 'role', 'active'])
      .where('role', 'in', ['officer', 'clerk'])
      .orderBy('active', 'desc')
      .orderBy('staff_number'),
  )
}
