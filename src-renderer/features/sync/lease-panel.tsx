import { Button, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { RpcError } from '../../../src-contract/errors.ts'
import type { SyncStatus } from '../../../src-contract/features/sync.contract.ts'
import { inFours } from '../../../src-domain/sync/in-fours.ts'
import { rpc } from '../../rpc/client.ts'
import { useFormat, useText } from '../../text/language.ts'
import { ErrorNotice } from '../../ui/error-notice.tsx'
import { Notice } from '../../ui/notice.tsx'
import classes from './sync.module.css'

const hourMs = 3_600_000
/** Before less than so much is left nobody needs a code. */
const soonMs = 24 * hourMs

/** How long personal data may be looked up yet without the platform, and the code over the phone that prolongs it. */
export function LeasePanel({ status, onDone }: { status: SyncStatus; onDone: () => void }) {
  const words = useText().sync.lease
  const format = useFormat()
  const [request, setRequest] = useState<{ number: string; deviceName: string } | null>(null)
  const [code, setCode] = useState('')
  const [working, setWorking] = useState(false)
  const [prolonged, setProlonged] = useState<number | null>(null)
  const [error, setError] = useState<RpcError | null>(null)
  const { lease } = status
  if (lease === null || status.state === 'stopped') return null
  const hours = (ms: number) => format.number(Math.max(1, Math.round(ms / hourMs)))

  async function ask() {
    setWorking(true)
    setProlonged(null)
    const asked = await rpc.sync.requestLeaseCode({})
    setWorking(false)
    setError(asked.ok ? null : asked.error)
    if (asked.ok) setRequest(asked.value)
  }
  async function enter() {
    setWorking(true)
    const entered = await rpc.sync.enterLeaseCode({ code })
    setWorking(false)
    setError(entered.ok ? null : entered.error)
    if (!entered.ok) return
    setProlonged(entered.value.leftMs)
    setRequest(null)
    setCode('')
    onDone()
  }
  const wanted = !lease.holds || lease.leftMs < soonMs
  return (
    <section className={classes.panel} aria-label={words.title}>
      <h2>{words.title}</h2>
      <p className={classes.means}>{lease.holds ? words.holds(hours(lease.leftMs)) : words.lapsed}</p>
      {prolonged === null ? null : (
        <Notice tone="good" role="status">
          {words.prolonged(hours(prolonged))}
        </Notice>
      )}
      {wanted && request === null ? (
        <div>
          <Button variant="default" disabled={working} onClick={() => void ask()}>
            {words.ask}
          </Button>
        </div>
      ) : null}
      {request === null ? null : (
        <>
          <p className={classes.means}>{words.call(request.deviceName)}</p>
          <p className={classes.digits} aria-label={words.number}>
            {inFours(request.number)}
          </p>
          <form
            className={classes.head}
            onSubmit={(event) => {
              event.preventDefault()
              void enter()
            }}
          >
            <TextInput
              aria-label={words.code}
              placeholder={words.code}
              autoComplete="off"
              inputMode="numeric"
              w={320}
              value={code}
              onChange={(event) => setCode(event.currentTarget.value)}
            />
            <Button type="submit" disabled={working || code.trim() === ''}>
              {words.enter}
            </Button>
          </form>
        </>
      )}
      {error === null ? null : <ErrorNotice error={error} />}
    </section>
  )
}
