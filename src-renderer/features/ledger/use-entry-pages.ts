import { useCallback, useEffect, useRef, useState } from 'react'
import type { InputOf, OutputOf } from '../../../src-contract/contract.ts'
import type { RpcError } from '../../../src-contract/errors.ts'
import { rpc } from '../../rpc/client.ts'
import { oneAtATime } from '../../rpc/latest.ts'

/** About two screens: a jump and the first paint wait for no more. */
const pageSize = 50
const typingPause = 200

export type EntryRow = OutputOf<'ledger.list'>['rows'][number]
export type Question = Omit<InputOf<'ledger.list'>, 'offset' | 'limit'>

export type EntryPages = {
  total: number | null
  error: RpcError | null
  row: (index: number) => EntryRow | undefined
  /** Rows in sight: their pages are fetched, those that were scrolled past are not. */
  show: (first: number, last: number) => void
  /** The rows of a range, fetched where they are missing. */
  load: (first: number, last: number) => Promise<readonly EntryRow[]>
  again: () => void
}

type Pages = { total: number | null; pages: ReadonlyMap<number, readonly EntryRow[]> }

type Early = { question: Question | null; signal: AbortSignal | null; answer: ReturnType<typeof askPage> | null }
const taken: Early = { question: null, signal: null, answer: null }

function askPage(question: Question, page: number, signal: AbortSignal) {
  return rpc.ledger.list({ ...question, offset: page * pageSize, limit: pageSize }, { signal })
}

/** Pages of a list, fetched as they come into sight; a changed question starts over and cancels the old one. */
export function useEntryPages(question: Question): EntryPages {
  const [loaded, setLoaded] = useState<Pages>({ total: null, pages: new Map() })
  const [error, setError] = useState<RpcError | null>(null)
  const [round, setRound] = useState(0)
  const fetched = useRef(new Map<number, Promise<readonly EntryRow[]>>())
  const wanted = useRef({ first: 0, last: 0 })
  const stop = useRef(new AbortController())
  /** The first answer of a round takes the place of the rows of the round before. */
  const fresh = useRef(true)
  const asked = useRef(false)
  /** The first page is asked for before the screen around it is drawn; its answer is taken once. */
  const early = useRef<Early | null>(null)
  if (!asked.current && early.current === null) {
    const { signal } = stop.current
    early.current = { question, signal, answer: askPage(question, 0, signal) }
  }

  const fetchPage = useCallback(
    (page: number): Promise<readonly EntryRow[]> => {
      const known = fetched.current.get(page)
      if (known) return known
      const { signal } = stop.current
      const pages = fetched.current
      const ready = page === 0 && early.current?.signal === signal ? early.current.answer : null
      if (ready !== null) early.current = taken
      const asked = (ready ?? askPage(question, page, signal)).then((result): readonly EntryRow[] => {
        if (signal.aborted) return []
        if (!result.ok) {
          pages.delete(page)
          setError(result.error)
          return []
        }
        const { rows, total } = result.value
        setError(null)
        const first = fresh.current
        fresh.current = false
        setLoaded((before) => ({ total, pages: new Map(first ? [] : before.pages).set(page, rows) }))
        return rows
      })
      pages.set(page, asked)
      return asked
    },
    [question],
  )

  useEffect(() => {
    if (early.current?.question !== question || stop.current.signal.aborted) stop.current = new AbortController()
    fetched.current = new Map()
    fresh.current = true
    const ask = () => {
      void fetchPage(0)
      const { first, last } = wanted.current
      // After a change the rows in sight come again, wherever they are.
      for (const page of pagesOf(first, last)) void fetchPage(page)
    }
    // A list that is opened is asked for at once; one that is typed into waits for a pause.
    const timer = asked.current ? setTimeout(ask, typingPause) : undefined
    if (!asked.current) ask()
    asked.current = true
    return () => {
      clearTimeout(timer)
      stop.current.abort()
    }
  }, [fetchPage, question, round])

  const fetchWanted = useRef<() => void>(() => {})
  useEffect(() => {
    fetchWanted.current = oneAtATime(async () => {
      const { first, last } = wanted.current
      if (fetched.current.size > 0) await Promise.all(pagesOf(first, last).map((page) => fetchPage(page)))
    })
  }, [fetchPage])

  return {
    total: loaded.total,
    error,
    row: useCallback((index: number) => loaded.pages.get(Math.floor(index / pageSize))?.[index % pageSize], [loaded]),
    show: useCallback((first: number, last: number) => {
      wanted.current = { first, last }
      fetchWanted.current()
    }, []),
    load: useCallback(
      async (first: number, last: number) => {
        const pages = pagesOf(first, last)
        const all = (await Promise.all(pages.map((page) => fetchPage(page)))).flat()
        const offset = (pages[0] ?? 0) * pageSize
        return all.slice(first - offset, last - offset + 1)
      },
      [fetchPage],
    ),
    again: useCallback(() => setRound((n) => n + 1), []),
  }
}

function pagesOf(first: number, last: number): number[] {
  const from = Math.floor(first / pageSize)
  return Array.from({ length: Math.floor(last / pageSize) - from + 1 }, (_, at) => from + at)
}
