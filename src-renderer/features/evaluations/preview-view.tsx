import type { EvaluationPreview } from '../../../src-contract/features/evaluations.shapes.ts'
import { useFormat, useText } from '../../text/language.ts'
import { Notice } from '../../ui/notice.tsx'
import classes from '../assessment/assessment.module.css'

const counts = ['rows', 'counted', 'uncounted', 'incomplete', 'rejected', 'callBacks'] as const

/** What a file would bring, all that is wrong with it by row, and who still has too few answers. */
export function PreviewView({ preview }: { preview: EvaluationPreview }) {
  const words = useText().evaluations
  const format = useFormat()
  const { problems, problemCount, few } = preview
  const columnName = (column: string | null): string => (column === null ? '' : (words.fields[column] ?? column))
  return (
    <>
      <dl className={classes.headline}>
        {counts.map((key) => (
          <div key={key}>
            <dt title={key === 'uncounted' ? words.uncountedMeans : undefined}>{words.counts[key]}</dt>
            <dd>{format.number(preview.counts[key])}</dd>
          </div>
        ))}
      </dl>
      {few.length > 0 && !preview.refused ? (
        <Notice tone="warn">
          {words.few(format.list(few.map(({ name, answers }) => words.fewOne(name, format.number(answers)))))}
        </Notice>
      ) : null}
      {problems.length === 0 ? <p className={classes.quiet}>{words.noProblems}</p> : null}
      {problems.length === 0 ? null : (
        <div className={classes.problems}>
          <table className={classes.table} aria-label={words.problemsTitle}>
            <thead>
              <tr>
                <th scope="col">{words.row}</th>
                <th scope="col">{words.column}</th>
                <th scope="col">{words.what}</th>
              </tr>
            </thead>
            <tbody>
              {problems.map((problem) => (
                <tr key={`${problem.row} ${problem.code} ${problem.column}`}>
                  <th scope="row">{problem.row === null ? words.wholeFile : format.number(problem.row)}</th>
                  <td>{columnName(problem.column)}</td>
                  <td>
                    {problem.code} {words.problems[problem.code]}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {problemCount > problems.length ? (
        <p className={classes.quiet}>{words.more(format.number(problemCount - problems.length))}</p>
      ) : null}
    </>
  )
}
