import { useCallback, useEffect, useRef, useState } from 'react'
import type { FieldProblem } from '../../../src-contract/books.ts'
import type { OutputOf } from '../../../src-contract/contract.ts'
import type { RpcError } from '../../../src-contract/errors.ts'
import type { TypedFields } from '../../../src-contract/features/ledger.shapes.ts'
import type { DraftId } from '../../../src-contract/ids.ts'
import { rpc } from '../../rpc/client.ts'
import { saveBeforeLock } from '../../session/session-store.ts'
import { saveState } from '../../ui/save-state.ts'
import { DraftSaver } from './draft-saver.ts'

export type LoadedDraft = OutputOf<'ledger.openDraft'>

export type DraftState = {
  /** Null while it is read, or when it could not be. */
  draft: LoadedDraft | null
  fields: TypedFields
  /** Where values came from that nobody typed here. */
  marks: LoadedDraft['marks']
  problems: readonly FieldProblem[]
  savedAt: string | null
  error: RpcError | null
  change: (key: string, value: string) => void
  /** Saves now; false when something could not be saved. */
  flush: () => Promise<boolean>
  reload: () => void
  /** After `ledger/draft-stale`: what is on the screen takes the place of what is stored. */
  keepMine: (revision: number) => void
  stop: () => void
}

/** A draft under the keys: read once, saved as typed. */
export function useDraft(draftId: string): DraftState {
  const [draft, setDraft] = useState<LoadedDraft | null>(null)
  const [fields, setFields] = useState<TypedFields>({})
  const [problems, setProblems] = useState<readonly FieldProblem[]>([])
  const [marks, setMarks] = useState<LoadedDraft['marks']>([])
  const [savedAt, setSavedAt] = useState<string | null>(null)
  const [error, setError] = useState<RpcError | null>(null)
  const [round, setRound] = useState(0)
  const saver = useRef<DraftSaver | null>(null)
  const newest = useRef<TypedFields>({})

  useEffect(() => {
    const stop = new AbortController()
    void rpc.ledger.readDraft({ draftId: draftId as DraftId }, { signal: stop.signal }).then((result) => {
      if (stop.signal.aborted) return
      if (!result.ok) {
        setError(result.error)
        return
      }
      const read = result.value
      setDraft(read)
      setFields(read.fields)
      newest.current = read.fields
      setMarks(read.marks)
      setProblems(read.problems)
      setSavedAt(read.updatedAt)
      setError(null)
      saver.current = new DraftSaver(
        read.revision,
        (typed, revision) => rpc.ledger.saveDraft({ draftId: read.draftId, revision, fields: typed }),
        {
          saving: () => saveState.set({ at: 'saving' }),
          saved: (saved, sent) => {
            take(saved.filled, sent)
            setProblems(saved.problems)
            setSavedAt(saved.savedAt)
            setError(null)
            saveState.set({ at: 'saved', time: saved.savedAt })
          },
          failed: (failed) => {
            setError(failed)
            saveState.set({ at: 'failed' })
          },
        },
      )
    })
    /** What the save filled in comes to the screen, unless it was typed meanwhile. */
    function take(filled: OutputOf<'ledger.saveDraft'>['filled'], sent: TypedFields) {
      const fresh = filled.filter(({ field }) => (newest.current[field] ?? '') === (sent[field] ?? ''))
      if (fresh.length === 0) return
      const typedOn = newest.current !== sent
      newest.current = { ...newest.current, ...Object.fromEntries(fresh.map(({ field, value }) => [field, value])) }
      setFields(newest.current)
      setMarks((before) => [
        ...before.filter((mark) => !fresh.some(({ field }) => field === mark.field)),
        ...fresh.map(({ field, source, at }) => ({ field, source, at })),
      ])
      if (typedOn) saver.current?.type(newest.current)
    }
    const unregister = saveBeforeLock(async () => saver.current?.flush())
    return () => {
      unregister()
      stop.abort()
      void saver.current?.flush()
      saver.current = null
      saveState.set({ at: 'idle' })
    }
  }, [draftId, round])

  const change = useCallback((key: string, value: string) => {
    newest.current = { ...newest.current, [key]: value }
    setFields(newest.current)
    setMarks((before) => before.filter((mark) => mark.field !== key))
    saver.current?.type(newest.current)
  }, [])
  return {
    draft,
    fields,
    marks,
    problems,
    savedAt,
    error,
    change,
    flush: useCallback(async () => (await saver.current?.flush()) ?? false, []),
    reload: useCallback(() => setRound((n) => n + 1), []),
    keepMine: useCallback((revision: number) => void saver.current?.continueFrom(revision, newest.current), []),
    stop: useCallback(() => saver.current?.stop(), []),
  }
}
