import { rpc } from '../../rpc/client.ts'
import { useCall, useDataChanged } from '../../rpc/hooks.ts'
import { useFormat, useText } from '../../text/language.ts'
import { ErrorNotice } from '../../ui/error-notice.tsx'
import { Loading } from '../../ui/loading.tsx'
import classes from './assessment.module.css'
import { useIndicatorNames } from './indicator-names.ts'
import { ResultView } from './result-view.tsx'

/** Days shown, the newest first. */
const mostDays = 31

/** The caller's running period: the same figures as in a result, and what each day added. */
export function ProgressTab() {
  const words = useText().assessment
  const format = useFormat()
  const nameOf = useIndicatorNames()
  const { value, error, again } = useCall((signal) => rpc.assessment.progress({}, { signal }), [])
  useDataChanged('ledger', again)
  const days = new Map<string, string[]>()
  for (const { indicator, day, good, due } of value?.days ?? [])
    days.set(day, [
      ...(days.get(day) ?? []),
      `${nameOf(indicator)} ${due === 0 ? `+${format.number(good)}` : `${format.number(good)} / ${format.number(due)}`}`,
    ])
  const shown = [...days].sort(([a], [b]) => (a < b ? 1 : -1)).slice(0, mostDays)
  return (
    <>
      {error ? <ErrorNotice error={error} onRetry={again} /> : null}
      {value === undefined && error === undefined ? <Loading /> : null}
      {value ? (
        <>
          <div className={classes.toolbar}>
            <strong>{words.progress.asOf(value.period, value.asOf)}</strong>
            <span className={classes.quiet}>{words.progress.means}</span>
          </div>
          <ResultView runId={null} period={value.period} result={value.result} />
          {shown.length > 0 ? (
            <section aria-label={words.progress.days}>
              <h2 className={classes.section}>{words.progress.days}</h2>
              <table className={classes.table} aria-label={words.progress.days}>
                <thead>
                  <tr>
                    <th scope="col">{words.progress.day}</th>
                    <th scope="col">{words.progress.added}</th>
                  </tr>
                </thead>
                <tbody>
                  {shown.map(([day, added]) => (
                    <tr key={day}>
                      <th scope="row">{day}</th>
                      <td>{format.list(added)}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </section>
          ) : null}
        </>
      ) : null}
    </>
  )
}
