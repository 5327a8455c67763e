import { Button, Modal, TextInput } from '@mantine/core'
import { useState, type ReactNode, type SyntheticEvent } from 'react'
import type { Result, RpcError } from '../../../src-contract/errors.ts'
import { useText } from '../../text/language.ts'
import { ErrorNotice } from '../../ui/error-notice.tsx'
import { Notice } from '../../ui/notice.tsx'
import classes from './duty-screen.module.css'
import { HistoryDialog } from './history-dialog.tsx'

type Props = {
  title: string
  /** Null: there is nothing to submit, only to take back or to read. */
  submit: string | null
  onClose: () => void
  /** Null while something is not filled in; the form then marks it. */
  onSubmit: (reason: string) => Promise<Result<unknown>> | null
  /** Takes the record back, with the same reason. */
  onRemove?: ((reason: string) => Promise<Result<unknown>>) | undefined
  removeLabel?: string
  /** The record whose history can be shown. */
  recordId?: string | undefined
  /** Which act needs a reason; some say by themselves why. */
  reasonFor?: 'both' | 'removal' | 'neither'
  /** What was given as the reason last, where one reason goes for many. */
  reason?: string
  size?: string
  means?: string
  /** `checked`: a submission was tried, so that what is missing is marked. */
  children: (checked: boolean) => ReactNode
}

/** A form whose act is on record: fields, the reason, and what core says when it refuses. */
export function ActDialog(props: Props) {
  const text = useText()
  const words = text.duty
  const { reasonFor = 'both' } = props
  const [reason, setReason] = useState(props.reason ?? '')
  const [checked, setChecked] = useState(false)
  const [lacks, setLacks] = useState(false)
  const [error, setError] = useState<RpcError | null>(null)
  const [working, setWorking] = useState(false)
  const [history, setHistory] = useState(false)
  const noReason = reason.trim().length < 2
  const unexplained = { submit: reasonFor === 'both' && noReason, remove: reasonFor !== 'neither' && noReason }

  async function run(act: Promise<Result<unknown>> | null) {
    setError(null)
    setChecked(true)
    setLacks(act === null)
    if (act === null) return
    setWorking(true)
    const result = await act
    setWorking(false)
    if (!result.ok) {
      setError(result.error)
      return
    }
    props.onClose()
  }
  function submit(event: SyntheticEvent) {
    event.preventDefault()
    if (props.submit !== null) void run(unexplained.submit ? null : props.onSubmit(reason.trim()))
  }
  const { onRemove, recordId } = props
  return (
    <Modal
      opened
      onClose={props.onClose}
      title={props.title}
      size={props.size ?? 'lg'}
      closeButtonProps={{ 'aria-label': text.frame.common.close }}
    >
      <form className={classes.form} noValidate onSubmit={submit} onChange={() => setLacks(false)}>
        {props.means === undefined ? null : <p className={classes.quiet}>{props.means}</p>}
        <div className={classes.fields}>{props.children(checked)}</div>
        {reasonFor === 'both' || (reasonFor === 'removal' && onRemove) ? (
          <TextInput
            label={reasonFor === 'both' ? words.reason : words.removalReason}
            placeholder={words.reasonHint}
            withAsterisk={reasonFor === 'both'}
            maxLength={200}
            value={reason}
            error={checked && lacks && noReason ? words.reasonHint : null}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
        ) : null}
        {lacks ? (
          <Notice tone="bad" role="alert">
            {words.incomplete}
          </Notice>
        ) : null}
        {error ? <ErrorNotice error={error} /> : null}
        <div className={classes.buttons}>
          {props.submit === null ? null : (
            <Button type="submit" loading={working}>
              {props.submit}
            </Button>
          )}
          {onRemove ? (
            <Button
              color="red"
              variant="light"
              disabled={working}
              onClick={() => void run(unexplained.remove ? null : onRemove(reason.trim()))}
            >
              {props.removeLabel ?? words.remove}
            </Button>
          ) : null}
          {recordId === undefined ? null : (
            <Button variant="default" onClick={() => setHistory(true)}>
              {words.history}
            </Button>
          )}
          <Button variant="default" onClick={props.onClose}>
            {props.submit === null ? text.frame.common.close : text.frame.common.cancel}
          </Button>
        </div>
      </form>
      {history && recordId !== undefined ? (
        <HistoryDialog recordId={recordId} onClose={() => setHistory(false)} />
      ) : null}
    </Modal>
  )
}
