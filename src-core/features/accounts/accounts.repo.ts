import type { Account, NewAccount } from '../../../src-contract/features/accounts.contract.ts'
import type { AccountId, Instant } from '../../../src-contract/ids.ts'
import { officeRole, type Role, type StaffKind } from '../../../src-contract/roles.ts'
import { localDateOf } from '../../clock.ts'
import { q } from '../../query.ts'
import type { ReadDb, WriteDb } from '../../store/sql.ts'
import { deriveAccountBeats, startAssignments } from '../duty/standing-assignments.ts'

export function insertAccount(tx: WriteDb, account: Omit<NewAccount, 'passphrase'>, id: string, now: string): void {
  tx.run(
    q.insertInto('accounts').values({
      account_id: id,
      login: account.login,
      name: account.name,
      role: account.role,
      staff_kind: account.staffKind,
      staff_number: account.staffNumber,
      team: account.team,
      active: 1,
      created_at: now,
    }),
  )
  const today = localDateOf(Date.parse(now))
  startAssignments(tx, id, account.beats, { from: today, now })
  deriveAccountBeats(tx, today)
}

export function accountByLogin(db: ReadDb, login: string): Account | undefined {
  const row = db.one(q.selectFrom('accounts').selectAll().where('login', '=', login))
  return row && accountOf(db, row)
}

export function accountById(db: ReadDb, accountId: string): Account | undefined {
  const row = db.one(q.selectFrom('accounts').selectAll().where('account_id', '=', accountId))
  return row && accountOf(db, row)
}

export function allAccounts(db: ReadDb): Account[] {
  const ofStation = q.selectFrom('accounts').selectAll().where('role', '!=', officeRole)
  return db.all(ofStation.orderBy('staff_number')).map((row) => accountOf(db, row))
}

export function readSetting(db: ReadDb, key: string): string | undefined {
  return db.one(q.selectFrom('settings').select('value').where('key', '=', key))?.value
}

export function writeSetting(tx: WriteDb, key: string, value: string): void {
  tx.run(
    q
      .insertInto('settings')
      .values({ key, value })
      .onConflict((conflict) => conflict.column('key').doUpdateSet({ value })),
  )
}

type Row = {
  account_id: string
  login: string
  name: string
  role: string
  staff_kind: string
  staff_number: string
  team: string
  active: number
  created_at: string
}

function accountOf(db: ReadDb, row: Row): Account {
  const beats = db.all(
    q.selectFrom('account_beats').select('beat').where('account_id', '=', row.account_id).orderBy('beat'),
  )
  return {
    accountId: row.account_id as AccountId,
    login: row.login,
    name: row.name,
    role: row.role as Role,
    staffKind: row.staff_kind as StaffKind,
    staffNumber: row.staff_number,
    team: row.team,
    beats: beats.map(({ beat }) => beat),
    active: row.active === 1,
    createdAt: row.created_at as Instant,
  }
}
