import { Button } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { rpc } from '../../rpc/client.ts'
import { useCall } from '../../rpc/hooks.ts'
import type { OutputOf } from '../../../src-contract/contract.ts'
import { useFormat, useText } from '../../text/language.ts'
import { ErrorNotice } from '../../ui/error-notice.tsx'
import { Loading } from '../../ui/loading.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Screen } from '../../ui/screen.tsx'
import classes from './diagnostics.module.css'

type Made = OutputOf<'core.diagnostics'>

/** 诊断包: what IT hands to whoever helps, seen whole before it is saved. */
export function DiagnosticsScreen() {
  const words = useText().diagnostics
  const made = useCall(async (signal) => rpc.core.diagnostics({ app: await window.shell.info() }, { signal }), [])
  return (
    <Screen title={words.title}>
      {made.error ? <ErrorNotice error={made.error} /> : null}
      {made.value ? <Report made={made.value} /> : made.error ? null : <Loading />}
    </Screen>
  )
}

function Report({ made }: { made: Made }) {
  const words = useText().diagnostics
  const format = useFormat()
  const { disk } = made.report
  const text = JSON.stringify(made.report, null, 2)
  const save = async (): Promise<void> => {
    const name = await window.shell.saveFile(made.fileName, new TextEncoder().encode(text))
    if (name !== null) notifications.show({ message: words.saved(name), color: 'green' })
  }
  const days = disk.daysLeft
  return (
    <div className={classes.stack}>
      <p className={classes.means}>{words.means}</p>
      <Notice tone={days !== null && days < 30 ? 'warn' : 'info'} role="status">
        {words.disk(format.bytes(disk.free), format.bytes(disk.replica))}{' '}
        {days === null ? words.noForecast : words.fullIn(format.number(days))}
      </Notice>
      <div>
        <Button onClick={() => void save()}>{words.save}</Button>
      </div>
      <pre className={classes.report} tabIndex={0} role="region" aria-label={words.preview}>
        {text}
      </pre>
    </div>
  )
}
