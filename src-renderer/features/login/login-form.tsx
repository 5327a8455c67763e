import { Suspense, useEffect, useRef, useState, type SyntheticEvent } from 'react'
import type { RpcError } from '../../../src-contract/errors.ts'
import { rpc } from '../../rpc/client.ts'
import { lockEnded, opened, type ReplicaStatus } from '../../session/session-store.ts'
import { useLogInText } from '../../text/language.ts'
import { later } from '../../ui/later.ts'
import classes from './login-page.module.css'
import { PassphraseField } from './passphrase-field.tsx'
import { whenPainted } from './when-painted.ts'

const LockedOut = later(async () => (await import('./locked-out.tsx')).LockedOut)
const ErrorNotice = later(async () => (await import('../../ui/error-notice.tsx')).ErrorNotice)

type Props = {
  status: ReplicaStatus | null
  last: { login: string; name: string } | null
  onRecover: () => void
  onFirst: () => void
}

/** Name and passphrase. Sentences about what went wrong are fetched when something does. */
export function LoginForm({ status, last, onRecover, onFirst }: Props) {
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
    await lockEnded()
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
    <form className={classes.form} onSubmit={(event) => void submit(event)} aria-label={text.title}>
      {last === null ? null : <p className={classes.quiet}>{text.resume(last.name)}</p>}
      <div>
        <label htmlFor="log-in-name">{text.login}</label>
        <input
          id="log-in-name"
          className={classes.input}
          value={login}
          onChange={(event) => setLogin(event.currentTarget.value)}
          autoFocus={last === null}
          autoComplete="off"
          spellCheck={false}
          required
        />
      </div>
      <PassphraseField
        id="log-in-passphrase"
        ref={passphraseField}
        label={text.passphrase}
        showLabel={text.show}
        value={passphrase}
        onChange={setPassphrase}
        autoFocus={last !== null}
      />
      <Suspense fallback={null}>
        {lockedUntil === '' ? (
          error && <ErrorNotice error={error} />
        ) : (
          <LockedOut until={lockedUntil} onOver={() => setError(null)} />
        )}
      </Suspense>
      <button type="submit" className={classes.submit} aria-disabled={asking}>
        {asking ? (status?.keyChange ? text.finishing : text.submitting) : text.submit}
      </button>
      {status?.keyChange ? (
        <p role="status" className={classes.quiet}>
          {text.keyChange}
        </p>
      ) : null}
      {status && status.machineSecret !== 'real' ? <p className={classes.quiet}>{text.basicText}</p> : null}
      <button type="button" className={classes.link} onClick={onFirst}>
        {text.first.open}
      </button>
      <button type="button" className={classes.link} onClick={onRecover}>
        {text.forgotten}
      </button>
    </form>
  )
}
