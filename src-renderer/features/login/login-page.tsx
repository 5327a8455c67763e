import { Suspense, useState } from 'react'
import type { SessionEnd } from '../../../src-contract/rpc.ts'
import { coreState } from '../../rpc/core-state.ts'
import type { ReplicaStatus } from '../../session/session-store.ts'
import { useLogInText } from '../../text/language.ts'
import { later } from '../../ui/later.ts'
import { useStore } from '../../ui/store.ts'
import { LoginForm } from './login-form.tsx'
import classes from './login-page.module.css'

const Unusable = later(async () => (await import('./unusable.tsx')).Unusable)
const FirstLogIn = later(async () => (await import('./first-log-in.tsx')).FirstLogIn)
const Recovery = later(async () => (await import('./recovery.tsx')).Recovery)
const CoreNotice = later(async () => (await import('../../ui/core-notice.tsx')).CoreNotice)

type Props = {
  /** Null while core is starting: the form is there already, and what is typed is sent as soon as core listens. */
  status: ReplicaStatus | null
  last: { login: string; name: string } | null
  /** Why the session before was ended, where nobody here did. */
  ended: SessionEnd | null
}

/** The first page. It has plain controls that look like Mantine's: whatever it needs is fetched before anybody can type. */
export function LoginPage({ status, last, ended }: Props) {
  const text = useLogInText()
  const [first, setFirst] = useState(false)
  const [recovering, setRecovering] = useState(false)
  const [notice, setNotice] = useState<string | null>(null)
  const coreFailed = useStore(coreState).state === 'failed'
  return (
    <main className={classes.page}>
      <Suspense fallback={null}>{coreFailed ? <CoreNotice /> : null}</Suspense>
      <div className={classes.card}>
        <h1 className={classes.product}>{text.productName}</h1>
        {notice === null ? null : (
          <div role="status" className={classes.notice}>
            {notice}
          </div>
        )}
        {ended === null ? null : (
          <div role="status" className={classes.notice}>
            {text.logIn.ended[ended](last?.name ?? '')}
          </div>
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
          ) : first ? (
            <FirstLogIn onBack={() => setFirst(false)} />
          ) : (
            <LoginForm
              status={status}
              last={last}
              onRecover={() => setRecovering(true)}
              onFirst={() => setFirst(true)}
            />
          )}
        </Suspense>
      </div>
    </main>
  )
}
