import { useCallback, useEffect, useRef, useState } from 'react'
import type { RpcError } from '../../../src-contract/errors.ts'
import type { TemporaryEntry } from '../../../src-contract/features/ledger-addresses.contract.ts'
import { rpc } from '../../rpc/client.ts'
import { useDataChanged } from '../../rpc/hooks.ts'

type Loaded = { rows: readonly TemporaryEntry[]; total: number | null }

/** Entries with a temporary address, fetched on as they are scrolled; asked again when something was filed or corrected. */
export function useTemporary(beat: string, days: number) {
  const [loaded, setLoaded] = useState<Loaded>({ rows: [], total: null })
  const [error, setError] = useState<RpcError | null>(null)
  const [round, setRound] = useState(0)
  const asking = useRef(false)
  const stop = useRef(new AbortController())
  const fetchFrom = useCallback(
    async (offset: number, signal: AbortSignal) => {
      const where = { days, offset, ...(beat === '' ? {} : { beat }) }
      const result = await rpc.ledger.temporaryAddresses(where, { signal })
      if (signal.aborted) return
      setError(result.ok ? null : result.error)
      if (!result.ok) return
      const { rows, total } = result.value
      setLoaded((before) => ({ rows: offset === 0 ? rows : [...before.rows.slice(0, offset), ...rows], total }))
    },
    [beat, days],
  )
  useEffect(() => {
    stop.current = new AbortController()
    void fetchFrom(0, stop.current.signal)
    return () => stop.current.abort()
  }, [fetchFrom, round])
  const again = useCallback(() => setRound((n) => n + 1), [])
  useDataChanged('ledger', again)
  const { rows, total } = loaded
  const more = useCallback(
    async (_: number, last: number) => {
      if (asking.current || total === null || rows.length >= total || last < rows.length - 20) return
      asking.current = true
      await fetchFrom(rows.length, stop.current.signal)
      asking.current = false
    },
    [rows.length, total, fetchFrom],
  )
  return {
    rows,
    total,
    error,
    again,
    more: useCallback((first: number, last: number) => void more(first, last), [more]),
  }
}
