import { Anchor, Button, PasswordInput, Stack, Text, TextInput, Title } from '@mantine/core'
import { Suspense, useEffect, useRef, useState, type SyntheticEvent } from 'react'
import type { RpcError } from '../../../src-contract/errors.ts'
import { rpc } from '../../rpc/client.ts'
import { opened, type ReplicaStatus } from '../../session/session-store.ts'
import { coreState } from '../../rpc/core-state.ts'
import { useLogInText } from '../../text/language.ts'
import { later } from '../../ui/later.ts'
import { useStore } from '../../ui/store.ts'
import classes from './login-page.module.css'
import { whenPainted } from './when-painted.ts'

const Unusable = later(async () => (await import('./unusable.tsx')).Unusable)
const Recovery = later(async () => (await import('./recovery.tsx')).Recovery)
const LockedOut = later(async () => (await import('./locked-out.tsx')).LockedOut)
const ErrorNotice = later(async () => (await import('../../ui/error-notice.tsx')).ErrorNotice)
const CoreNotice = later(async () => (await import('../../ui/core-notice.tsx')).CoreNotice)

type Props = {
  /** Null while core is starting: the form is there already, and what is typed is sent as soon as core listens. */
  status: ReplicaStatus | null
  last: { login: string; name: string } | null
}

export function LoginPage({ status, last }: Props) {
  const text = useLogInText()
  const [recovering, setRecovering] = useState(false)
  const [notice, setNotice] = useState<string | null>(null)
  const coreFailed = useStore(coreState).state === 'failed'
  return (
    <main className={classes.page}>
      <Suspense fallback={null}>{coreFailed ? <CoreNotice /> : null}</Suspense>
      <div className={classes.card}>
        <Title order={1} className={classes.product}>
          {text.productName}
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
              onDone={(done) => {
                setRecovering(false)
                setNotice(done)
              }}
            />
          ) : status?.state === 'unusable' ? (
            <Unusable status={status} onRecover={() => setRecovering(true)} onRestored={setNotice} />
          ) : (
            <LoginForm status={status} last={last} onRecover={() => setRecovering(true)} />
          )}
        </Suspense>
      </div>
    </main>
  )
}

function LoginForm({ status, last, onRecover }: Props & { onRecover: () => void }) {
  const text = useLogInText().logIn
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
    <form onSubmit={(event) => void submit(event)} aria-label={text.title}>
      <Stack gap="sm">
        {last === null ? null : <Text c="dimmed">{text.resume(last.name)}</Text>}
        <TextInput
          label={text.login}
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
          label={text.passphrase}
          value={passphrase}
          onChange={(event) => setPassphrase(event.currentTarget.value)}
          autoFocus={last !== null}
          autoComplete="off"
          visibilityToggleButtonProps={{ 'aria-label': text.show }}
          required
          withAsterisk={false}
        />
        <Suspense fallback={null}>
          {lockedUntil === '' ? (
            error && <ErrorNotice error={error} />
          ) : (
            <LockedOut until={lockedUntil} onOver={() => setError(null)} />
          )}
        </Suspense>
        <Button type="submit" loading={asking} fullWidth>
          {asking ? text.submitting : text.submit}
        </Button>
        {status && status.machineSecret !== 'real' ? (
          <Text size="xs" c="dimmed">
            {text.basicText}
          </Text>
        ) : null}
        <Anchor component="button" type="button" size="xs" onClick={onRecover}>
          {text.forgotten}
        </Anchor>
      </Stack>
    </form>
  )
}
