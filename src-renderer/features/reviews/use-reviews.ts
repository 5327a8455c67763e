import { useCallback, useEffect, useRef, useState } from 'react'
import type { BookId } from '../../../src-contract/books.ts'
import type { RpcError } from '../../../src-contract/errors.ts'
import type { ReviewRow } from '../../../src-contract/features/ledger.shapes.ts'
import { rpc } from '../../rpc/client.ts'
import { useDataChanged } from '../../rpc/hooks.ts'

type Loaded = { rows: readonly ReviewRow[]; total: number | null; mine: number }
const nothing: Loaded = { rows: [], total: null, mine: 0 }

/** What waits for a second person, fetched on as it is scrolled; asked again when something was filed or decided. */
export function useReviews(book: BookId | null) {
  const [loaded, setLoaded] = useState(nothing)
  const [error, setError] = useState<RpcError | null>(null)
  const [round, setRound] = useState(0)
  const asking = useRef(false)
  const fetchFrom = useCallback(
    async (offset: number, signal: AbortSignal) => {
      const result = await rpc.ledger.reviews(book === null ? { offset } : { book, offset }, { signal })
      if (signal.aborted) return
      if (!result.ok) {
        setError(result.error)
        return
      }
      const { rows, total, mine } = result.value
      setError(null)
      setLoaded((before) => ({ rows: offset === 0 ? rows : [...before.rows.slice(0, offset), ...rows], total, mine }))
    },
    [book],
  )
  const stop = useRef(new AbortController())
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
  return { ...loaded, error, again, more: useCallback((first: number, last: number) => void more(first, last), [more]) }
}
