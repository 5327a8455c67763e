import { Button, Modal } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useState, type SyntheticEvent } from 'react'
import type { RpcError } from '../../../src-contract/errors.ts'
import { rpc } from '../../rpc/client.ts'
import { useText } from '../../text/language.ts'
import { ErrorNotice } from '../../ui/error-notice.tsx'
import { Notice } from '../../ui/notice.tsx'
import { emptyAccount, isComplete, type AccountForm } from '../setup/set-up-form.ts'
import { AccountFields } from './account-fields.tsx'
import classes from './accounts-screen.module.css'

type Props = { onClose: () => void; onCreated: () => void }

/** A new account with its first passphrase, which its user changes later. */
export function NewAccount({ onClose, onCreated }: Props) {
  const text = useText()
  const words = text.admin.accounts
  const [form, setForm] = useState<AccountForm>(emptyAccount)
  const [incomplete, setIncomplete] = useState(false)
  const [error, setError] = useState<RpcError | null>(null)
  const [working, setWorking] = useState(false)

  async function submit(event: SyntheticEvent) {
    event.preventDefault()
    setError(null)
    const lacks = !isComplete(form)
    setIncomplete(lacks)
    if (lacks) return
    setWorking(true)
    const beats = form.beats.split(/[,，、\s]+/).filter((beat) => beat !== '')
    const result = await rpc.accounts.create({ ...form, beats })
    setWorking(false)
    if (!result.ok) {
      setError(result.error)
      return
    }
    notifications.show({ message: words.created(form.name), color: 'green' })
    onCreated()
  }

  return (
    <Modal
      opened
      onClose={onClose}
      title={words.createTitle}
      size="xl"
      closeButtonProps={{ 'aria-label': text.frame.common.close }}
    >
      <form className={classes.stack} noValidate onSubmit={(event) => void submit(event)}>
        <AccountFields value={form} onChange={setForm} />
        <p className={classes.quiet}>{words.passphraseMeans}</p>
        {incomplete ? (
          <Notice tone="bad" role="alert">
            {words.incomplete}
          </Notice>
        ) : null}
        {error ? <ErrorNotice error={error} /> : null}
        <div className={classes.actions}>
          <Button type="submit" loading={working}>
            {words.create}
          </Button>
          <Button variant="default" onClick={onClose}>
            {text.frame.common.cancel}
          </Button>
        </div>
      </form>
    </Modal>
  )
}
