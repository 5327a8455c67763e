import { useCallback, useEffect, useRef, useState } from 'react'
import type { InputOf, OutputOf } from '../../../src-contract/contract.ts'
import type { RpcError } from '../../../src-contract/errors.ts'
import { rpc } from '../../rpc/client.ts'

const pageSize = 100
const typingPause = 200

type Row = OutputOf<'ledger.list'>['rows'][number]
type Question = Omit<InputOf<'ledger.list'>, 'offset' | 'limit'>

export type EntryPages = {
  total: number | null
  error: RpcError | null
  row: (index: number) => Row | undefined
  /** Rows in sight: their pages are fetched. */
  show: (first: number, last: number) => void
  again: () => void
}

/** Pages of a list, fetched as they come into sight; a changed question starts over and cancels the old one. */
export function useEntryPages(question: Question): EntryPages {
  const [loaded, setLoaded] = useState<{ total: number | null; rows: ReadonlyMap<number, Row> }>({
    total: null,
    rows: new Map(),
  })
  const [error, setError] = useState<RpcError | null>(null)
  const [round, setRound] = useState(0)
  const fetched = useRef(new Set<number>())
  const stop = useRef(new AbortController())

  const fetchPage = useCallback(
    async (page: number, fresh: boolean) => {
      if (fetched.current.has(page)) return
      fetched.current.add(page)
      const { signal } = stop.current
      const result = await rpc.ledger.list({ ...question, offset: page * pageSize, limit: pageSize }, { signal })
      if (signal.aborted) return
      if (!result.ok) {
        fetched.current.delete(page)
        setError(result.error)
        return
      }
      setError(null)
      setLoaded((before) => {
        const rows = new Map(fresh ? [] : before.rows)
        result.value.rows.forEach((row, at) => rows.set(page * pageSize + at, row))
        return { total: result.value.total, rows }
      })
    },
    [question],
  )

  useEffect(() => {
    stop.current = new AbortController()
    fetched.current = new Set()
    const timer = setTimeout(() => void fetchPage(0, true), round === 0 ? 0 : typingPause)
    return () => {
      clearTimeout(timer)
      stop.current.abort()
    }
  }, [fetchPage, round])

  return {
    total: loaded.total,
    error,
    row: useCallback((index: number) => loaded.rows.get(index), [loaded]),
    show: useCallback(
      (first: number, last: number) => {
        for (let page = Math.floor(first / pageSize); page <= Math.floor(last / pageSize); page += 1)
          if (fetched.current.size > 0) void fetchPage(page, false)
      },
      [fetchPage],
    ),
    again: useCallback(() => setRound((n) => n + 1), []),
  }
}
