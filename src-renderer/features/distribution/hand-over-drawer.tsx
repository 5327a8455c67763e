import { Button, Drawer, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useRef, useState, type SyntheticEvent } from 'react'
import type { DistributionChannel } from '../../../src-contract/distribution.ts'
import type { RpcError } from '../../../src-contract/errors.ts'
import type { ItemRef } from '../../../src-contract/features/distribution.contract.ts'
import type { EntryId } from '../../../src-contract/ids.ts'
import type { SystemId } from '../../../src-contract/systems.ts'
import { rpc } from '../../rpc/client.ts'
import { useCall } from '../../rpc/hooks.ts'
import { useText } from '../../text/language.ts'
import { ErrorNotice } from '../../ui/error-notice.tsx'
import { Loading } from '../../ui/loading.tsx'
import { Notice } from '../../ui/notice.tsx'
import { go } from '../../ui/router.ts'
import { Tag } from '../../ui/tag.tsx'
import { standingTones } from './distribution-words.ts'
import classes from './distribution.module.css'
import { HandOverLines } from './hand-over-lines.tsx'

type Props = {
  item: ItemRef
  system: SystemId
  channel: DistributionChannel
  onClose: () => void
  /** Something was saved or handed over. */
  onDone: () => void
}

/** One record as a system takes it: completed where the book says nothing, copied by hand where the system has no other way. */
export function HandOverDrawer({ item, system, channel, onClose, onDone }: Props) {
  const text = useText()
  const words = text.distribution
  const key = 'entryId' in item ? item.entryId : item.requestId
  const { value, error, again } = useCall((signal) => rpc.distribution.panel(item, { signal }), [key, system])
  const [typed, setTyped] = useState<Readonly<Record<string, string>>>({})
  const [receipt, setReceipt] = useState('')
  const [failed, setFailed] = useState<RpcError | null>(null)
  const [busy, setBusy] = useState(false)
  const enter = useRef<HTMLInputElement>(null)
  const entryId = 'entryId' in item ? (item.entryId as EntryId) : null
  const lines = value?.lines ?? []
  const changed = Object.fromEntries(
    lines.flatMap((line) => {
      const now = typed[line.key]?.trim()
      return line.open && now !== undefined && now !== line.value ? [[line.key, now] as const] : []
    }),
  )
  const unsaved = Object.keys(changed).length > 0
  const fills = entryId !== null && lines.some(({ open }) => open)
  const manual = channel === 'manual'
  const ready = value !== undefined && value.standing === 'waiting' && !unsaved

  async function save() {
    if (entryId === null || !unsaved) return
    setBusy(true)
    // All that was typed for the system, so that what was typed before stays.
    const all = Object.fromEntries(
      lines.flatMap((line) => (line.open ? [[line.key, changed[line.key] ?? line.value] as const] : [])),
    )
    const result = await rpc.distribution.complete({ entryId, system, typed: all })
    setBusy(false)
    setFailed(result.ok ? null : result.error)
    if (!result.ok) return
    notifications.show({ message: words.panel.saved, color: 'green' })
    onDone()
    // Nothing more is to be done here where the system has another way than by hand.
    if (!manual && result.value.standing !== 'lacking') onClose()
    else again()
  }
  async function handOver(event: SyntheticEvent) {
    event.preventDefault()
    if (value === undefined || !ready || busy) return
    setBusy(true)
    const number = receipt.trim()
    const result = await rpc.distribution.copied({
      item,
      hash: value.hash,
      ...(number === '' ? {} : { receipt: number }),
    })
    setBusy(false)
    if (!result.ok) {
      setFailed(result.error)
      // It is shown as it is now; what was typed there is to be compared with it.
      if (result.error.code === 'distribution/changed') again()
      return
    }
    notifications.show({ message: words.panel.entered[number === '' ? 'exported' : 'shared'], color: 'green' })
    onDone()
    onClose()
  }
  return (
    <Drawer
      opened
      onClose={onClose}
      title={
        entryId === null
          ? words.panel.correction(text.frame.systems[system])
          : words.panel.title(value?.number ?? '', text.frame.systems[system])
      }
      position="right"
      size="lg"
      closeButtonProps={{ 'aria-label': text.frame.common.close }}
    >
      {error ? <ErrorNotice error={error} onRetry={again} /> : null}
      {value === undefined && !error ? <Loading /> : null}
      {value ? (
        <form className={classes.form} noValidate onSubmit={(event) => void handOver(event)}>
          <div className={classes.buttons}>
            <Tag tone={standingTones[value.standing]}>{words.standings[value.standing]}</Tag>
            <span className={classes.quiet}>{manual ? words.panel.means : words.panel.meansComplete}</span>
            {entryId === null ? null : (
              <Button
                className={classes.ends}
                variant="subtle"
                size="compact-xs"
                onClick={() => go({ screen: 'entry', entryId })}
              >
                {words.acts.open}
              </Button>
            )}
          </div>
          {value.withdrawn ? <Notice tone="warn">{words.panel.withdrawn}</Notice> : null}
          {failed ? <ErrorNotice error={failed} /> : null}
          <HandOverLines
            key={value.hash}
            lines={value.lines}
            typed={typed}
            copies={manual}
            fills={entryId !== null}
            onType={(field, now) => setTyped((before) => ({ ...before, [field]: now }))}
            onEnd={() => enter.current?.focus()}
          />
          {fills ? (
            <div className={classes.buttons}>
              <Button
                variant={ready ? 'default' : 'filled'}
                disabled={!unsaved}
                loading={busy && unsaved}
                onClick={() => void save()}
              >
                {words.panel.save}
              </Button>
              {value.standing === 'lacking' ? <span className={classes.quiet}>{words.panel.stillLacking}</span> : null}
            </div>
          ) : null}
          {manual ? (
            <div className={classes.enter}>
              <TextInput
                ref={enter}
                label={words.receipt}
                description={words.panel.receiptMeans}
                maxLength={60}
                value={receipt}
                onChange={(event) => setReceipt(event.currentTarget.value)}
              />
              <Button type="submit" disabled={!ready} loading={busy && !unsaved}>
                {words.panel.enter}
              </Button>
            </div>
          ) : null}
        </form>
      ) : null}
    </Drawer>
  )
}
