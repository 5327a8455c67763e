import { Button, Group, Modal, PasswordInput, Stack } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useState, type SyntheticEvent } from 'react'
import type { RpcError } from '../../../src-contract/errors.ts'
import { rpc } from '../../rpc/client.ts'
import { useText } from '../../text/language.ts'
import { ErrorNotice } from '../../ui/error-notice.tsx'
import { Notice } from '../../ui/notice.tsx'

/** One's own passphrase: the present one, and twice the new one. */
export function ChangePassphrase({ onClose }: { onClose: () => void }) {
  const text = useText()
  const words = text.admin.passphrase
  const [current, setCurrent] = useState('')
  const [next, setNext] = useState('')
  const [again, setAgain] = useState('')
  const [differ, setDiffer] = useState(false)
  const [error, setError] = useState<RpcError | null>(null)
  const [working, setWorking] = useState(false)

  async function submit(event: SyntheticEvent) {
    event.preventDefault()
    setError(null)
    setDiffer(next !== again)
    if (next !== again) return
    setWorking(true)
    const result = await rpc.accounts.changePassphrase({ current, next })
    setWorking(false)
    if (!result.ok) {
      setError(result.error)
      return
    }
    notifications.show({ message: words.done, color: 'green' })
    onClose()
  }

  return (
    <Modal
      opened
      onClose={onClose}
      title={text.frame.user.changePassphrase}
      closeButtonProps={{ 'aria-label': text.frame.common.close }}
    >
      <form onSubmit={(event) => void submit(event)}>
        <Stack gap="sm">
          <PasswordInput
            label={words.current}
            value={current}
            onChange={(event) => setCurrent(event.currentTarget.value)}
            data-autofocus
            required
          />
          <PasswordInput
            label={words.next}
            value={next}
            onChange={(event) => setNext(event.currentTarget.value)}
            required
          />
          <PasswordInput
            label={words.again}
            value={again}
            onChange={(event) => setAgain(event.currentTarget.value)}
            required
          />
          {differ ? (
            <Notice tone="bad" role="alert">
              {words.differ}
            </Notice>
          ) : null}
          {error ? <ErrorNotice error={error} /> : null}
          <Group gap="sm">
            <Button type="submit" loading={working}>
              {text.frame.common.save}
            </Button>
            <Button variant="default" onClick={onClose}>
              {text.frame.common.cancel}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
