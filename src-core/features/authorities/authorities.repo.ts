import type { AuthorityRoot } from '../../../src-contract/features/authorities.contract.ts'
import type { Instant, LocalDate } from '../../../src-contract/ids.ts'
import { q } from '../../query.ts'
import type { ReadDb, WriteDb } from '../../store/sql.ts'

/** Roots by their names, those that wait for the second person among them. */
export function storedRoots(db: ReadDb): AuthorityRoot[] {
  return db
    .all(
      q
        .selectFrom('authority_roots as r')
        .innerJoin('accounts as a', 'a.account_id', 'r.added_by')
        .leftJoin('accounts as c', 'c.account_id', 'r.confirmed_by')
        .select(['r.sha256', 'r.name', 'r.from_date', 'r.to_date', 'r.added_at', 'r.confirmed_at'])
        .select(['a.name as added_name', 'c.name as confirmed_name'])
        .orderBy('r.name')
        .orderBy('r.sha256'),
    )
    .map((row) => ({
      ...{ sha256: row.sha256, name: row.name, from: row.from_date as LocalDate, to: row.to_date as LocalDate },
      ...{ addedAt: row.added_at as Instant, addedByName: row.added_name },
      ...{ confirmedAt: row.confirmed_at as Instant | null, confirmedByName: row.confirmed_name },
    }))
}

export function rootOf(db: ReadDb, sha256: string): { added_by: string; confirmed_at: string | null } | undefined {
  return db.one(q.selectFrom('authority_roots').select(['added_by', 'confirmed_at']).where('sha256', '=', sha256))
}

export function insertRoot(
  tx: WriteDb,
  root: { sha256: string; der: Buffer; name: string; from: string; to: string; at: string; by: string },
): void {
  tx.run(
    q.insertInto('authority_roots').values({
      ...{ sha256: root.sha256, der: root.der, name: root.name, from_date: root.from, to_date: root.to },
      ...{ added_at: root.at, added_by: root.by, confirmed_at: null, confirmed_by: null },
    }),
  )
}

export function confirmRoot(tx: WriteDb, sha256: string, by: string, at: string): void {
  tx.run(q.updateTable('authority_roots').set({ confirmed_at: at, confirmed_by: by }).where('sha256', '=', sha256))
}

export function deleteRoot(tx: WriteDb, sha256: string): void {
  tx.run(q.deleteFrom('authority_roots').where('sha256', '=', sha256))
}

/** DER of the roots that two persons vouch for. */
export function confirmedRoots(db: ReadDb): Buffer[] {
  return db
    .all(q.selectFrom('authority_roots').select('der').where('confirmed_at', 'is not', null).orderBy('sha256'))
    .map(({ der }) => Buffer.from(der))
}

export function storedRevocations(db: ReadDb): { serial: string; reason: string; at: Instant; byName: string }[] {
  return db
    .all(
      q
        .selectFrom('revoked_certificates as r')
        .innerJoin('accounts as a', 'a.account_id', 'r.account_id')
        .select(['r.serial', 'r.reason', 'r.at', 'a.name'])
        .orderBy('r.at', 'desc'),
    )
    .map(({ serial, reason, at, name }) => ({ serial, reason, at: at as Instant, byName: name }))
}

export function insertRevocation(
  tx: WriteDb,
  revocation: { serial: string; reason: string; at: string; account_id: string },
): void {
  tx.run(
    q
      .insertInto('revoked_certificates')
      .values(revocation)
      .onConflict((known) => known.column('serial').doNothing()),
  )
}
