import { Anchor, Button, PasswordInput, Stack, Text, TextInput, Title } from '@mantine/core'
import { lazy, Suspense, useEffect, useRef, useState, type SyntheticEvent } from 'react'
import type { RpcError } from '../../../src-contract/errors.ts'
import { rpc } from '../../rpc/client.ts'
import { opened, type ReplicaStatus } from '../../session/session-store.ts'
import { useText } from '../../text/language.ts'
import { CoreNotice } from '../../ui/core-notice.tsx'
import { ErrorNotice } from '../../ui/error-notice.tsx'
import classes from './login-page.module.css'
import { LockedOut } from './locked-out.tsx'
import { whenPainted } from './when-painted.ts'

const Unusable = lazy(async () => ({ default: (await import('./unusable.tsx')).Unusable }))
const Recovery = lazy(async () => ({ default: (await import('./recovery.tsx')).Recovery }))

type Props = {
  /** Null while core is starting: the form is there already, and what is typed is sent as soon as core listens. */
  status: ReplicaStatus | null
  last: { login: string; name: string } | null
}

export function LoginPage({ status, last }: Props) {
  const text = useText()
  const [recovering, setRecovering] = useState(false)
  const [notice, setNotice] = useState<string | null>(null)
  return (
    <main className={classes.page}>
      <CoreNotice onlyFailure />
      <div className={classes.card}>
        <Title order={1} className={classes.product}>
          {text.access.productName}
        </Title>
        {notice === null ? null : (
          <Text role="status" className={classes.notice}>
            {notice}
          </Text>
        )}
        <Suspense fallback={null}>
          {recovering ? (
            <Recovery
              onBack={() => setRecovering(false)}
              onDone={() => {
                setRecovering(false)
                setNotice(text.access.recover.done)
              }}
            />
          ) : status?.state === 'unusable' ? (
            <Unusable
              status={status}
              onRecover={() => setRecovering(true)}
              onRestored={() => setNotice(text.access.unusable.restored)}
            />
          ) : (
            <LoginForm status={status} last={last} onRecover={() => setRecovering(true)} />
          )}
        </Suspense>
      </div>
    </main>
  )
}

function LoginForm({ status, last, onRecover }: Props & { onRecover: () => void }) {
  const text = useText()
  const [login, setLogin] = useState(last?.login ?? '')
  const [passphrase, setPassphrase] = useState('')
  const [asking, setAsking] = useState(false)
  const [error, setError] = useState<RpcError | null>(null)
  const passphraseField = useRef<HTMLInputElement>(null)
  const lockedUntil =
    error?.code === 'accounts/locked-out' ? String(error.params['until'] ?? '') : (status?.lockedUntil ?? '')

  useEffect(() => whenPainted(() => window.shell.usable('log-in')), [])

  async function submit(event: SyntheticEvent) {
    event.preventDefault()
    if (asking) return
    setAsking(true)
    setError(null)
    const result = await rpc.accounts.logIn({ login: login.trim(), passphrase })
    setAsking(false)
    setPassphrase('')
    if (result.ok) opened(result.value)
    else {
      setError(result.error)
      passphraseField.current?.focus()
    }
  }

  return (
    <form onSubmit={(event) => void submit(event)} aria-label={text.access.logIn.title}>
      <Stack gap="sm">
        {last === null ? null : <Text c="dimmed">{text.access.logIn.resume(last.name)}</Text>}
        <TextInput
          label={text.access.logIn.login}
          value={login}
          onChange={(event) => setLogin(event.currentTarget.value)}
          autoFocus={last === null}
          autoComplete="off"
          spellCheck={false}
          required
          withAsterisk={false}
        />
        <PasswordInput
          ref={passphraseField}
          label={text.access.logIn.passphrase}
          value={passphrase}
          onChange={(event) => setPassphrase(event.currentTarget.value)}
          autoFocus={last !== null}
          autoComplete="off"
          visibilityToggleButtonProps={{ 'aria-label': text.access.logIn.show }}
          required
          withAsterisk={false}
        />
        {lockedUntil === '' ? (
          error && <ErrorNotice error={error} />
        ) : (
          <LockedOut until={lockedUntil} onOver={() => setError(null)} />
        )}
        <Button type="submit" loading={asking} fullWidth>
          {asking ? text.access.logIn.submitting : text.access.logIn.submit}
        </Button>
        {status && status.machineSecret !== 'real' ? (
          <Text size="xs" c="dimmed">
            {text.access.logIn.basicText}
          </Text>
        ) : null}
        <Anchor component="button" type="button" size="xs" onClick={onRecover}>
          {text.access.logIn.forgotten}
        </Anchor>
      </Stack>
    </form>
  )
}
