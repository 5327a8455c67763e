import { Button, Checkbox, Modal, Select, TextInput } from '@mantine/core'
import { useState, type SyntheticEvent } from 'react'
import type { RpcError } from '../../../src-contract/errors.ts'
import type { HandoverCandidate } from '../../../src-contract/features/handover.contract.ts'
import type { AccountId } from '../../../src-contract/ids.ts'
import { rpc } from '../../rpc/client.ts'
import { useCall } from '../../rpc/hooks.ts'
import { useSession } from '../../session/session-context.ts'
import { useText } from '../../text/language.ts'
import { ErrorNotice } from '../../ui/error-notice.tsx'
import { Notice } from '../../ui/notice.tsx'
import classes from './handover.module.css'
import { ItemTable } from './item-table.tsx'

type Props = { onClose: () => void; onStarted: () => void }

/** The giver selects and signs; the chief starts one for somebody else and says why. */
export function StartDialog({ onClose, onStarted }: Props) {
  const text = useText()
  const words = text.handover
  const { role, accountId } = useSession()
  const forOther = role === 'chief'
  const people = useCall((signal) => rpc.handover.people({}, { signal }), []).value?.people ?? []
  const [giver, setGiver] = useState<string | null>(forOther ? null : accountId)
  const [receiver, setReceiver] = useState<string | null>(null)
  const [reason, setReason] = useState('')
  const [note, setNote] = useState('')
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set())
  const [error, setError] = useState<RpcError | null>(null)
  const [incomplete, setIncomplete] = useState(false)
  const [working, setWorking] = useState(false)
  const found = useCall(
    (signal) =>
      giver === null ? null : rpc.handover.candidates(forOther ? { giverId: giver as AccountId } : {}, { signal }),
    [giver],
  )
  const items = found.value?.items ?? []
  const keyOf = (item: HandoverCandidate) => `${item.kind} ${item.ref}`
  const chosen = items.filter((item) => !left.has(keyOf(item)))
  const named = people.map((one) => ({
    value: one.accountId as string,
    label: `${one.name} ${one.staffNumber}${one.active ? '' : words.left}`,
    active: one.active,
  }))
  function toggle(item: HandoverCandidate) {
    const next = new Set(left)
    if (!next.delete(keyOf(item))) next.add(keyOf(item))
    setLeft(next)
  }
  async function start(event: SyntheticEvent) {
    event.preventDefault()
    setError(null)
    const lacks = giver === null || receiver === null || chosen.length === 0 || (forOther && reason.trim().length < 2)
    setIncomplete(lacks)
    if (lacks) return
    setWorking(true)
    const started = await rpc.handover.start({
      ...(forOther ? { giverId: giver as AccountId } : {}),
      receiverId: receiver as AccountId,
      items: chosen.map(({ kind, ref }) => ({ kind, ref })),
      reason: reason.trim(),
      note: note.trim(),
    })
    setWorking(false)
    if (started.ok) onStarted()
    else setError(started.error)
  }
  return (
    <Modal
      opened
      onClose={onClose}
      title={words.startTitle}
      size="xl"
      closeButtonProps={{ 'aria-label': text.frame.common.close }}
    >
      <form className={classes.form} noValidate onSubmit={(event) => void start(event)}>
        <p className={classes.quiet}>
          {words.startMeans} {forOther ? words.startForMeans : ''}
        </p>
        <div className={classes.pair}>
          {forOther ? (
            <Select
              allowDeselect={false}
              label={words.giver}
              withAsterisk
              searchable
              data={named}
              value={giver}
              onChange={(to) => {
                setGiver(to)
                setLeft(new Set())
              }}
            />
          ) : null}
          <Select
            allowDeselect={false}
            label={words.receiver}
            withAsterisk
            searchable
            data-autofocus={!forOther || undefined}
            data={named.filter((one) => one.active && one.value !== giver)}
            value={receiver}
            onChange={setReceiver}
          />
          {forOther ? (
            <TextInput
              label={words.reason}
              withAsterisk
              placeholder={words.reasonHint}
              maxLength={200}
              value={reason}
              onChange={(event) => setReason(event.currentTarget.value)}
            />
          ) : null}
          <TextInput
            label={words.note}
            maxLength={200}
            value={note}
            onChange={(event) => setNote(event.currentTarget.value)}
          />
        </div>
        {found.error ? <ErrorNotice error={found.error} onRetry={found.again} /> : null}
        {found.value && items.length === 0 ? <Notice tone="info">{words.nothingText}</Notice> : null}
        {items.length > 0 ? (
          <>
            <div className={classes.buttons}>
              <Checkbox
                label={words.all}
                checked={left.size === 0}
                indeterminate={left.size > 0 && chosen.length > 0}
                onChange={() => setLeft(left.size === 0 ? new Set(items.map(keyOf)) : new Set())}
              />
              <span role="status">{words.chosen(chosen.length, items.length)}</span>
            </div>
            <ItemTable
              label={words.items}
              items={items}
              head={words.giveHead}
              mark={(item) => (
                <Checkbox
                  aria-label={`${words.kinds[item.kind]} ${item.number}`}
                  checked={!left.has(keyOf(item))}
                  onChange={() => toggle(item)}
                />
              )}
            />
          </>
        ) : null}
        {incomplete ? (
          <Notice tone="bad" role="alert">
            {words.incomplete}
          </Notice>
        ) : null}
        {error ? <ErrorNotice error={error} /> : null}
        <div className={classes.buttons}>
          <Button type="submit" loading={working} disabled={chosen.length === 0}>
            {forOther ? words.signFor : words.sign}
          </Button>
          <Button variant="default" onClick={onClose}>
            {text.frame.common.cancel}
          </Button>
        </div>
      </form>
    </Modal>
  )
}
