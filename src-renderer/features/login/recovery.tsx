import { Button, Group, PasswordInput, Stack, Text, TextInput, Title } from '@mantine/core'
import { useState, type SyntheticEvent } from 'react'
import type { RpcError } from '../../../src-contract/errors.ts'
import { rpc } from '../../rpc/client.ts'
import { askWhoIsThere } from '../../session/session-store.ts'
import { useText } from '../../text/language.ts'
import { ThemeProvider } from '../../theme/theme-provider.tsx'
import { ErrorNotice } from '../../ui/error-notice.tsx'
import { Notice } from '../../ui/notice.tsx'
import { NewPassphrase } from './new-passphrase.tsx'

type Key = { name: string; pem: string; passphrase: string }
const noKey: Key = { name: '', pem: '', passphrase: '' }

type Props = { onBack: () => void; onDone: (said: string) => void }

/** Both key holders present a key; one account gets a new passphrase. */
export function Recovery(props: Props) {
  return (
    <ThemeProvider>
      <RecoveryForm {...props} />
    </ThemeProvider>
  )
}

function RecoveryForm({ onBack, onDone }: Props) {
  const text = useText()
  const words = text.access.recover
  const [first, setFirst] = useState<Key>(noKey)
  const [second, setSecond] = useState<Key>(noKey)
  const [login, setLogin] = useState('')
  const [next, setNext] = useState('')
  const [again, setAgain] = useState('')
  const [said, setSaid] = useState<string | null>(null)
  const [error, setError] = useState<RpcError | null>(null)
  const [working, setWorking] = useState(false)

  async function submit(event: SyntheticEvent) {
    event.preventDefault()
    setError(null)
    if (first.pem === '' || second.pem === '') {
      setSaid(words.missing)
      return
    }
    if (next !== again) {
      setSaid(words.differ)
      return
    }
    setSaid(null)
    setWorking(true)
    const result = await rpc.accounts.recover({
      keys: [
        { pem: first.pem, passphrase: first.passphrase },
        { pem: second.pem, passphrase: second.passphrase },
      ],
      login: login.trim(),
      passphrase: next,
    })
    setWorking(false)
    if (!result.ok) {
      setError(result.error)
      return
    }
    onDone(words.done)
    await askWhoIsThere()
  }

  return (
    <form onSubmit={(event) => void submit(event)} data-wide>
      <Stack gap="sm">
        <Title order={2}>{words.title}</Title>
        <Text c="dimmed">{words.means}</Text>
        <KeyPicker n={1} value={first} onChange={setFirst} />
        <KeyPicker n={2} value={second} onChange={setSecond} />
        <TextInput
          label={words.login}
          value={login}
          onChange={(event) => setLogin(event.currentTarget.value)}
          autoComplete="off"
          required
        />
        <NewPassphrase labels={words} next={next} again={again} onNext={setNext} onAgain={setAgain} />
        {said === null ? null : (
          <Notice tone="bad" role="alert">
            {said}
          </Notice>
        )}
        {error ? <ErrorNotice error={error} /> : null}
        <Group gap="sm">
          <Button type="submit" loading={working}>
            {words.submit}
          </Button>
          <Button variant="default" onClick={onBack}>
            {words.back}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

function KeyPicker({ n, value, onChange }: { n: number; value: Key; onChange: (key: Key) => void }) {
  const text = useText()
  const words = text.access.recover
  async function pick() {
    const picked = await window.shell.pickText('key')
    if (picked) onChange({ ...value, name: picked.name, pem: picked.text })
  }
  return (
    <Group gap="sm" align="flex-end" wrap="nowrap">
      <Button variant="default" onClick={() => void pick()} aria-label={`${words.key(n)}: ${words.choose}`}>
        {value.name === '' ? `${words.key(n)}…` : words.chosen(value.name)}
      </Button>
      <PasswordInput
        flex={1}
        label={words.keyPassphrase(n)}
        value={value.passphrase}
        onChange={(event) => onChange({ ...value, passphrase: event.currentTarget.value })}
        autoComplete="off"
      />
    </Group>
  )
}
