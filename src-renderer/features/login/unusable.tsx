import { Anchor, Button, Group, PasswordInput, Stack, Text, TextInput, Title } from '@mantine/core'
import { useState } from 'react'
import type { RpcError } from '../../../src-contract/errors.ts'
import { rpc } from '../../rpc/client.ts'
import { askWhoIsThere, type ReplicaStatus } from '../../session/session-store.ts'
import { useFormat, useText } from '../../text/language.ts'
import { ThemeProvider } from '../../theme/theme-provider.tsx'
import { ErrorNotice } from '../../ui/error-notice.tsx'
import { Notice } from '../../ui/notice.tsx'

type Props = {
  status: ReplicaStatus
  onRecover: () => void
  /** With the sentence that says so. */
  onRestored: (said: string) => void
}

/** Why the replica of this PC cannot be opened, and every way forward that there is. */
export function Unusable(props: Props) {
  return (
    <ThemeProvider>
      <WaysForward {...props} />
    </ThemeProvider>
  )
}

function WaysForward({ status, onRecover, onRestored }: Props) {
  const text = useText()
  const format = useFormat()
  const [chosen, setChosen] = useState<string | null>(null)
  const [login, setLogin] = useState('')
  const [passphrase, setPassphrase] = useState('')
  const [working, setWorking] = useState(false)
  const [error, setError] = useState<RpcError | null>(null)
  const words = text.access.unusable
  // Without the keys neither their holders nor a backup helps.
  const erased = status.problem === 'keys/erased'

  async function restore(backupId: string) {
    setWorking(true)
    setError(null)
    const result = await rpc.accounts.restoreBackup({ backupId, login: login.trim(), passphrase })
    setWorking(false)
    setPassphrase('')
    if (!result.ok) {
      setError(result.error)
      return
    }
    setChosen(null)
    onRestored(words.restored)
    await askWhoIsThere()
  }

  return (
    <Stack gap="sm" data-wide>
      <Title order={2}>{words.title}</Title>
      {status.problem === null ? null : (
        <ErrorNotice error={{ code: status.problem, params: {}, retryable: false, traceId: '' }} />
      )}
      <Group gap="sm">
        <Button variant="default" onClick={() => void askWhoIsThere()}>
          {words.tryAgain}
        </Button>
        {erased ? null : (
          <Anchor component="button" type="button" onClick={onRecover}>
            {words.recover}
          </Anchor>
        )}
      </Group>
      {erased ? null : <Title order={3}>{words.backups}</Title>}
      {!erased && status.backups.length === 0 ? <Text c="dimmed">{words.noBackups}</Text> : null}
      {(erased ? [] : status.backups).map((backup) => (
        <Group key={backup.id} justify="space-between">
          <Text>
            {format.time(backup.at)} · {format.bytes(backup.bytes)}
          </Text>
          <Button variant="default" disabled={working} onClick={() => setChosen(backup.id)}>
            {words.restoreThis(format.time(backup.at))}
          </Button>
        </Group>
      ))}
      {chosen === null ? null : (
        <Notice tone="warn" role="alert">
          <Text>{words.restoreMeans}</Text>
          <Text>{words.restoreLogin}</Text>
          <TextInput
            label={text.access.logIn.login}
            value={login}
            onChange={(event) => setLogin(event.currentTarget.value)}
            autoComplete="off"
          />
          <PasswordInput
            label={text.access.logIn.passphrase}
            value={passphrase}
            onChange={(event) => setPassphrase(event.currentTarget.value)}
            autoComplete="off"
          />
          <Group gap="sm" mt="xs">
            <Button
              disabled={login.trim() === '' || passphrase === ''}
              loading={working}
              onClick={() => void restore(chosen)}
            >
              {working ? words.restoring : words.restore}
            </Button>
            <Button variant="default" disabled={working} onClick={() => setChosen(null)}>
              {text.frame.common.cancel}
            </Button>
          </Group>
        </Notice>
      )}
      {error ? <ErrorNotice error={error} /> : null}
    </Stack>
  )
}
