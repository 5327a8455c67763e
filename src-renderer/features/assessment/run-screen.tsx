import { Button } from '@mantine/core'
import { useState } from 'react'
import { notifications } from '@mantine/notifications'
import type { RpcError } from '../../../src-contract/errors.ts'
import type { RunId } from '../../../src-contract/features/assessment.shapes.ts'
import { rpc } from '../../rpc/client.ts'
import { useCall, useDataChanged } from '../../rpc/hooks.ts'
import { useFormat, useText } from '../../text/language.ts'
import { ConfirmButton } from '../../ui/confirm-button.tsx'
import { ErrorNotice } from '../../ui/error-notice.tsx'
import { go } from '../../ui/router.ts'
import { Screen } from '../../ui/screen.tsx'
import { Tag } from '../../ui/tag.tsx'
import { RunReports } from '../reports/report-actions.tsx'
import classes from './assessment.module.css'
import { DiffTable } from './diff-table.tsx'
import { useFigures } from './figures.ts'
import { runTones } from './runs-tab.tsx'
import { VariantDialog } from './variant-dialog.tsx'

/** One run as the chief sees it: every officer by staff number, what changed, and the release. */
export function RunScreen({ runId }: { runId: RunId }) {
  const words = useText().assessment
  const format = useFormat()
  const { points } = useFigures()
  const { value, error, again } = useCall((signal) => rpc.assessment.open({ runId }, { signal }), [runId])
  useDataChanged('assessment', again)
  const [failed, setFailed] = useState<RpcError | null>(null)
  const [trying, setTrying] = useState(false)
  const run = value?.run
  const preview = run?.status === 'preview'

  async function release() {
    if (run === undefined) return
    const result = await rpc.assessment.release({ runId, sha256: run.sha256 })
    setFailed(result.ok ? null : result.error)
    if (result.ok) notifications.show({ message: words.released(result.value.appealUntil) })
  }
  async function discard() {
    const result = await rpc.assessment.discard({ runId })
    setFailed(result.ok ? null : result.error)
    if (!result.ok) return
    notifications.show({ message: words.discarded })
    go({ screen: 'assessment' })
  }
  return (
    <Screen
      fill
      title={run === undefined ? words.title : `${words.title} ${run.period}`}
      aside={
        run === undefined ? null : (
          <>
            <Tag tone={runTones[run.status]}>{words.states[run.status]}</Tag> {words.versionNo(run.version)}
          </>
        )
      }
      actions={
        <>
          {run ? (
            <>
              <RunReports runId={runId} period={run.period} />
              <Button variant="default" onClick={() => setTrying(true)}>
                {words.variant.open}
              </Button>
            </>
          ) : null}
          {preview ? (
            <>
              <ConfirmButton label={words.discard} means={words.discardMeans} onConfirm={() => void discard()} />
              <ConfirmButton label={words.release} means={words.releaseMeans} onConfirm={() => void release()} />
            </>
          ) : null}
        </>
      }
    >
      <div className={classes.panel}>
        {error ? <ErrorNotice error={error} onRetry={again} /> : null}
        {failed ? <ErrorNotice error={failed} /> : null}
        {run ? (
          <dl className={classes.headline}>
            <div>
              <dt>{words.frozenAt}</dt>
              <dd data-small>
                {format.time(run.frozenAt)} {run.frozenByName}
              </dd>
            </div>
            {run.appealUntil === null ? null : (
              <div>
                <dt>{words.appealUntil}</dt>
                <dd data-small>{run.appealUntil}</dd>
              </div>
            )}
            <div>
              <dt title={words.hashMeans}>{words.hash}</dt>
              <dd data-small className={classes.hash}>
                {run.sha256}
              </dd>
            </div>
          </dl>
        ) : null}
        {value ? (
          <>
            <p className={classes.text}>{words.noRanking}</p>
            <table className={classes.table} aria-label={words.officers}>
              <thead>
                <tr>
                  <th scope="col">{words.number}</th>
                  <th scope="col">{words.officer}</th>
                  <th scope="col">{words.status}</th>
                  <th scope="col" data-align="end">
                    {words.process}
                  </th>
                  <th scope="col" data-align="end">
                    {words.outcome}
                  </th>
                  <th scope="col" data-align="end">
                    {words.total}
                  </th>
                  <th scope="col" data-align="end">
                    {words.before}
                  </th>
                </tr>
              </thead>
              <tbody>
                {value.officers.map((line) => (
                  <tr key={line.officerId}>
                    <td>{line.number}</td>
                    <th scope="row">
                      <Button
                        variant="subtle"
                        size="compact-sm"
                        onClick={() => go({ screen: 'assessment-result', runId, officerId: line.officerId })}
                      >
                        {line.name}
                      </Button>
                    </th>
                    <td>
                      <Tag tone={line.status === 'scored' ? 'good' : 'warn'}>{words.statuses[line.status]}</Tag>
                    </td>
                    <td data-align="end">{points(line.processPoints, words.none)}</td>
                    <td data-align="end">{points(line.outcomePoints, words.none)}</td>
                    <td data-align="end">{points(line.total, words.none)}</td>
                    <td data-align="end">{points(line.before, words.none)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </>
        ) : null}
        {run && run.version > 1 ? <DiffTable runId={runId} /> : null}
      </div>
      {trying && run ? <VariantDialog runId={runId} version={run.scheme} onClose={() => setTrying(false)} /> : null}
    </Screen>
  )
}
