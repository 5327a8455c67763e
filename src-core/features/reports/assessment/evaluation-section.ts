import type { EvaluationSummary } from '../../../../src-contract/features/assessment.snapshot.ts'
import type { Content } from '../pdfmake-types.ts'
import { grid, heading, note } from './document-parts.ts'
import { percent } from './figures.ts'
import { reportText } from './report-text.ts'

const words = reportText.evaluation

/** What the survey said, with its response rate and what the silent could make of it. */
export function evaluationSection(summary: EvaluationSummary | null): [Content, ...Content[]] {
  if (summary === null) return [note(words.none)]
  const { low, high } = summary
  const bounds = low === null || high === null ? '—' : `${percent(low)} - ${percent(high)}`
  const cells = [
    summary.agency,
    summary.survey,
    String(summary.invited),
    String(summary.answered),
    percent(summary.responseRate),
    summary.rate === null ? words.hidden : percent(summary.rate),
    bounds,
  ]
  const trust = words.trust[summary.trust]
  const document = summary.documentNumber === null ? '' : words.document(summary.documentNumber)
  return [
    {
      table: {
        widths: ['*', '*', 40, 40, 42, 44, 98],
        dontBreakRows: true,
        body: [
          words.columns.map((text) => heading(text, 'center')),
          cells.map((text): Content => ({ text, alignment: 'center' })),
        ],
      },
      layout: grid,
    },
    note(`${trust}${document}${words.note}\n${words.file}：${summary.fileSha256}`),
  ]
}
