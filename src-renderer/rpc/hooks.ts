import { useCallback, useEffect, useState } from 'react'
import type { Result, RpcError } from '../../src-contract/errors.ts'
import type { DataKind } from '../../src-contract/rpc.ts'
import { connection } from './client.ts'

export type Asked<T> = {
  /** The newest answer; kept while the same question is asked again. */
  value: T | undefined
  error: RpcError | undefined
  asking: boolean
  again: () => void
}

/**
 * Asks when the screen opens and whenever `deps` change; an older answer never replaces a newer one, and a question that nobody
 * waits for is cancelled. `ask` may return null for "nothing to ask yet".
 */
export function useCall<T>(
  ask: (signal: AbortSignal) => Promise<Result<T>> | null,
  deps: readonly unknown[],
): Asked<T> {
  const [state, setState] = useState<{ value: T | undefined; error: RpcError | undefined; asking: boolean }>({
    value: undefined,
    error: undefined,
    asking: true,
  })
  const [round, setRound] = useState(0)
  const again = useCallback(() => setRound((n) => n + 1), [])
  useEffect(() => {
    const stop = new AbortController()
    const answer = ask(stop.signal)
    if (!answer) {
      setState({ value: undefined, error: undefined, asking: false })
      return
    }
    setState((before) => ({ ...before, asking: true }))
    void answer.then((result) => {
      if (stop.signal.aborted) return
      setState((before) =>
        result.ok
          ? { value: result.value, error: undefined, asking: false }
          : { value: before.value, error: result.error, asking: false },
      )
    })
    return () => stop.abort()
    // The caller names what the question depends on; `ask` is a new function at each drawing.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [...deps, round])
  return { ...state, again }
}

/** Calls `react` when core says that such data changed, in this window or by an import. */
export function useDataChanged(what: DataKind, react: () => void): void {
  useEffect(
    () => connection.onEvent((event) => event.name === 'data-changed' && event.what === what && react()),
    [what, react],
  )
}
