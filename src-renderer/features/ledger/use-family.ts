import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import type { BookDefinition, FieldProblem } from '../../../src-contract/books.ts'
import type { Likeness, TypedFields } from '../../../src-contract/features/ledger.shapes.ts'
import type { DraftId } from '../../../src-contract/ids.ts'
import { rpc } from '../../rpc/client.ts'
import { useDraft, type DraftState } from './use-draft.ts'

/** What one draft of a family says about itself: the visit, or a tenant that is filed with it. */
export type Member = {
  draftId: string
  book: BookDefinition
  fields: TypedFields
  problems: readonly FieldProblem[]
  found: readonly Likeness[]
}

type Handle = { flush: () => Promise<boolean>; stop: () => void; reload: () => void; again: () => void }

/** The drafts that are filed in one act, in the order in which they were opened. */
export type Family = {
  members: readonly Member[]
  report: (member: Member) => void
  register: (draftId: string, handle: Handle) => () => void
  /** Saves them all; false when something could not be saved. */
  flush: () => Promise<boolean>
  stop: () => void
  handle: (draftId: string) => Handle | undefined
}

export function useFamily(order: readonly string[]): Family {
  const [said, setSaid] = useState<ReadonlyMap<string, Member>>(new Map())
  const handles = useRef(new Map<string, Handle>())
  const report = useCallback((member: Member) => setSaid((before) => new Map(before).set(member.draftId, member)), [])
  const register = useCallback((draftId: string, handle: Handle) => {
    handles.current.set(draftId, handle)
    return () => {
      handles.current.delete(draftId)
      setSaid((before) => {
        const after = new Map(before)
        after.delete(draftId)
        return after
      })
    }
  }, [])
  const members = useMemo(() => order.flatMap((draftId) => said.get(draftId) ?? []), [order, said])
  return {
    members,
    report,
    register,
    flush: useCallback(async () => {
      const saved = await Promise.all([...handles.current.values()].map((one) => one.flush()))
      return saved.every(Boolean)
    }, []),
    stop: useCallback(() => handles.current.forEach((one) => one.stop()), []),
    handle: useCallback((draftId: string) => handles.current.get(draftId), []),
  }
}

/** A draft as a member of its family: what it holds, what is wrong with it and what it looks like is told to the family. */
export function useMember(draftId: string, books: readonly BookDefinition[], family: Family): DraftState {
  const state = useDraft(draftId)
  const { report, register } = family
  const { found, again } = useLikeness(draftId, state.savedAt)
  const book = books.find((one) => one.id === state.draft?.book)
  const { fields, problems, flush, stop, reload } = state
  useEffect(() => register(draftId, { flush, stop, reload, again }), [register, draftId, flush, stop, reload, again])
  useEffect(() => {
    if (book) report({ draftId, book, fields, problems, found })
  }, [report, draftId, book, fields, problems, found])
  return state
}

/** How long after a save entries that look alike are asked for, ms: not between two keys. */
const pause = 250
const none: readonly Likeness[] = []

/** Entries that look like the draft, asked for after it was saved; typing never waits for the answer. */
function useLikeness(draftId: string, savedAt: string | null): { found: readonly Likeness[]; again: () => void } {
  const [found, setFound] = useState(none)
  const [round, setRound] = useState(0)
  useEffect(() => {
    if (savedAt === null) return
    const stop = new AbortController()
    const timer = setTimeout(async () => {
      const result = await rpc.ledger.likeDraft({ draftId: draftId as DraftId }, { signal: stop.signal })
      // A question that failed hides nothing that was found before; the next save asks again.
      if (!stop.signal.aborted && result.ok) setFound(result.value.found)
    }, pause)
    return () => {
      clearTimeout(timer)
      stop.abort()
    }
  }, [draftId, savedAt, round])
  return { found, again: useCallback(() => setRound((n) => n + 1), []) }
}
