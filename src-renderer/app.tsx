import { Suspense, useEffect } from 'react'
import { LoginPage } from './features/login/login-page.tsx'
import { connection } from './rpc/client.ts'
import { coreState } from './rpc/core-state.ts'
import { askWhoIsThere, endSession, hide, sessionState } from './session/session-store.ts'
import { later } from './ui/later.ts'
import { useStore } from './ui/store.ts'

const Workplace = later(async () => (await import('./workplace.tsx')).Workplace)
const SetUpPage = later(async () => (await import('./features/setup/set-up-page.tsx')).SetUpPage)

/** The shell found an empty folder: the set-up follows as soon as core confirms it. */
const firstStart = location.hash === '#/first-start'
if (firstStart) history.replaceState(null, '', location.pathname)

/** Log-in, first set-up or the workplace, as core says. The log-in page is drawn at once, before core has answered. */
export function App() {
  const state = useStore(sessionState)
  useEffect(() => {
    void askWhoIsThere()
    const events = connection.onEvent((event) => {
      if (event.name === 'session-changed') void askWhoIsThere()
      else if (event.name === 'session-ends') void endSession(event.why)
    })
    let generation = coreState.get().generation
    const status = coreState.subscribe(() => {
      const now = coreState.get()
      if (now.state === 'locking') hide()
      if (now.state !== 'running' || now.generation === generation) return
      const first = generation === -1
      generation = now.generation
      if (!first) void askWhoIsThere()
    })
    return () => {
      events()
      status()
    }
  }, [])
  if (state.at === 'open')
    return (
      <Suspense fallback={null}>
        <Workplace session={state.session} />
      </Suspense>
    )
  if (state.at === 'locked' && state.status.state === 'new')
    return (
      <Suspense fallback={null}>
        <SetUpPage machineSecret={state.status.machineSecret} />
      </Suspense>
    )
  if (state.at === 'asking' && firstStart) return null
  return (
    <LoginPage
      status={state.at === 'locked' ? state.status : null}
      last={state.at === 'locked' ? state.last : null}
      ended={(state.at === 'locked' ? state.ended : undefined) ?? null}
    />
  )
}
