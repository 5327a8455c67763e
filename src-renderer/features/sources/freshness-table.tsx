import { useFormat, useLabel, useText } from '../../text/language.ts'
import { FreshnessBadge } from '../../ui/system-badge.tsx'
import type { Catalog } from './import-job.ts'
import classes from './sources-screen.module.css'

/** What is held of each of the seven systems, and how old it is. */
export function FreshnessTable({ catalog }: { catalog: Catalog }) {
  const text = useText()
  const label = useLabel()
  const format = useFormat()
  const { columns, lagHours, never } = text.sources
  const time = (instant: string | null) => (instant === null ? '—' : format.time(instant))
  return (
    <table className={classes.freshness} aria-label={text.sources.freshness}>
      <thead>
        <tr>
          <th scope="col">{columns.system}</th>
          <th scope="col">{columns.owner}</th>
          <th scope="col" data-align="end">
            {columns.records}
          </th>
          <th scope="col">{columns.lastReceived}</th>
          <th scope="col">{columns.newest}</th>
          <th scope="col">{columns.lag}</th>
          <th scope="col">{columns.state}</th>
        </tr>
      </thead>
      <tbody>
        {catalog.map((system) => (
          <tr key={system.id}>
            <th scope="row">
              {label(system.name)} <span className={classes.code}>{system.id}</span>
            </th>
            <td>{label(system.owner)}</td>
            <td data-align="end">{format.number(system.records)}</td>
            <td>{system.lastReceived === null ? never : format.time(system.lastReceived)}</td>
            <td>{time(system.newestSourceTime)}</td>
            <td>{lagHours(system.lagHours)}</td>
            <td>
              <FreshnessBadge freshness={system.freshness} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
