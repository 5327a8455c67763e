import { Button } from '@mantine/core'
import { useState } from 'react'
import type { Run } from '../../../src-contract/features/assessment.shapes.ts'
import { allowed } from '../../rpc/allowed.ts'
import { rpc } from '../../rpc/client.ts'
import { useCall, useDataChanged } from '../../rpc/hooks.ts'
import { useSession } from '../../session/session-context.ts'
import { useFormat, useText } from '../../text/language.ts'
import { Blank } from '../../ui/blank.tsx'
import { ErrorNotice } from '../../ui/error-notice.tsx'
import { go } from '../../ui/router.ts'
import { Tag } from '../../ui/tag.tsx'
import classes from './assessment.module.css'
import { SchemesDialog } from './schemes-dialog.tsx'
import { RunDialog } from './run-dialog.tsx'

export const runTones = { preview: 'warn', released: 'good', superseded: 'quiet' } as const

/** Runs of the station, or the released ones with an own result; the newest period first. */
export function RunsTab() {
  const words = useText().assessment
  const format = useFormat()
  const { role, accountId } = useSession()
  const runs = allowed(role, 'assessment.run')
  const [starting, setStarting] = useState(false)
  const [reading, setReading] = useState(false)
  const { value, error, again } = useCall((signal) => rpc.assessment.runs({}, { signal }), [])
  useDataChanged('assessment', again)
  const all = value?.runs ?? []
  const open = (run: Run): void =>
    runs
      ? go({ screen: 'assessment-run', runId: run.runId })
      : go({ screen: 'assessment-result', runId: run.runId, officerId: accountId })
  return (
    <>
      {runs ? (
        <div className={classes.toolbar}>
          <span className={classes.space} />
          <Button variant="default" onClick={() => setReading(true)}>
            {words.schemes.open}
          </Button>
          <Button onClick={() => setStarting(true)}>{words.run}</Button>
        </div>
      ) : null}
      {error ? <ErrorNotice error={error} onRetry={again} /> : null}
      {value && all.length === 0 ? (
        <Blank title={words.emptyTitle}>{runs ? words.emptyChief : words.emptyOfficer}</Blank>
      ) : null}
      {all.length > 0 ? (
        <table className={classes.table} aria-label={words.list}>
          <thead>
            <tr>
              <th scope="col">{words.period}</th>
              <th scope="col">{words.version}</th>
              <th scope="col">{words.status}</th>
              <th scope="col">{words.scheme}</th>
              <th scope="col" data-align="end">
                {words.officersCount}
              </th>
              <th scope="col">{words.frozenAt}</th>
              <th scope="col">{words.releasedAt}</th>
              <th scope="col">{words.appealUntil}</th>
              <th scope="col">{words.reason}</th>
            </tr>
          </thead>
          <tbody>
            {all.map((run) => (
              <tr key={run.runId}>
                <th scope="row">
                  <Button variant="subtle" size="compact-sm" onClick={() => open(run)}>
                    {run.period}
                  </Button>
                </th>
                <td>{words.versionNo(run.version)}</td>
                <td>
                  <Tag tone={runTones[run.status]}>{words.states[run.status]}</Tag>
                </td>
                <td>{run.scheme}</td>
                <td data-align="end">{runs ? format.number(run.officers) : words.none}</td>
                <td>{format.time(run.frozenAt)}</td>
                <td>{run.releasedAt === null ? '' : format.time(run.releasedAt)}</td>
                <td>{run.appealUntil ?? ''}</td>
                <td>{run.reason}</td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : null}
      {reading ? <SchemesDialog onClose={() => setReading(false)} /> : null}
      {starting ? <RunDialog runs={all} onClose={() => setStarting(false)} /> : null}
    </>
  )
}
