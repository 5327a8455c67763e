import { Button } from '@mantine/core'
import { useRef, useState } from 'react'
import type { OutputOf } from '../../../src-contract/contract.ts'
import type { RpcError } from '../../../src-contract/errors.ts'
import type { Progress } from '../../../src-contract/rpc.ts'
import { allowed } from '../../rpc/allowed.ts'
import { rpc } from '../../rpc/client.ts'
import { useSession } from '../../session/session-context.ts'
import { useFormat, useText } from '../../text/language.ts'
import { ErrorNotice } from '../../ui/error-notice.tsx'
import { Notice } from '../../ui/notice.tsx'
import { ProgressLine } from '../../ui/progress-line.tsx'
import { VerifyAudit } from '../audit/verify-audit.tsx'
import classes from './accounts-screen.module.css'

/** Reads every table to its end on request, and verifies the audit chain. */
export function Integrity() {
  const text = useText()
  const words = text.admin.accounts
  const format = useFormat()
  const session = useSession()
  const [checked, setChecked] = useState<OutputOf<'core.check'> | null>(null)
  const [error, setError] = useState<RpcError | null>(null)
  const [progress, setProgress] = useState<Progress | null>(null)
  const [working, setWorking] = useState(false)
  const stop = useRef<AbortController | null>(null)
  async function check() {
    stop.current = new AbortController()
    setWorking(true)
    setChecked(null)
    setError(null)
    const result = await rpc.core.check({}, { signal: stop.current.signal, onProgress: setProgress })
    setWorking(false)
    setProgress(null)
    if (result.ok) setChecked(result.value)
    else setError(result.error)
  }
  const rows = checked?.tables.reduce((sum, table) => sum + table.rows, 0) ?? 0
  return (
    <section className={classes.panel} aria-label={words.integrity}>
      <h2>{words.integrity}</h2>
      <div className={classes.actions}>
        <Button variant="default" onClick={() => void check()} disabled={working}>
          {words.check}
        </Button>
        {allowed(session.role, 'audit.verify') ? <VerifyAudit /> : null}
      </div>
      {working ? (
        <ProgressLine label={words.checking} progress={progress} onCancel={() => stop.current?.abort()} />
      ) : null}
      {error ? <ErrorNotice error={error} /> : null}
      {checked ? (
        <Notice tone={checked.ok ? 'good' : 'bad'} role="status">
          {checked.ok
            ? words.whole(format.number(checked.tables.length), format.number(rows))
            : words.notWhole(format.number(checked.problems.length))}
        </Notice>
      ) : null}
    </section>
  )
}
