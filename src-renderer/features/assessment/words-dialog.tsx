import { Button, Modal, Textarea } from '@mantine/core'
import { useState, type ReactNode, type SyntheticEvent } from 'react'
import type { Result, RpcError } from '../../../src-contract/errors.ts'
import { useText } from '../../text/language.ts'
import { ErrorNotice } from '../../ui/error-notice.tsx'
import classes from './assessment.module.css'

type Props = {
  title: string
  label: string
  hint?: string
  submit: string
  mostLength?: number
  means?: string
  /** Above the words: what else is chosen. */
  children?: ReactNode
  onSubmit: (words: string) => Promise<Result<unknown>>
  onDone: () => void
  onClose: () => void
}

/** An act that goes with words which are kept: an appeal, a finding, a decision, a reason. */
export function WordsDialog(props: Props) {
  const text = useText()
  const [typed, setTyped] = useState('')
  const [error, setError] = useState<RpcError | null>(null)
  const [working, setWorking] = useState(false)
  const [checked, setChecked] = useState(false)
  const lacks = typed.trim().length < 2
  async function submit(event: SyntheticEvent) {
    event.preventDefault()
    setChecked(true)
    if (lacks) return
    setWorking(true)
    const result = await props.onSubmit(typed.trim())
    setWorking(false)
    if (result.ok) props.onDone()
    else setError(result.error)
  }
  return (
    <Modal
      opened
      onClose={props.onClose}
      title={props.title}
      size="lg"
      closeButtonProps={{ 'aria-label': text.frame.common.close }}
    >
      <form className={classes.form} noValidate onSubmit={(event) => void submit(event)}>
        {props.means === undefined ? null : <p className={classes.quiet}>{props.means}</p>}
        {props.children}
        <Textarea
          label={props.label}
          description={props.hint}
          withAsterisk
          autosize
          minRows={3}
          maxLength={props.mostLength ?? 1000}
          value={typed}
          error={checked && lacks ? text.duty.reasonHint : null}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        {error ? <ErrorNotice error={error} /> : null}
        <div className={classes.buttons}>
          <Button type="submit" loading={working}>
            {props.submit}
          </Button>
          <Button variant="default" onClick={props.onClose}>
            {text.frame.common.cancel}
          </Button>
        </div>
      </form>
    </Modal>
  )
}
