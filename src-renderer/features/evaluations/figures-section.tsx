import type { Satisfaction, SurveyId } from '../../../src-contract/features/evaluations.shapes.ts'
import { rpc } from '../../rpc/client.ts'
import { useCall, useDataChanged } from '../../rpc/hooks.ts'
import { useFormat, useText } from '../../text/language.ts'
import { ErrorNotice } from '../../ui/error-notice.tsx'
import classes from '../assessment/assessment.module.css'
import { useFigures } from '../assessment/figures.ts'

/** What a survey says: by officer from ten answers on, the station's where it gives nobody away, and the comments. */
export function FiguresSection({ surveyId }: { surveyId: SurveyId }) {
  const words = useText().evaluations
  const format = useFormat()
  const { percent } = useFigures()
  const { value, error, again } = useCall((signal) => rpc.evaluations.figures({ surveyId }, { signal }), [surveyId])
  useDataChanged('assessment', again)
  const cells = (one: Satisfaction, hidden: string) => (
    <>
      <td data-align="end">{format.number(one.invited)}</td>
      <td data-align="end">{format.number(one.answered)}</td>
      <td data-align="end">{one.responseRate === null ? '' : percent(one.responseRate)}</td>
      <td data-align="end">{one.rate === null ? hidden : percent(one.rate)}</td>
      <td data-align="end">
        {one.low === null || one.high === null ? '' : words.boundsOf(percent(one.low), percent(one.high))}
      </td>
    </>
  )
  if (value === undefined) return error ? <ErrorNotice error={error} onRetry={again} /> : null
  return (
    <section aria-label={words.figures}>
      <h2 className={classes.section}>{words.figures}</h2>
      <table className={classes.table} aria-label={words.figures}>
        <thead>
          <tr>
            <th scope="col">{words.number}</th>
            <th scope="col">{words.officer}</th>
            {[words.invited, words.answered, words.responseRate, words.rate, words.bounds].map((name) => (
              <th scope="col" data-align="end" key={name}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {value.officers.map((one) => (
            <tr key={one.officerId}>
              <td>{one.number}</td>
              <th scope="row">{one.name}</th>
              {cells(one, words.hidden)}
            </tr>
          ))}
          <tr>
            <td />
            <th scope="row">{words.station}</th>
            {cells(value.station, value.station.answered < 10 ? words.hidden : words.hiddenTotal)}
          </tr>
        </tbody>
      </table>
      <h2 className={classes.section}>{words.comments}</h2>
      {value.comments.length === 0 ? (
        <p className={classes.text}>{words.noComments}</p>
      ) : (
        <ul className={classes.comments}>
          {value.comments.map(({ text, times }) => (
            <li key={text}>{times === 1 ? text : words.several(text, format.number(times))}</li>
          ))}
        </ul>
      )}
    </section>
  )
}
