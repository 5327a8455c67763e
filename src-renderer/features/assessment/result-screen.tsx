import { Button } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useState } from 'react'
import type { RunId } from '../../../src-contract/features/assessment.shapes.ts'
import type { AccountId } from '../../../src-contract/ids.ts'
import { allowed } from '../../rpc/allowed.ts'
import { rpc } from '../../rpc/client.ts'
import { useCall, useDataChanged } from '../../rpc/hooks.ts'
import { useSession } from '../../session/session-context.ts'
import { useText } from '../../text/language.ts'
import { ErrorNotice } from '../../ui/error-notice.tsx'
import { Screen } from '../../ui/screen.tsx'
import { Tag } from '../../ui/tag.tsx'
import { today } from '../../ui/today.ts'
import { OfficerReport } from '../reports/report-actions.tsx'
import { AppealDialog } from './appeal-dialog.tsx'
import classes from './assessment.module.css'
import { DiffTable } from './diff-table.tsx'
import { ResultView } from './result-view.tsx'
import { runTones } from './runs-tab.tsx'

/** One officer's result of a run: the chief's look at it, or the officer's own with the way to appeal. */
export function ResultScreen({ runId, officerId }: { runId: RunId; officerId: AccountId }) {
  const words = useText().assessment
  const { role, accountId } = useSession()
  const asked = useCall((signal) => rpc.assessment.officer({ runId, officerId }, { signal }), [runId, officerId])
  const { value, error, again } = asked
  useDataChanged('assessment', again)
  const [appealing, setAppealing] = useState(false)
  const run = value?.run
  const own = officerId === accountId
  const open = run?.status === 'released' && run.appealUntil !== null && today() <= run.appealUntil
  return (
    <Screen
      fill
      title={value === undefined ? words.title : own ? words.result.own : words.result.title(value.result.officer.name)}
      aside={
        run === undefined ? null : (
          <>
            {run.period} <Tag tone={runTones[run.status]}>{words.states[run.status]}</Tag>{' '}
            {words.versionNo(run.version)}
          </>
        )
      }
      actions={
        <>
          {value ? <OfficerReport runId={runId} officerId={officerId} name={value.result.officer.name} /> : null}
          {own && open && allowed(role, 'assessment.appeal') ? (
            <Button variant="default" onClick={() => setAppealing(true)}>
              {words.result.appeal}
            </Button>
          ) : null}
        </>
      }
    >
      <div className={classes.panel}>
        {error ? <ErrorNotice error={error} onRetry={again} /> : null}
        {value ? <ResultView runId={runId} period={value.run.period} result={value.result} /> : null}
        {own && run && run.version > 1 ? <DiffTable runId={runId} /> : null}
      </div>
      {appealing ? (
        <AppealDialog
          runId={runId}
          onClose={() => setAppealing(false)}
          onDone={() => {
            setAppealing(false)
            notifications.show({ message: words.appeals.submitted, color: 'green' })
          }}
        />
      ) : null}
    </Screen>
  )
}
