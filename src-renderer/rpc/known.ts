import { useMemo } from 'react'
import type { Result } from '../../src-contract/errors.ts'
import type { CoreEvent } from '../../src-contract/rpc.ts'
import { whenLocked } from '../session/session-store.ts'
import { connection, rpc } from './client.ts'
import { useCall, type Asked } from './hooks.ts'

type Changed = Extract<CoreEvent, { name: 'data-changed' }>['what']

/**
 * A question whose answer every screen needs and that seldom changes: asked once, then there at once, until core says that
 * something changed that it rests on, or the screen is locked.
 */
function known<T>(ask: (signal: AbortSignal) => Promise<Result<T>>, restsOn: readonly Changed[]): () => Asked<T> {
  let last: T | undefined
  whenLocked(() => {
    last = undefined
  })
  connection.onEvent((event) => {
    if (event.name === 'data-changed' && restsOn.includes(event.what)) last = undefined
  })
  return function useKnown() {
    const asked = useCall((signal) => (last === undefined ? ask(signal) : null), [])
    if (asked.value !== undefined) last = asked.value
    const value = asked.value ?? last
    return useMemo(() => ({ ...asked, value }), [asked, value])
  }
}

/** The definitions of all books; beats among their options. */
export const useBooks = known((signal) => rpc.ledger.books({}, { signal }), ['accounts', 'duty'])

/** Who can be chosen as responsible, helper, witness. */
export const useColleagues = known((signal) => rpc.accounts.colleagues({}, { signal }), ['accounts', 'duty'])
