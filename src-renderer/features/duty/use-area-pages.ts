import { useCallback, useEffect, useRef, useState } from 'react'
import type { RpcError } from '../../../src-contract/errors.ts'
import type { Area } from '../../../src-contract/features/duty.shapes.ts'
import type { LocalDate } from '../../../src-contract/ids.ts'
import { rpc } from '../../rpc/client.ts'
import { useDataChanged } from '../../rpc/hooks.ts'

const pageSize = 200

export type AreaPages = {
  total: number
  /** Core has answered at least once. */
  known: boolean
  error: RpcError | null
  row: (index: number) => Area | undefined
  onVisible: (first: number, last: number) => void
  again: () => void
}

type Pages = { total: number; known: boolean; error: RpcError | null; rows: ReadonlyMap<number, Area> }
const nothing: Pages = { total: 0, known: false, error: null, rows: new Map() }

/** The rules that fit, page by page as they come into sight. */
export function useAreaPages(beat: string, text: string, on: LocalDate | null): AreaPages {
  const [pages, setPages] = useState<Pages>(nothing)
  const [round, setRound] = useState(0)
  const asked = useRef(new Set<number>())
  const stop = useRef(new AbortController())
  const again = useCallback(() => setRound((n) => n + 1), [])
  useDataChanged('duty', again)

  const ask = useCallback(
    async (page: number) => {
      if (asked.current.has(page)) return
      asked.current.add(page)
      const { signal } = stop.current
      const filter = { ...(beat === '' ? {} : { beat }), ...(text.trim() === '' ? {} : { text: text.trim() }) }
      const span = { ...(on === null ? {} : { on }), offset: page * pageSize, limit: pageSize }
      const result = await rpc.duty.areas({ ...filter, ...span }, { signal })
      if (signal.aborted) return
      setPages((before) => {
        if (!result.ok) return { ...before, error: result.error }
        const rows = new Map(page === 0 ? [] : before.rows)
        result.value.areas.forEach((area, at) => rows.set(page * pageSize + at, area))
        return { total: result.value.total, known: true, error: null, rows }
      })
    },
    [beat, text, on],
  )
  useEffect(() => {
    stop.current = new AbortController()
    asked.current = new Set()
    void ask(0)
    return () => stop.current.abort()
  }, [ask, round])

  const onVisible = useCallback(
    (first: number, last: number) => {
      for (let page = Math.floor(first / pageSize); page <= Math.floor(last / pageSize); page += 1) void ask(page)
    },
    [ask],
  )
  const { rows } = pages
  return { ...pages, row: useCallback((index) => rows.get(index), [rows]), onVisible, again }
}
