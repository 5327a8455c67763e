import type { ImportPreview } from '../../../src-contract/features/sources.contract.ts'
import { useFormat, useLabel, useText } from '../../text/language.ts'
import { Tag } from '../../ui/tag.tsx'
import type { Catalog } from './import-job.ts'
import classes from './sources-screen.module.css'

type Props = { problems: ImportPreview['problems']; system: Catalog[number] }

/** Problems of the rows, grouped by kind and field, each with the rows in which to look first. */
export function RowProblems({ problems, system }: Props) {
  const text = useText()
  const label = useLabel()
  const format = useFormat()
  const words = text.sources
  const fieldName = (key: string) => {
    const field = system.fields.find((one) => one.key === key)
    return field ? label(field.label) : key
  }
  const sorted = [...problems].sort((a, b) =>
    a.severity === b.severity ? b.count - a.count : a.severity === 'error' ? -1 : 1,
  )
  return (
    <section className={classes.part} aria-label={words.problems}>
      <h2>{words.problems}</h2>
      {problems.length === 0 ? <p className={classes.means}>{words.noProblems}</p> : null}
      {sorted.length > 0 ? (
        <table className={classes.problems}>
          <thead>
            <tr>
              <th scope="col">{words.problemColumns.kind}</th>
              <th scope="col">{words.problemColumns.field}</th>
              <th scope="col" data-align="end">
                {words.problemColumns.count}
              </th>
              <th scope="col">{words.problemColumns.effect}</th>
              <th scope="col">{words.problemColumns.examples}</th>
            </tr>
          </thead>
          <tbody>
            {sorted.map((problem) => (
              <tr key={`${problem.kind} ${problem.field} ${problem.severity}`}>
                <th scope="row">{text.rowProblems[problem.kind]}</th>
                <td>{fieldName(problem.field)}</td>
                <td data-align="end">{format.number(problem.count)}</td>
                <td>
                  <Tag tone={problem.severity === 'error' ? 'bad' : 'warn'}>
                    {problem.severity === 'error' ? words.error : words.warning}
                  </Tag>
                </td>
                <td>
                  {format.list(
                    problem.examples.map(({ row, expected }) =>
                      expected === undefined ? String(row) : words.exampleWith(String(row), expected),
                    ),
                  )}
                  {problem.count > problem.examples.length ? ` ${words.andMore}` : ''}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : null}
    </section>
  )
}
