import { Button, Group, Stack, Text, TextInput, Title } from '@mantine/core'
import { useState, type SyntheticEvent } from 'react'
import type { RpcError } from '../../../src-contract/errors.ts'
import { rpc } from '../../rpc/client.ts'
import { lockEnded, opened } from '../../session/session-store.ts'
import { useLogInText } from '../../text/language.ts'
import { ThemeProvider } from '../../theme/theme-provider.tsx'
import { ErrorNotice } from '../../ui/error-notice.tsx'
import { Notice } from '../../ui/notice.tsx'
import { NewPassphrase } from './new-passphrase.tsx'

type Props = { onBack: () => void }

/** With a one-time code, somebody who has no passphrase on this PC sets one and is logged in. */
export function FirstLogIn(props: Props) {
  return (
    <ThemeProvider>
      <FirstLogInForm {...props} />
    </ThemeProvider>
  )
}

function FirstLogInForm({ onBack }: Props) {
  const text = useLogInText().logIn
  const words = text.first
  const [login, setLogin] = useState('')
  const [code, setCode] = useState('')
  const [next, setNext] = useState('')
  const [again, setAgain] = useState('')
  const [differs, setDiffers] = useState(false)
  const [error, setError] = useState<RpcError | null>(null)
  const [working, setWorking] = useState(false)

  async function submit(event: SyntheticEvent) {
    event.preventDefault()
    setError(null)
    setDiffers(next !== again)
    if (next !== again) return
    setWorking(true)
    await lockEnded()
    const result = await rpc.accounts.firstLogIn({ login: login.trim(), code, passphrase: next })
    setWorking(false)
    if (result.ok) opened(result.value)
    else setError(result.error)
  }

  return (
    <form onSubmit={(event) => void submit(event)} aria-label={words.title}>
      <Stack gap="sm">
        <Title order={2}>{words.title}</Title>
        <Text c="dimmed">{words.means}</Text>
        <TextInput
          label={text.login}
          value={login}
          onChange={(event) => setLogin(event.currentTarget.value)}
          autoComplete="off"
          autoFocus
          required
        />
        <TextInput
          label={words.code}
          value={code}
          onChange={(event) => setCode(event.currentTarget.value)}
          autoComplete="off"
          spellCheck={false}
          required
        />
        <NewPassphrase labels={words} next={next} again={again} onNext={setNext} onAgain={setAgain} />
        {differs ? (
          <Notice tone="bad" role="alert">
            {words.differ}
          </Notice>
        ) : null}
        {error ? <ErrorNotice error={error} /> : null}
        <Group>
          <Button type="submit" loading={working}>
            {text.submit}
          </Button>
          <Button variant="default" onClick={onBack}>
            {words.back}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
