import type {
  Acting,
  ActingId,
  Assignment,
  AssignmentId,
  Cover,
  CoverId,
} from '../../../src-contract/features/duty.shapes.ts'
import type { AccountId, Instant, LocalDate } from '../../../src-contract/ids.ts'
import type { StaffKind } from '../../../src-contract/roles.ts'
import { q } from '../../query.ts'
import type { ReadDb } from '../../store/sql.ts'

export function allAssignments(db: ReadDb): Assignment[] {
  return db
    .all(
      q
        .selectFrom('beat_assignments as s')
        .innerJoin('accounts as a', 'a.account_id', 's.account_id')
        .select(['s.assignment_id', 's.account_id', 's.beat', 's.from_date', 's.to_date', 'a.name', 'a.staff_kind'])
        .where('s.removed_at', 'is', null)
        .orderBy('s.beat')
        .orderBy('s.from_date', 'desc')
        .orderBy('s.assignment_id'),
    )
    .map((row) => ({
      assignmentId: row.assignment_id as AssignmentId,
      accountId: row.account_id as AccountId,
      name: row.name,
      staffKind: row.staff_kind as StaffKind,
      beat: row.beat,
      from: row.from_date as LocalDate,
      to: row.to_date as LocalDate | null,
    }))
}

export function allCovers(db: ReadDb): (Cover & { staffKind: StaffKind })[] {
  return db
    .all(
      q
        .selectFrom('beat_covers as c')
        .innerJoin('accounts as a', 'a.account_id', 'c.covered_id')
        .innerJoin('accounts as b', 'b.account_id', 'c.covering_id')
        .select([
          ...(['c.cover_id', 'c.beat', 'c.covered_id', 'c.covering_id', 'c.from_date', 'c.to_date'] as const),
          ...(['a.name as covered_name', 'b.name as covering_name', 'b.staff_kind'] as const),
        ])
        .where('c.removed_at', 'is', null)
        .orderBy('c.from_date', 'desc')
        .orderBy('c.cover_id'),
    )
    .map((row) => ({
      coverId: row.cover_id as CoverId,
      beat: row.beat,
      coveredId: row.covered_id as AccountId,
      coveredName: row.covered_name,
      coveringId: row.covering_id as AccountId,
      coveringName: row.covering_name,
      staffKind: row.staff_kind as StaffKind,
      from: row.from_date as LocalDate,
      to: row.to_date as LocalDate,
    }))
}

export function allActing(db: ReadDb): Acting[] {
  return db
    .all(
      q
        .selectFrom('acting_periods as p')
        .innerJoin('accounts as a', 'a.account_id', 'p.chief_id')
        .innerJoin('accounts as b', 'b.account_id', 'p.deputy_id')
        .select([
          ...([
            'p.acting_id',
            'p.chief_id',
            'p.deputy_id',
            'p.from_date',
            'p.to_date',
            'p.reason',
            'p.signed_at',
          ] as const),
          ...(['a.name as chief_name', 'b.name as deputy_name'] as const),
        ])
        .where('p.removed_at', 'is', null)
        .orderBy('p.from_date', 'desc')
        .orderBy('p.acting_id'),
    )
    .map((row) => ({
      actingId: row.acting_id as ActingId,
      chiefId: row.chief_id as AccountId,
      chiefName: row.chief_name,
      deputyId: row.deputy_id as AccountId,
      deputyName: row.deputy_name,
      from: row.from_date as LocalDate,
      to: row.to_date as LocalDate,
      reason: row.reason,
      signedAt: row.signed_at as Instant,
    }))
}
