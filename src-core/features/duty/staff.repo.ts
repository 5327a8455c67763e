import type { Colleague } from '../../../src-contract/features/duty.shapes.ts'
import type { AccountId } from '../../../src-contract/ids.ts'
import { officeRole, type Role, type StaffKind } from '../../../src-contract/roles.ts'
import { q } from '../../query.ts'
import type { ReadDb, WriteDb } from '../../store/sql.ts'

/** Everybody who has an account, police officers first. */
export function allStaff(db: ReadDb): Colleague[] {
  return db
    .all(
      q
        .selectFrom('accounts')
        .select(['account_id', 'name', 'staff_kind', 'staff_number', 'active', 'role'])
        .where('role', '!=', officeRole)
        .orderBy('staff_number')
        .orderBy('account_id'),
    )
    .map((row) => ({
      accountId: row.account_id as AccountId,
      name: row.name,
      staffKind: row.staff_kind as StaffKind,
      staffNumber: row.staff_number,
      active: row.active === 1,
      role: row.role as Role,
    }))
    .sort((a, b) => rank(a.staffKind) - rank(b.staffKind))
}

const rank = (kind: StaffKind): number => ['officer', 'auxiliary', 'civilian'].indexOf(kind)

export function staffMember(db: ReadDb, accountId: string): Colleague | undefined {
  return allStaff(db).find((one) => one.accountId === accountId)
}

export function allBeats(db: ReadDb): { beat: string; name: string }[] {
  return db.all(q.selectFrom('beats').select(['beat', 'name']).orderBy('beat'))
}

export function beatKnown(db: ReadDb, beat: string): boolean {
  return db.one(q.selectFrom('beats').select('beat').where('beat', '=', beat)) !== undefined
}

export function writeBeat(tx: WriteDb, beat: string, name: string, now: string): void {
  tx.run(
    q
      .insertInto('beats')
      .values({ beat, name, created_at: now })
      .onConflict((conflict) => conflict.column('beat').doUpdateSet({ name })),
  )
}
