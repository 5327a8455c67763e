import { Button, Checkbox, Modal, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useState } from 'react'
import type { Result, RpcError } from '../../../src-contract/errors.ts'
import type { HandoverId, HandoverItem } from '../../../src-contract/features/handover.contract.ts'
import { rpc } from '../../rpc/client.ts'
import { useCall } from '../../rpc/hooks.ts'
import { useFormat, useText } from '../../text/language.ts'
import { ErrorNotice } from '../../ui/error-notice.tsx'
import { PdfWindow } from '../print/pdf-window.tsx'
import classes from './handover.module.css'
import { ItemTable } from './item-table.tsx'

type Props = { handoverId: HandoverId; onClose: () => void }

/** One handover: both signatures, its items, and what the reader has to do. */
export function HandoverDialog({ handoverId, onClose }: Props) {
  const text = useText()
  const words = text.handover
  const format = useFormat()
  const { value, error, again } = useCall((signal) => rpc.handover.read({ handoverId }, { signal }), [handoverId])
  const [back, setBack] = useState<ReadonlyMap<number, string>>(new Map())
  const [reason, setReason] = useState('')
  const [refused, setRefused] = useState<RpcError | null>(null)
  const [printing, setPrinting] = useState(false)
  const handover = value?.handover
  const confirming = handover?.mine === 'confirm'
  async function run<T>(act: Promise<Result<T>>, said: (done: T) => string) {
    const result = await act
    setRefused(result.ok ? null : result.error)
    if (!result.ok) return
    notifications.show({ message: said(result.value), color: 'green' })
    again()
  }
  function mark(item: HandoverItem) {
    if (!confirming) {
      const outcome = item.outcome === null ? '' : words.outcomes[item.outcome]
      return item.reason ? format.pair(outcome, item.reason) : outcome
    }
    const returned = back.get(item.position)
    const set = (to: string | null) => {
      const next = new Map(back)
      if (to === null) next.delete(item.position)
      else next.set(item.position, to)
      setBack(next)
    }
    return (
      <div className={classes.back}>
        <Checkbox
          label={words.giveBack}
          aria-label={`${words.giveBack} ${item.number}`}
          checked={returned !== undefined}
          onChange={() => set(returned === undefined ? '' : null)}
        />
        {returned === undefined ? null : (
          <TextInput
            aria-label={words.giveBackReason(item.number)}
            placeholder={words.reasonHint}
            maxLength={200}
            value={returned}
            onChange={(event) => set(event.currentTarget.value)}
          />
        )}
      </div>
    )
  }
  return (
    <Modal
      opened
      onClose={onClose}
      title={handover ? words.detail(handover.number) : words.title}
      size="xl"
      closeButtonProps={{ 'aria-label': text.frame.common.close }}
    >
      <div className={classes.form}>
        {error ? <ErrorNotice error={error} onRetry={again} /> : null}
        {handover ? (
          <dl className={classes.facts}>
            <div>
              <dt>{words.giver}</dt>
              <dd>
                {handover.giverName}{' '}
                {handover.signedByName !== null && handover.signedByName !== handover.giverName
                  ? words.signedFor(handover.signedByName)
                  : ''}{' '}
                {handover.signedAt === null ? words.states['to-sign'] : format.time(handover.signedAt)}
              </dd>
            </div>
            <div>
              <dt>{words.receiver}</dt>
              <dd>
                {handover.receiverName}{' '}
                {handover.confirmedAt === null ? words.states['to-confirm'] : format.time(handover.confirmedAt)}
              </dd>
            </div>
            <div>
              <dt>{words.state}</dt>
              <dd>
                {words.states[handover.state]} {handover.callOffReason ?? ''}
              </dd>
            </div>
            {handover.reason === '' ? null : (
              <div>
                <dt>{words.reason}</dt>
                <dd>{handover.reason}</dd>
              </div>
            )}
            {handover.note === '' ? null : (
              <div>
                <dt>{words.note}</dt>
                <dd>{handover.note}</dd>
              </div>
            )}
          </dl>
        ) : null}
        {confirming ? <p className={classes.quiet}>{words.confirmMeans}</p> : null}
        {value ? (
          <ItemTable
            label={words.items}
            items={value.items}
            head={confirming ? words.giveBack : words.outcome}
            mark={mark}
          />
        ) : null}
        {refused ? <ErrorNotice error={refused} /> : null}
        <div className={classes.buttons}>
          {handover?.mine === 'sign' ? (
            <Button onClick={() => void run(rpc.handover.sign({ handoverId }), () => words.states['to-confirm'])}>
              {words.sign}
            </Button>
          ) : null}
          {confirming ? (
            <Button
              onClick={() =>
                void run(
                  rpc.handover.confirm({
                    handoverId,
                    returned: [...back].map(([position, why]) => ({ position, reason: why.trim() })),
                  }),
                  ({ taken, returned, gone }) => words.confirmed(taken, returned, gone),
                )
              }
            >
              {words.confirm}
            </Button>
          ) : null}
          <Button variant="default" disabled={!handover} onClick={() => setPrinting(true)}>
            {words.print}
          </Button>
          {handover?.mayCallOff ? (
            <>
              <TextInput
                aria-label={words.callOffReason}
                placeholder={words.callOffReason}
                maxLength={200}
                value={reason}
                onChange={(event) => setReason(event.currentTarget.value)}
              />
              <Button
                color="red"
                variant="light"
                onClick={() =>
                  void run(rpc.handover.callOff({ handoverId, reason: reason.trim() }), () => words.calledOff)
                }
              >
                {words.callOff}
              </Button>
            </>
          ) : null}
        </div>
      </div>
      {printing ? (
        <PdfWindow
          title={words.preview}
          ask={(signal) => rpc.handover.print({ handoverId }, { signal })}
          onClose={() => setPrinting(false)}
        />
      ) : null}
    </Modal>
  )
}
