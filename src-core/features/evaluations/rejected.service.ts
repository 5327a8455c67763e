import type { ParsedInputOf } from '../../../src-contract/contract.ts'
import { failure, success } from '../../../src-contract/errors.ts'
import type { RowProblemCode } from '../../../src-domain/evaluations/judge-file.ts'
import type { Context } from '../../rpc/context.ts'
import type { Answer } from '../../rpc/handler.ts'
import { makeWorkbook } from '../../spreadsheets/make-workbook.ts'
import { fileText } from './file-text.ts'
import { rejectedOf, storedImports, type RejectedRow } from './imports.repo.ts'
import { storedSurveys } from './surveys.repo.ts'

/** The rows that were left out as a file for the agency, each with its number and its reasons in front. */
export async function rejected(
  ctx: Context,
  { importId }: ParsedInputOf<'evaluations.rejected'>,
): Promise<Answer<'evaluations.rejected'>> {
  const found = storedImports(ctx.db, { importId })[0]
  const survey = found && storedSurveys(ctx.db, { surveyId: found.surveyId })[0]
  if (found === undefined || survey === undefined) return failure('evaluations/gone')
  const { headings, rows } = rejectedOf(ctx.db, importId)
  if (rows.length === 0) return failure('evaluations/nothing-rejected')
  ctx.audit({ action: 'export', record: importId, detail: { what: 'evaluation-rejected', rows: rows.length } })
  const columns = [
    { header: fileText.row, kind: 'text' as const, width: 8 },
    { header: fileText.reasons, kind: 'text' as const, width: 40 },
    ...headings.map((header) => ({ header, kind: 'text' as const, width: 16 })),
  ]
  const xlsx = await makeWorkbook(
    {
      sheets: [
        {
          name: fileText.rejectedSheet,
          titleRows: [fileText.rejectedTitle(survey.code, rows.length)],
          columns,
          rows: rows.map((row) => [String(row.row), reasonsOf(row), ...row.cells]),
        },
      ],
    },
    { signal: ctx.signal },
  )
  return success({ xlsx, fileName: `${fileText.rejectedFile}-${survey.period}.xlsx`, rows: rows.length })
}

function reasonsOf({ problems }: RejectedRow): string {
  return problems
    .map(({ code, column }) => fileText.problem(code, fileText.problems[code as RowProblemCode], column))
    .join('；')
}
