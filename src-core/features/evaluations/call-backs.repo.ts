import type { CallBackCase, CaseId } from '../../../src-contract/features/evaluations.shapes.ts'
import type { EntryId, Instant, LocalDate } from '../../../src-contract/ids.ts'
import { q } from '../../query.ts'
import type { ReadDb, WriteDb } from '../../store/sql.ts'

export type StoredCase = CallBackCase & { readonly officerId: string }

const cases = () =>
  q
    .selectFrom('call_back_cases as c')
    .innerJoin('surveys as s', 's.survey_id', 'c.survey_id')
    .innerJoin('entries as e', 'e.entry_id', 'c.entry_id')
    .innerJoin('accounts as o', 'o.account_id', 'c.officer_id')
    .leftJoin('accounts as b', 'b.account_id', 'c.closed_by')
    .selectAll('c')
    .select(['s.code as survey', 'e.number', 'e.book', 'o.name as officer_name', 'b.name as closed_name'])

/** Open cases first, the soonest due first; a year of closed ones. `except`: whose own cases are left out. */
export function storedCases(db: ReadDb, except: string): StoredCase[] {
  return db
    .all(
      cases()
        .where('c.officer_id', '<>', except)
        .orderBy((eb) => eb('c.closed_at', 'is not', null))
        .orderBy('c.due_on')
        .orderBy('c.case_id')
        .limit(500),
    )
    .map(caseOf)
}

/** Those that wait, the soonest due first: the home page asks often, and closed ones grow. */
export function waitingCases(db: ReadDb, except: string): StoredCase[] {
  return db
    .all(
      cases()
        .where('c.closed_at', 'is', null)
        .where('c.due_on', '>', '')
        .where('c.officer_id', '<>', except)
        .orderBy('c.due_on')
        .orderBy('c.case_id')
        .limit(500),
    )
    .map(caseOf)
}

export function findCase(db: ReadDb, caseId: string): StoredCase | undefined {
  const row = db.one(cases().where('c.case_id', '=', caseId))
  return row === undefined ? undefined : caseOf(row)
}

function caseOf(row: {
  case_id: string
  survey: string
  officer_id: string
  entry_id: string
  number: string
  book: string
  officer_name: string
  due_on: string
  outcome: string | null
  note: string | null
  closed_at: string | null
  closed_name: string | null
}): StoredCase {
  return {
    caseId: row.case_id as CaseId,
    ...{ survey: row.survey, officerId: row.officer_id, officerName: row.officer_name },
    ...{ entryId: row.entry_id as EntryId, number: row.number, book: row.book, dueOn: row.due_on as LocalDate },
    ...{ outcome: row.outcome as CallBackCase['outcome'], note: row.note },
    ...{ closedAt: row.closed_at as Instant | null, closedByName: row.closed_name },
  }
}

/** Cases for the answers of an import that ask for one; a token has at most one. */
export function openCases(
  tx: WriteDb,
  importId: string,
  made: { at: string; dueOn: string; newId: () => string },
): number {
  const wanted = tx.all(
    q
      .selectFrom('evaluation_answers as a')
      .innerJoin('survey_invitations as i', (join) =>
        join.onRef('i.survey_id', '=', 'a.survey_id').onRef('i.token', '=', 'a.token'),
      )
      .select(['i.survey_id', 'i.token', 'i.officer_id', 'i.entry_id'])
      .where('a.import_id', '=', importId)
      .where('a.call_back', '=', 1)
      .orderBy('i.position'),
  )
  for (const one of wanted)
    tx.run(
      q
        .insertInto('call_back_cases')
        .values({
          ...{ case_id: made.newId(), survey_id: one.survey_id, token: one.token, officer_id: one.officer_id },
          ...{ entry_id: one.entry_id, opened_at: made.at, due_on: made.dueOn },
          ...{ outcome: null, note: null, closed_at: null, closed_by: null },
        })
        .onConflict((known) => known.columns(['survey_id', 'token']).doNothing()),
    )
  return wanted.length
}

export function closeCase(
  tx: WriteDb,
  caseId: string,
  closing: { outcome: string; note: string; closed_at: string; closed_by: string },
): void {
  tx.run(q.updateTable('call_back_cases').set(closing).where('case_id', '=', caseId))
}
