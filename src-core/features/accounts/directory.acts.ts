import type { DirectoryRecord } from '../../../src-contract/sync/directory.ts'
import { canonicalJson, type Json } from '../../../src-domain/canonical/canonical-json.ts'
import type { ReadDb, WriteDb } from '../../store/sql.ts'
import { knowBeat } from '../duty/standing-assignments.ts'
import {
  accountRow,
  findRecord,
  governing,
  governingOf,
  isClosed,
  keepRecord,
  markGoverning,
  setAccountRow,
  type AccountRow,
  type KeptRecord,
} from './directory.repo.ts'

// What the platform's signed directory means for the accounts of this PC. Whoever calls has looked at the signature.

/** Whether a record may take the place of the one that was taken before; 'untrue': no honest platform says it. */
export function judgeRecord(db: ReadDb, record: DirectoryRecord, lineage: string): 'newer' | 'known' | 'untrue' {
  const before = findRecord(db, record.account)
  if (before === undefined) return 'newer'
  if (before.record === textOf(record)) return 'known'
  // A platform that was restored from a backup begins anew where the backup stood: what it said last by its own clock stays.
  if (before.lineage !== lineage) return record.at > before.at ? 'newer' : 'known'
  return record.revision > before.revision ? 'newer' : 'untrue'
}

/** Keeps a record; it counts once the directory is settled. @param accountId the account here */
export function takeRecord(tx: WriteDb, record: DirectoryRecord, accountId: string, lineage: string): void {
  const { account: record_id, revision, at, active, beats } = record
  const said = { revision, at, active: active ? 1 : 0, beats: JSON.stringify(beats), record: textOf(record) }
  keepRecord(tx, { record_id, account_id: accountId, lineage, ...said })
}

const textOf = (record: DirectoryRecord): string => canonicalJson(record as unknown as Json)

/** An account that is something else than before. */
export type SettledAccount = { readonly accountId: string; readonly active: boolean; readonly role: string }

/**
 * Makes accounts what the directory says of them by now: also on the day after the last on which one counts. What IT closed on this PC stays
 * closed. The name of log-in stays: the key slot belongs to it.
 *
 * @param quietly what is written in it is not handed over to the platform, which has said it
 */
export function settleDirectory(
  tx: WriteDb,
  { now, today }: { readonly now: string; readonly today: string },
  quietly: (write: () => void) => void,
): SettledAccount[] {
  const records = governing(tx)
  if (records.size === 0) return []
  markGoverning(tx, new Set([...records.values()].flatMap((record) => record?.record_id ?? [])))
  const changed: SettledAccount[] = []
  for (const [accountId, record] of records) {
    const before = accountRow(tx, accountId)
    if (before === undefined) continue
    const said = record === null ? undefined : recordOf(record)
    const active = !isClosed(tx, accountId) && (said === undefined || counts(said, today)) ? 1 : 0
    const wanted: Partial<AccountRow> =
      said === undefined
        ? { active }
        : {
            ...{ active, name: said.name, role: said.role, staff_kind: said.staffKind },
            ...{ staff_number: said.staffNumber, team: said.team },
          }
    if (said !== undefined && active === 1) for (const beat of said.beats) knowBeat(tx, beat, now)
    const differs = Object.entries(wanted).some(([column, value]) => before[column as keyof AccountRow] !== value)
    if (!differs) continue
    quietly(() => setAccountRow(tx, accountId, wanted))
    if (before.active !== active || (wanted.role ?? before.role) !== before.role)
      changed.push({ accountId, active: active === 1, role: wanted.role ?? before.role })
  }
  return changed
}

const counts = ({ active, until }: DirectoryRecord, today: string): boolean =>
  active && (until === undefined || until >= today)

const recordOf = ({ record }: KeptRecord): DirectoryRecord => JSON.parse(record) as DirectoryRecord

/** Whether the directory, and not IT of this PC, keeps somebody from logging in. */
export function isStopped(db: ReadDb, accountId: string, today: string): boolean {
  const record = governingOf(db, accountId)
  return record !== undefined && !counts(recordOf(record), today)
}

/** Why a session cannot go on as it is; null: it can. */
export function endOf(
  db: ReadDb,
  { accountId, role }: { readonly accountId: string; readonly role: string },
): 'stopped' | 'role' | null {
  const row = accountRow(db, accountId)
  // A session of an account that was closed here ends as it always did: at the next lock.
  if (row === undefined || governingOf(db, accountId) === undefined) return null
  if (row.active === 0 && !isClosed(db, accountId)) return 'stopped'
  return row.role === role ? null : 'role'
}
