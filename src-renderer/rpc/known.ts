import { useEffect, useMemo } from 'react'
import type { Result } from '../../src-contract/errors.ts'
import type { CoreEvent } from '../../src-contract/rpc.ts'
import { whenLocked } from '../session/session-store.ts'
import { store, useStore } from '../ui/store.ts'
import { connection, rpc } from './client.ts'
import { useCall, type Asked } from './hooks.ts'

type Changed = Extract<CoreEvent, { name: 'data-changed' }>['what']

/**
 * A question whose answer every screen needs and that seldom changes: asked once, then there at once until the screen is locked. When core
 * says that something changed that it rests on, it is asked again, and what was answered stays meanwhile: a form is not to vanish under
 * the hands of whoever types.
 */
function known<T>(ask: (signal: AbortSignal) => Promise<Result<T>>, restsOn: readonly Changed[]): () => Asked<T> {
  const last = store<T | undefined>(undefined)
  /** Grows with everything that makes an answer old, also one that is on its way. */
  let version = 0
  let answered = -1
  const askers = new Set<() => void>()
  whenLocked(() => {
    version += 1
    last.set(undefined)
  })
  connection.onEvent((event) => {
    if (event.name !== 'data-changed' || !restsOn.includes(event.what)) return
    version += 1
    for (const again of askers) again()
  })
  async function askAgain(signal: AbortSignal): Promise<Result<T>> {
    const asked = version
    const result = await ask(signal)
    if (result.ok && asked === version) {
      answered = asked
      last.set(result.value)
    }
    return result
  }
  return function useKnown() {
    const asked = useCall((signal) => (answered === version ? null : askAgain(signal)), [])
    const value = useStore(last)
    const { again } = asked
    useEffect(() => {
      askers.add(again)
      return () => void askers.delete(again)
    }, [again])
    return useMemo(() => ({ ...asked, value }), [asked, value])
  }
}

/** The definitions of all books; beats among their options. */
export const useBooks = known((signal) => rpc.ledger.books({}, { signal }), ['accounts', 'duty'])

/** Who can be chosen as responsible, helper, witness. */
export const useColleagues = known((signal) => rpc.accounts.colleagues({}, { signal }), ['accounts', 'duty'])
