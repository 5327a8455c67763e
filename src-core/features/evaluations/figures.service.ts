import type { ParsedInputOf } from '../../../src-contract/contract.ts'
import { failure, success } from '../../../src-contract/errors.ts'
import type { EvaluationPreview, Satisfaction } from '../../../src-contract/features/evaluations.shapes.ts'
import type { AccountId } from '../../../src-contract/ids.ts'
import { figuresOf, rateOf, responseBounds, type Weighed } from '../../../src-domain/evaluations/figures.ts'
import { isCounted, type Answer as JudgedAnswer } from '../../../src-domain/evaluations/judge-file.ts'
import { scrubComment } from '../../../src-domain/evaluations/scrub-comment.ts'
import { suppress } from '../../../src-domain/evaluations/suppression.ts'
import { rounded } from '../../../src-domain/scoring/fraction.ts'
import { q } from '../../query.ts'
import type { Context } from '../../rpc/context.ts'
import type { Answer } from '../../rpc/handler.ts'
import type { ReadDb } from '../../store/sql.ts'
import { schemeFor } from '../assessment/assessment.facts.ts'
import { takeOfficeWords } from './office-words.acts.ts'
import { storedAnswers, type StoredAnswer } from './imports.repo.ts'
import { invitationsOf, storedSurveys, type StoredSurvey } from './surveys.repo.ts'

/** Invited officers by staff number, each with the answers that count. */
export type SurveyedOfficer = {
  readonly officerId: string
  readonly number: string
  readonly name: string
  readonly invited: number
  readonly answers: readonly Weighed[]
}

export function surveyedOfficers(db: ReadDb, surveyId: string, answers: readonly StoredAnswer[]): SurveyedOfficer[] {
  const invited = new Map<string, number>()
  for (const { officerId } of invitationsOf(db, surveyId)) invited.set(officerId, (invited.get(officerId) ?? 0) + 1)
  const ids = [...invited.keys()]
  const byOfficer = new Map<string, Weighed[]>(ids.map((id) => [id, []]))
  for (const answer of answers)
    if (isCounted(answer) && answer.officer !== null) byOfficer.get(answer.officer)?.push(answer)
  return db
    .all(
      q
        .selectFrom('accounts')
        .select(['account_id', 'staff_number', 'name'])
        .where('account_id', 'in', ids.length === 0 ? [''] : ids)
        .orderBy('staff_number')
        .orderBy('account_id'),
    )
    .map(({ account_id: officerId, staff_number: number, name }) => ({
      ...{ officerId, number, name, invited: invited.get(officerId) ?? 0 },
      answers: byOfficer.get(officerId) ?? [],
    }))
}

/** A rate with what surrounds it; `shown` false keeps the rate and its bounds back. */
export function satisfactionOf(answers: readonly Weighed[], invited: number, shown: boolean): Satisfaction {
  const figures = figuresOf(answers)
  const rate = rateOf(figures)
  const bounds = rate === null ? null : responseBounds(rate, figures.answers, invited)
  return {
    ...{ invited, answered: figures.answers },
    responseRate: invited === 0 ? null : Math.round((figures.answers * 10_000) / invited),
    rate: shown && rate !== null ? rounded(rate) : null,
    low: shown && bounds !== null ? rounded(bounds.low) : null,
    high: shown && bounds !== null ? rounded(bounds.high) : null,
  }
}

/** Answers below which there is no figure, by the scheme of the survey's period. */
function fewestAnswers(db: ReadDb, from: string): number {
  const { num, den } = schemeFor(db, from).fewestAnswers
  return Number(num / den)
}

/** TP07: who would still have too few answers for a figure, these new ones included. */
export function fewOfficers(
  db: ReadDb,
  { surveyId, from }: Pick<StoredSurvey, 'surveyId' | 'from'>,
  more: readonly Pick<JudgedAnswer, 'officer' | 'weight'>[],
): EvaluationPreview['few'] {
  const least = fewestAnswers(db, from)
  return surveyedOfficers(db, surveyId, storedAnswers(db, surveyId, false)).flatMap((one) => {
    const fresh = more.filter((answer) => answer.officer === one.officerId && isCounted(answer)).length
    const answers = one.answers.length + fresh
    return answers < least ? [{ number: one.number, name: one.name, answers }] : []
  })
}

export function figures(
  ctx: Context,
  { surveyId }: ParsedInputOf<'evaluations.figures'>,
): Answer<'evaluations.figures'> {
  const survey = storedSurveys(ctx.db, { surveyId })[0]
  if (survey === undefined) return failure('evaluations/gone')
  takeOfficeWords(ctx)
  const answers = storedAnswers(ctx.db, surveyId, true)
  const officers = surveyedOfficers(ctx.db, surveyId, answers)
  const least = fewestAnswers(ctx.db, survey.from)
  const shown = suppress(
    officers.map((one) => ({ id: one.officerId, answers: one.answers.length })),
    least,
  )
  const all = officers.flatMap((one) => one.answers)
  ctx.audit({ action: 'view', record: surveyId, detail: { what: 'evaluation-figures' } })
  return success({
    officers: officers.map((one) => ({
      ...{ officerId: one.officerId as AccountId, number: one.number, name: one.name },
      ...satisfactionOf(one.answers, one.invited, !shown.hidden.has(one.officerId)),
    })),
    station: satisfactionOf(all, survey.invited, shown.total),
    comments: all.length < least ? [] : comments(ctx.db, answers),
  })
}

/** Of the whole station, without day, channel or officer, in the order of their words; what several said is one line. */
function comments(db: ReadDb, answers: readonly StoredAnswer[]): { text: string; times: number }[] {
  const names = db.all(q.selectFrom('accounts').select('name')).map(({ name }) => name)
  const times = new Map<string, number>()
  for (const answer of answers) {
    if (!isCounted(answer) || answer.comment === '') continue
    const text = scrubComment(answer.comment, names)
    times.set(text, (times.get(text) ?? 0) + 1)
  }
  return [...times]
    .map(([text, count]) => ({ text, times: count }))
    .sort((a, b) => (a.text < b.text ? -1 : 1))
    .slice(0, 500)
}
