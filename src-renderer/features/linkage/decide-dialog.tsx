import { Button, Modal, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useState, type FormEvent } from 'react'
import type { RpcError } from '../../../src-contract/errors.ts'
import type { ReviewItem } from '../../../src-contract/features/linkage.contract.ts'
import { rpc } from '../../rpc/client.ts'
import { useText } from '../../text/language.ts'
import { ErrorNotice } from '../../ui/error-notice.tsx'
import classes from './linkage.module.css'

type Props = { item: ReviewItem; same: boolean; onClose: () => void; onDecided: () => void }

/** The reason of a decision; Enter decides. The message afterwards has the way back. */
export function DecideDialog({ item, same, onClose, onDecided }: Props) {
  const words = useText().linkage
  const [reason, setReason] = useState('')
  const [refused, setRefused] = useState<RpcError | null>(null)
  async function decide(event: FormEvent) {
    event.preventDefault()
    const pair = { recordA: item.a.recordId, recordB: item.b.recordId }
    const done = await rpc.linkage.decide({ ...pair, same, reason })
    if (!done.ok) return setRefused(done.error)
    const { actId } = done.value
    const undo = async () => {
      const undone = await rpc.linkage.undo({ actId, reason: words.undoReason })
      if (undone.ok) notifications.update({ id: actId, message: words.undone, color: 'green' })
    }
    notifications.show({
      id: actId,
      color: 'green',
      message: (
        <span className={classes.buttons}>
          {words.saved(same)}
          <Button size="compact-xs" variant="default" onClick={() => void undo()}>
            {words.undo}
          </Button>
        </span>
      ),
    })
    onDecided()
  }
  return (
    <Modal opened onClose={onClose} title={words.decideTitle(same)} transitionProps={{ duration: 0 }}>
      <form className={classes.form} onSubmit={(event) => void decide(event)}>
        <p className={classes.quiet}>{words.decideMeans(same)}</p>
        {refused ? <ErrorNotice error={refused} /> : null}
        <TextInput
          label={words.reason}
          placeholder={words.reasonHint}
          value={reason}
          maxLength={200}
          data-autofocus
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <div className={classes.buttons}>
          <Button type="submit" disabled={reason.trim().length < 2}>
            {words.confirm}
          </Button>
          <Button variant="default" onClick={onClose}>
            {words.cancel}
          </Button>
        </div>
      </form>
    </Modal>
  )
}
