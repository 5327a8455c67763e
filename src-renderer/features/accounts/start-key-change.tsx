import { Button, Group, List, Modal, PasswordInput, Stack, Text } from '@mantine/core'
import { useState, type SyntheticEvent } from 'react'
import type { OutputOf } from '../../../src-contract/contract.ts'
import type { RpcError } from '../../../src-contract/errors.ts'
import { rpc } from '../../rpc/client.ts'
import { useFormat, useText } from '../../text/language.ts'
import { ErrorNotice } from '../../ui/error-notice.tsx'
import { Notice } from '../../ui/notice.tsx'

type Picked = { name: string; text: string } | null
type Props = { change: OutputOf<'accounts.keyChange'>; onClose: () => void; onBegun: () => void }

/** What replacing the data key means, and the passphrase of whoever begins it. */
export function StartKeyChange({ change, onClose, onBegun }: Props) {
  const text = useText()
  const words = text.admin.accounts.key
  const certificateWords = text.access.setUp
  const format = useFormat()
  const [passphrase, setPassphrase] = useState('')
  const [certificates, setCertificates] = useState<readonly [Picked, Picked]>([null, null])
  const [error, setError] = useState<RpcError | null>(null)
  const [working, setWorking] = useState(false)
  const [first, second] = certificates
  async function pick(place: 0 | 1) {
    const picked = await window.shell.pickText('certificate')
    if (picked) setCertificates(place === 0 ? [picked, second] : [first, picked])
  }
  async function submit(event: SyntheticEvent) {
    event.preventDefault()
    setError(null)
    setWorking(true)
    const escrow = first && second ? { escrowCertificates: [first.text, second.text] as [string, string] } : {}
    const result = await rpc.accounts.startKeyChange({ passphrase, ...escrow })
    setWorking(false)
    if (result.ok) onBegun()
    else setError(result.error)
  }
  return (
    <Modal
      opened
      onClose={onClose}
      title={words.startTitle}
      size="lg"
      closeButtonProps={{ 'aria-label': text.frame.common.close }}
    >
      <form onSubmit={(event) => void submit(event)}>
        <Stack gap="sm">
          <List size="sm" spacing="xs">
            {words.startMeans.map((sentence) => (
              <List.Item key={sentence}>{sentence}</List.Item>
            ))}
          </List>
          {change.left.length > 0 ? <Notice tone="warn">{words.left(format.list(change.left))}</Notice> : null}
          {change.needsEscrow
            ? ([0, 1] as const).map((place) => (
                <Group key={place} gap="sm">
                  <Button variant="default" onClick={() => void pick(place)}>
                    {certificateWords.certificate(place + 1)} · {certificateWords.choose}
                  </Button>
                  <Text role="status">
                    {certificates[place] ? certificateWords.chosen(certificates[place].name) : ''}
                  </Text>
                </Group>
              ))
            : null}
          <PasswordInput
            label={words.passphrase}
            value={passphrase}
            onChange={(event) => setPassphrase(event.currentTarget.value)}
            data-autofocus
            required
          />
          {error ? <ErrorNotice error={error} /> : null}
          <Group gap="sm">
            <Button type="submit" loading={working}>
              {words.begin}
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
