import type { OutputOf } from '../../../src-contract/contract.ts'
import { useFormat, useText } from '../../text/language.ts'
import { Tag } from '../../ui/tag.tsx'
import classes from './sources-screen.module.css'

type Problems = OutputOf<'sources.preview'>['problems']

const shownRows = 8

/** Problems grouped by kind, with the first rows as the spreadsheet program numbers them. */
export function PreviewProblems({ problems, fieldName }: { problems: Problems; fieldName: (key: string) => string }) {
  const text = useText()
  const words = text.sources
  const format = useFormat()
  return (
    <>
      <h3>{words.problems}</h3>
      {problems.length === 0 ? <p className={classes.quiet}>{words.noProblems}</p> : null}
      {problems.length === 0 ? null : (
        <table className={classes.table}>
          <tbody>
            {problems.map((problem) => (
              <tr key={`${problem.kind}/${problem.field}`}>
                <td>
                  <Tag tone={problem.severity === 'error' ? 'bad' : 'warn'}>
                    {problem.severity === 'error' ? words.error : words.warning}
                  </Tag>
                </td>
                <td>{fieldName(problem.field)}</td>
                <td>{text.rowProblems[problem.kind]}</td>
                <td data-align="end">{words.problemCount(format.number(problem.count))}</td>
                <td className={classes.quiet}>
                  {words.rows(
                    problem.examples
                      .slice(0, shownRows)
                      .map((row) =>
                        row.expected === undefined ? String(row.row) : `${row.row} (${words.expected(row.expected)})`,
                      )
                      .join(', '),
                  )}
                  {problem.count > shownRows ? ` ${words.andMore}` : ''}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </>
  )
}
