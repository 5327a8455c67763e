import { useCallback, useEffect, useRef, useState } from 'react'
import type { BookDefinition } from '../../../../src-contract/books.ts'
import type { RpcError } from '../../../../src-contract/errors.ts'
import type { TypedFields, Undoable } from '../../../../src-contract/features/ledger.shapes.ts'
import { problemsOf } from '../../../../src-domain/books/problem-params.ts'
import { rpc } from '../../../rpc/client.ts'
import { uuidv7 } from '../../../rpc/uuid.ts'
import { saveBeforeLock } from '../../../session/session-store.ts'
import { today } from '../../../ui/today.ts'
import { rememberLast } from '../last-values.ts'
import { understood } from '../settled-fields.ts'
import { emptyRow, isEmpty, mostRows, spareRows, standingOf, withFilled, type FastRow } from './fast-rows.ts'
import { RowKeeper } from './row-keeper.ts'

/** How many rows are saved or filed side by side. */
const atOnce = 4

export type Change = { row: number; key: string; value: string }
export type Filing = { filed: number; left: number; undo: readonly Undoable[] }

export type FastRows = {
  rows: readonly FastRow[]
  loading: boolean
  error: RpcError | null
  /** What is being done with many rows. */
  progress: { done: number; total: number } | null
  /** Puts values into cells; rows are made as needed. */
  change: (changes: readonly Change[]) => void
  reason: (row: number, reason: string) => void
  remove: (from: number, to: number) => void
  /** Files every row that can be filed, each on its own. */
  file: () => Promise<Filing>
  clearFiled: () => void
  reload: () => void
}

/** The rows of the entry grid: one draft each, so that nothing that was typed is lost. */
export function useFastRows(book: BookDefinition): FastRows {
  const [rows, setRows] = useState<readonly FastRow[]>(() => padded([]))
  const [loading, setLoading] = useState(true)
  const [error, setError] = useState<RpcError | null>(null)
  const [progress, setProgress] = useState<{ done: number; total: number } | null>(null)
  const [round, setRound] = useState(0)
  const newest = useRef(rows)
  const keepers = useRef(new Map<string, RowKeeper>())

  const put = useCallback((next: readonly FastRow[]) => {
    newest.current = next
    setRows(next)
  }, [])
  const update = useCallback(
    (id: string, part: Partial<FastRow>) =>
      put(newest.current.map((row) => (row.id === id ? { ...row, ...part } : row))),
    [put],
  )
  const keeperOf = useCallback(
    (id: string, draft?: ConstructorParameters<typeof RowKeeper>[2]): RowKeeper => {
      const known = keepers.current.get(id)
      if (known) return known
      const made = new RowKeeper(
        book.id,
        {
          opened: (fields) => {
            const now = newest.current.find((row) => row.id === id)?.fields ?? {}
            // What was typed while the draft was being opened stays.
            update(id, { fields: { ...fields, ...typedOf(now) } })
          },
          saved: (problems, filled, sent) => {
            const now = newest.current.find((row) => row.id === id)?.fields ?? {}
            const { fields, typedOn } = withFilled(now, filled, sent)
            update(id, { fields, problems, checked: true, failed: false })
            if (typedOn) keepers.current.get(id)?.type(fields)
          },
          failed: (failed) => {
            update(id, { failed: true })
            setError(failed)
          },
        },
        draft,
      )
      keepers.current.set(id, made)
      return made
    },
    [book.id, update],
  )

  useEffect(() => {
    let over = false
    const open = keepers.current
    void (async () => {
      const listed = await rpc.ledger.drafts({})
      if (!listed.ok) {
        if (!over) setError(listed.error)
        return
      }
      const own = listed.value.drafts.filter((one) => one.book === book.id).slice(0, mostRows)
      const read = await Promise.all(own.map((one) => rpc.ledger.readDraft({ draftId: one.draftId })))
      if (over) return
      // Oldest first, as they were typed; one with others to be filed with it is no row.
      const drafts = read.flatMap((one) => (one.ok && one.value.children.length === 0 ? [one.value] : [])).reverse()
      for (const draft of drafts) keeperOf(draft.draftId, draft)
      put(
        padded(
          drafts.map((draft) => ({
            ...emptyRow(draft.draftId),
            fields: draft.fields,
            problems: draft.problems,
            checked: true,
          })),
        ),
      )
      setLoading(false)
    })()
    const flush = () => Promise.all([...open.values()].map((one) => one.flush()))
    const unregister = saveBeforeLock(flush)
    return () => {
      over = true
      unregister()
      void flush()
      keepers.current = new Map()
    }
  }, [book.id, keeperOf, put, round])

  const eachOf = useCallback(async (ids: readonly string[], act: (id: string) => Promise<void>) => {
    const waiting = [...ids]
    let done = 0
    if (ids.length > 1) setProgress({ done: 0, total: ids.length })
    const worker = async () => {
      for (let id = waiting.shift(); id !== undefined; id = waiting.shift()) {
        await act(id)
        done += 1
        if (ids.length > 1) setProgress({ done, total: ids.length })
      }
    }
    await Promise.all(Array.from({ length: atOnce }, worker))
    setProgress(null)
  }, [])

  const change = useCallback(
    (changes: readonly Change[]) => {
      const next = [...newest.current]
      const touched = new Set<number>()
      for (const { row: at, key, value } of changes) {
        while (next.length <= at && next.length < mostRows) next.push(emptyRow(uuidv7()))
        const row = next[at]
        if (!row || row.filed || (row.fields[key] ?? '') === value) continue
        const fields = { ...row.fields, [key]: value }
        next[at] = { ...row, fields: { ...fields, ...understood(book.id, fields, key, today()) }, checked: false }
        touched.add(at)
      }
      if (touched.size === 0) return
      put(padded(next))
      const ids = [...touched].flatMap((at) => newest.current[at]?.id ?? [])
      for (const id of ids) {
        const row = newest.current.find((one) => one.id === id)
        if (row) keeperOf(id).type(row.fields)
      }
      if (ids.length > 1) void eachOf(ids, async (id) => void (await keeperOf(id).flush()))
    },
    [book.id, put, keeperOf, eachOf],
  )

  async function file(): Promise<Filing> {
    const ids = newest.current.filter((row) => !row.filed && !isEmpty(row)).map((row) => row.id)
    const undo: Undoable[] = []
    let filed = 0
    await eachOf(ids, async (id) => {
      const keeper = keeperOf(id)
      if (!(await keeper.flush())) return
      const row = newest.current.find((one) => one.id === id)
      if (!row || keeper.draftId === null || standingOf(row) !== 'ready') return
      const accepted = row.problems.map(({ field, code }) => ({ field, code, reason: row.reason.trim() }))
      const result = await rpc.ledger.file({ draftId: keeper.draftId, accepted })
      if (result.ok) {
        keeper.stop()
        keepers.current.delete(id)
        const { entryId, number, stage } = result.value
        update(id, { filed: { entryId, number, stage }, problems: [] })
        rememberLast(book.id, row.fields)
        filed += 1
        if (result.value.undo) undo.push(result.value.undo)
      } else if (result.error.code === 'ledger/invalid' || result.error.code === 'ledger/warnings')
        update(id, { problems: problemsOf(result.error.params), checked: true })
      else {
        update(id, { failed: true })
        setError(result.error)
      }
    })
    const left = newest.current.filter((row) => !row.filed && !isEmpty(row)).length
    return { filed, left, undo }
  }

  return {
    rows,
    loading,
    error,
    progress,
    change,
    reason: useCallback(
      (at: number, reason: string) => {
        const row = newest.current[at]
        if (row && !row.filed) update(row.id, { reason })
      },
      [update],
    ),
    remove: useCallback(
      (from: number, to: number) => {
        const gone = newest.current.slice(from, to + 1)
        for (const row of gone) {
          void keepers.current.get(row.id)?.discard()
          keepers.current.delete(row.id)
        }
        put(padded(newest.current.filter((row) => !gone.includes(row))))
      },
      [put],
    ),
    file,
    clearFiled: useCallback(() => put(padded(newest.current.filter((row) => !row.filed))), [put]),
    reload: useCallback(() => setRound((n) => n + 1), []),
  }
}

/** With empty rows behind the last one that holds something. */
function padded(rows: readonly FastRow[]): readonly FastRow[] {
  const last = rows.findLastIndex((row) => !isEmpty(row))
  const wanted = Math.min(mostRows, last + 1 + spareRows)
  if (rows.length >= wanted) return rows
  return [...rows, ...Array.from({ length: wanted - rows.length }, () => emptyRow(uuidv7()))]
}

function typedOf(fields: TypedFields): TypedFields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== ''))
}
