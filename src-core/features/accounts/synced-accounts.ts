import { z } from 'zod'
import type { Schema } from '../../../db/schema.ts'
import { officeRole, Role, StaffKind } from '../../../src-contract/roles.ts'
import { q } from '../../query.ts'
import type { WriteDb } from '../../store/sql.ts'
import { accountByNumber } from './directory.repo.ts'
import { textOf, type SyncedTable } from '../sync/synced-table.ts'

/**
 * People of the station's other PCs, so that what they filed can name them here. An account that comes this way has no key on this PC
 * and logs in here once it was given a one-time code. One with the same staff number is the same person: its two ids are remembered as one. People of the superior
 * office come this way too, once they have decided something: never as anybody of the station, and never in service here.
 */
export const syncedAccounts: SyncedTable = {
  name: 'accounts',
  // What the platform's directory made of an account here is not told to it as if somebody had typed it.
  kept: new Set(['login', 'name', 'role', 'staffKind', 'staffNumber', 'team']),
  // Somebody whom the platform knows under another id is not told to it again.
  wireId: (_db, accountId, people) => (people.toWire(accountId) === accountId ? accountId : undefined),
  markId: (_db, id) => id,
  read(db, id, people) {
    const row = db
      .prepare<[string], Schema['accounts']>('SELECT * FROM accounts WHERE account_id = ?')
      .one(people.toLocal(id))
    if (row === undefined) return undefined
    const { login, name, role, staff_kind, staff_number, team } = row
    return { login, name, role, staffKind: staff_kind, staffNumber: staff_number, team }
  },
  write(tx, id, fields, people) {
    const office = fields['role'] === officeRole
    const role = Role.or(z.literal(officeRole)).safeParse(fields['role'])
    const kind = StaffKind.safeParse(fields['staffKind'])
    const [login, name, number] = [textOf(fields, 'login'), textOf(fields, 'name'), textOf(fields, 'staffNumber')]
    if (!role.success || !kind.success || login === undefined || name === undefined || number === undefined)
      return 'waits'
    const known = tx.one(
      q.selectFrom('accounts').select('account_id').where('account_id', '=', people.toLocal(id)),
    )?.account_id
    // What an account of this PC may do is decided on this PC and by the platform's directory, never by another PC's row.
    if (known !== undefined) return 'shown'
    const same = office ? undefined : accountByNumber(tx, number)?.account_id
    if (same !== undefined) {
      tx.run(q.insertInto('sync_aliases').values({ wire_id: id, account_id: same }))
      return 'shown'
    }
    tx.run(
      q.insertInto('accounts').values({
        account_id: id,
        login: freeLogin(tx, login, id),
        name,
        role: role.data,
        staff_kind: kind.data,
        staff_number: number,
        team: textOf(fields, 'team') ?? '',
        active: office ? 0 : 1,
        created_at: textOf(fields, 'createdAt') ?? '1970-01-01T00:00:00.000Z',
      }),
    )
    return 'shown'
  },
  remove: () => false,
  entryOf: () => null,
}

function freeLogin(tx: WriteDb, login: string, id: string): string {
  const taken = tx.one(q.selectFrom('accounts').select('account_id').where('login', '=', login)) !== undefined
  return taken ? `${login.slice(0, 30)}-${id.slice(-6)}` : login
}
