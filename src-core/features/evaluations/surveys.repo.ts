import type { Survey, SurveyId } from '../../../src-contract/features/evaluations.shapes.ts'
import type { Instant, LocalDate } from '../../../src-contract/ids.ts'
import type { Invitation } from '../../../src-domain/evaluations/judge-file.ts'
import { q } from '../../query.ts'
import type { ReadDb, WriteDb } from '../../store/sql.ts'

export type StoredSurvey = Omit<Survey, 'imports'>

/** Surveys, the newest period first; one where an id or a period is given. */
export function storedSurveys(db: ReadDb, wanted: { surveyId?: string; period?: string } = {}): StoredSurvey[] {
  let query = q
    .selectFrom('surveys as s')
    .innerJoin('accounts as a', 'a.account_id', 's.prepared_by')
    .selectAll('s')
    .select('a.name as prepared_name')
    .orderBy('s.to_date', 'desc')
  if (wanted.surveyId !== undefined) query = query.where('s.survey_id', '=', wanted.surveyId)
  if (wanted.period !== undefined) query = query.where('s.period', '=', wanted.period)
  return db.all(query).map((row) => ({
    surveyId: row.survey_id as SurveyId,
    ...{ code: row.code, period: row.period, from: row.from_date as LocalDate, to: row.to_date as LocalDate },
    ...{ agency: row.agency, invited: row.invited, frameSha256: row.frame_sha256 },
    ...{ preparedAt: row.prepared_at as Instant, preparedByName: row.prepared_name },
  }))
}

export type StoredInvitation = {
  readonly token: string
  readonly officerId: string
  readonly code: string
  readonly beat: string
  readonly entryId: string
  readonly serviceType: string
  readonly serviceDate: string
  readonly channel: string
  readonly solicitedBy: Invitation['solicitedBy']
}

export function insertSurvey(
  tx: WriteDb,
  survey: {
    surveyId: string
    code: string
    periodKind: string
    period: string
    from: string
    to: string
    agency: string
    frameSha256: string
    at: string
    by: string
  },
  invitations: readonly StoredInvitation[],
): void {
  tx.run(
    q.insertInto('surveys').values({
      ...{ survey_id: survey.surveyId, code: survey.code, period_kind: survey.periodKind, period: survey.period },
      ...{ from_date: survey.from, to_date: survey.to, agency: survey.agency, invited: invitations.length },
      ...{ frame_sha256: survey.frameSha256, prepared_at: survey.at, prepared_by: survey.by },
    }),
  )
  for (const [position, one] of invitations.entries())
    tx.run(
      q.insertInto('survey_invitations').values({
        ...{ survey_id: survey.surveyId, token: one.token, position, officer_id: one.officerId, code: one.code },
        ...{ beat: one.beat, entry_id: one.entryId, service_type: one.serviceType, service_date: one.serviceDate },
        ...{ channel: one.channel, solicited_by: one.solicitedBy },
      }),
    )
}

/** In the order of the table that the agency got. */
export function invitationsOf(db: ReadDb, surveyId: string): StoredInvitation[] {
  return db
    .all(q.selectFrom('survey_invitations').selectAll().where('survey_id', '=', surveyId).orderBy('position'))
    .map((row) => ({
      ...{ token: row.token, officerId: row.officer_id, code: row.code, beat: row.beat, entryId: row.entry_id },
      ...{ serviceType: row.service_type, serviceDate: row.service_date, channel: row.channel },
      solicitedBy: row.solicited_by as Invitation['solicitedBy'],
    }))
}

export type ServedEntry = {
  entryId: string
  book: string
  state: string
  day: string
  beat: string
  officerId: string
  code: string
  addressKey: string | null
}

/** Filed entries of these books whose day lies in the span, of officers who are scored. */
export function servedEntries(db: ReadDb, books: readonly string[], from: string, to: string): ServedEntry[] {
  return books.flatMap((book) =>
    db.all(
      q
        .selectFrom('entries as e')
        .innerJoin('accounts as a', 'a.account_id', 'e.officer_id')
        .select(['e.entry_id as entryId', 'e.book', 'e.state', 'e.occurred_on as day', 'e.beat'])
        .select(['a.account_id as officerId', 'a.staff_number as code', 'e.address_key as addressKey'])
        .where('e.book', '=', book)
        .where('e.stage', '=', 'filed')
        .where('e.occurred_on', '>=', from)
        .where('e.occurred_on', '<=', to)
        .where('a.role', '=', 'officer')
        .where('a.staff_kind', '=', 'officer'),
    ),
  )
}
