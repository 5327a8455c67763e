import { indicatorIds } from '../../../src-contract/features/assessment.snapshot.ts'
import type { RunId } from '../../../src-contract/features/assessment.shapes.ts'
import { rpc } from '../../rpc/client.ts'
import { useCall } from '../../rpc/hooks.ts'
import { useText } from '../../text/language.ts'
import { ErrorNotice } from '../../ui/error-notice.tsx'
import classes from './assessment.module.css'
import { useFigures } from './figures.ts'
import { useIndicatorNames } from './indicator-names.ts'

/** What a version changed, officer by officer and indicator by indicator. */
export function DiffTable({ runId }: { runId: RunId }) {
  const words = useText().assessment
  const { points, amount } = useFigures()
  const nameOf = useIndicatorNames()
  const { value, error, again } = useCall((signal) => rpc.assessment.diff({ runId }, { signal }), [runId])
  if (error) return <ErrorNotice error={error} onRetry={again} />
  if (value === undefined || value.before === null) return null
  const figure = (good: number | null, due: number | null): string =>
    good === null || due === null ? words.none : `${amount(good)} / ${amount(due)}`
  return (
    <section aria-label={words.changes}>
      <h2 className={classes.section}>{words.changesFrom(value.before)}</h2>
      {value.officers.length === 0 ? <p className={classes.text}>{words.noChanges}</p> : null}
      {value.officers.length > 0 ? (
        <table className={classes.table} aria-label={words.changes}>
          <thead>
            <tr>
              <th scope="col">{words.officer}</th>
              <th scope="col">{words.result.indicator}</th>
              <th scope="col" data-align="end">
                {words.result.figure}
              </th>
              <th scope="col" data-align="end">
                {words.result.points}
              </th>
            </tr>
          </thead>
          <tbody>
            {value.officers.flatMap((officer) => [
              <tr key={officer.officerId}>
                <th scope="row">{officer.name}</th>
                <td>{words.total}</td>
                <td />
                <td data-align="end">
                  {points(officer.before, words.none)} → {points(officer.after, words.none)}
                </td>
              </tr>,
              ...indicatorIds.flatMap((id) =>
                officer.indicators
                  .filter((one) => one.id === id)
                  .map((one) => (
                    <tr key={`${officer.officerId} ${id}`}>
                      <td />
                      <td>{nameOf(id)}</td>
                      <td data-align="end">
                        {figure(one.goodBefore, one.dueBefore)} → {figure(one.goodAfter, one.dueAfter)}
                      </td>
                      <td data-align="end">
                        {points(one.pointsBefore, '')} → {points(one.pointsAfter, '')}
                      </td>
                    </tr>
                  )),
              ),
            ])}
          </tbody>
        </table>
      ) : null}
    </section>
  )
}
