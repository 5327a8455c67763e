import type { EvaluationSummary, PartInputs } from '../../../src-contract/features/assessment.snapshot.ts'
import type { OutputOf } from '../../../src-contract/contract.ts'
import { figuresOf, satisfactionInput, type Weighed } from '../../../src-domain/evaluations/figures.ts'
import { suppress } from '../../../src-domain/evaluations/suppression.ts'
import type { ReadDb } from '../../store/sql.ts'
import { waitingCases } from './call-backs.repo.ts'
import { satisfactionOf, surveyedOfficers } from './figures.service.ts'
import { storedAnswers, storedImports } from './imports.repo.ts'
import { storedSurveys } from './surveys.repo.ts'

/** What a survey says for a run: by officer the inputs of O1 and what is printed, and the station's line. */
export type PeriodSurvey = {
  readonly officers: ReadonlyMap<string, { readonly input: PartInputs['O1']; readonly summary: EvaluationSummary }>
  readonly station: EvaluationSummary
}

/** null before a file of the period's survey is imported. @param fewest answers for a figure (k) */
export function surveyOf(db: ReadDb, period: string, fewest: number): PeriodSurvey | null {
  const survey = storedSurveys(db, { period })[0]
  if (survey === undefined) return null
  const imports = storedImports(db, { surveyId: survey.surveyId }).filter(({ state }) => state === 'imported')
  const newest = imports[0]
  if (newest === undefined) return null
  const officers = surveyedOfficers(db, survey.surveyId, storedAnswers(db, survey.surveyId, true))
  const shown = suppress(
    officers.map((one) => ({ id: one.officerId, answers: one.answers.length })),
    fewest,
  )
  const unsigned = imports.find(({ signer }) => signer === null)
  const head = {
    ...{ agency: survey.agency, survey: survey.code, fileSha256: newest.sha256 },
    trust: unsigned === undefined ? ('signed' as const) : ('two-persons' as const),
    documentNumber: unsigned?.documentNumber ?? null,
  }
  const summary = (answers: readonly Weighed[], invited: number, isShown: boolean): EvaluationSummary => ({
    ...head,
    ...satisfactionOf(answers, invited, isShown),
  })
  const all = officers.flatMap(({ answers }) => answers)
  return {
    officers: new Map(
      officers.map((one) => {
        const input = satisfactionInput(figuresOf(one.answers), fewest)
        return [
          one.officerId,
          {
            input: typeof input === 'string' ? input : { ...input, stationMean: null },
            summary: summary(one.answers, one.invited, !shown.hidden.has(one.officerId)),
          },
        ]
      }),
    ),
    station: summary(all, survey.invited, shown.total),
  }
}

/** Call-back cases that wait, the soonest due first; not those about the caller. */
export function openCallBacks(db: ReadDb, accountId: string): OutputOf<'home.today'>['callBacks'] {
  return waitingCases(db, accountId).map(({ caseId, number, book, dueOn }) => ({ caseId, number, book, dueOn }))
}
