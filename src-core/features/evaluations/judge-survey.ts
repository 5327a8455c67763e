import type { EvaluationCounts } from '../../../src-contract/features/evaluations.shapes.ts'
import type { EvaluationMapping } from '../../../src-domain/evaluations/columns.ts'
import {
  isCounted,
  judgeFile,
  rejectedRows,
  type EvaluationTable,
  type FileVerdict,
  type Invitation,
  type Survey as JudgedSurvey,
} from '../../../src-domain/evaluations/judge-file.ts'
import type { ReadDb } from '../../store/sql.ts'
import { storedAnswers, type Rejected } from './imports.repo.ts'
import { invitationsOf, type StoredSurvey } from './surveys.repo.ts'

/** Everything a file of the survey is judged against, as it is now: invitations, and what earlier files brought. */
export function surveyNow(db: ReadDb, { surveyId, from, to }: StoredSurvey): JudgedSurvey {
  const earlier = storedAnswers(db, surveyId, false)
  return {
    ...{ from, to },
    invitations: new Map(
      invitationsOf(db, surveyId).map(({ token, officerId, code, beat, solicitedBy }): [string, Invitation] => [
        token,
        { officer: officerId, codes: [code, beat], solicitedBy },
      ]),
    ),
    counted: new Set(earlier.flatMap(({ token }) => token ?? [])),
    responses: new Set(earlier.map(({ responseId }) => responseId)),
  }
}

export type Judged = { readonly verdict: FileVerdict; readonly counts: EvaluationCounts }

export function judgeNow(db: ReadDb, survey: StoredSurvey, table: EvaluationTable, mapping: EvaluationMapping): Judged {
  const verdict = judgeFile(table, mapping, surveyNow(db, survey))
  const { answers, problems, incomplete } = verdict
  const counted = answers.filter(isCounted).length
  const rejected = new Set(problems.flatMap(({ row }) => row ?? [])).size
  return {
    verdict,
    counts: {
      rows: table.rows.length,
      ...{ counted, uncounted: answers.length - counted, incomplete: incomplete.length, rejected },
      callBacks: answers.filter(({ callBack, token }) => callBack && token !== null).length,
    },
  }
}

/** What a problem's column is called in the file; a field that no column stands for keeps its own name. */
export function headingOf(table: EvaluationTable, mapping: EvaluationMapping, column: string | null): string | null {
  if (column === null) return null
  const key = Object.entries(mapping).find(([, field]) => field === column)?.[0] ?? column
  return table.columns.find((one) => one.key === key)?.heading ?? column
}

/** The rows that stay out, as they came. Of a refused file nothing is kept: it may hold what it must not. */
export function rejectedFile(table: EvaluationTable, mapping: EvaluationMapping, verdict: FileVerdict): Rejected {
  return {
    headings: table.columns.map(({ heading }) => heading),
    rows: rejectedRows(table, verdict).map(({ row, problems }) => ({
      row: row.row,
      cells: table.columns.map(({ key }) => row.cells[key] ?? ''),
      problems: problems.map(({ code, column }) => ({ code, column: headingOf(table, mapping, column) })),
    })),
  }
}
