import { useCallback, useEffect, useRef, useState } from 'react'
import type { RpcError } from '../../../src-contract/errors.ts'
import type { AuditRow } from '../../../src-contract/features/audit.contract.ts'
import { rpc } from '../../rpc/client.ts'
import type { AuditFilter } from './audit-filter.ts'

/** Each question is itself written to the trail, so few and large. */
const pageSize = 500

export type AuditRows = {
  rows: readonly AuditRow[]
  total: number | null
  error: RpcError | null
  /** Asks for the rows before the oldest, unless they are all there or on their way. */
  more: () => void
  again: () => void
}

/** The trail, newest first; older rows follow as the list is scrolled to its end. */
export function useAuditRows(filter: AuditFilter): AuditRows {
  const [state, setState] = useState<{ rows: readonly AuditRow[]; total: number | null; error: RpcError | null }>({
    rows: [],
    total: null,
    error: null,
  })
  const [round, setRound] = useState(0)
  const asking = useRef(false)
  const stop = useRef(new AbortController())

  const ask = useCallback(
    async (before: number | undefined) => {
      const { signal } = stop.current
      asking.current = true
      const page = { ...filter, limit: pageSize, ...(before === undefined ? {} : { before }) }
      const result = await rpc.audit.list(page, { signal })
      if (signal.aborted) return
      asking.current = false
      setState((old) =>
        result.ok
          ? {
              rows: before === undefined ? result.value.rows : [...old.rows, ...result.value.rows],
              total: result.value.total,
              error: null,
            }
          : { ...old, error: result.error },
      )
    },
    [filter],
  )

  useEffect(() => {
    stop.current = new AbortController()
    void ask(undefined)
    return () => stop.current.abort()
  }, [ask, round])

  const { rows, total, error } = state
  const oldest = rows.at(-1)?.seq
  return {
    rows,
    total,
    error,
    more: useCallback(() => {
      if (asking.current || error !== null || oldest === undefined || total === null || rows.length >= total) return
      void ask(oldest)
    }, [ask, error, oldest, total, rows.length]),
    again: useCallback(() => setRound((n) => n + 1), []),
  }
}
