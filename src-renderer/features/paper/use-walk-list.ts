import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import type { OutputOf } from '../../../src-contract/contract.ts'
import type { RpcError } from '../../../src-contract/errors.ts'
import type { CopyId, WalkRow } from '../../../src-contract/features/paper.contract.ts'
import { rpc } from '../../rpc/client.ts'
import { useCall } from '../../rpc/hooks.ts'
import { saveBeforeLock } from '../../session/session-store.ts'
import { saveState } from '../../ui/save-state.ts'
import { paperPurpose } from './paper-purpose.ts'
import { WalkSaver, type Saved, type Typed } from './walk-saver.ts'

export type Line = WalkRow & Typed

/** A copy that lies on the desk: its rows with what has been typed, each kept in the replica as it is typed. */
export function useWalkList(copyId: CopyId) {
  const { value, error, again } = useCall<OutputOf<'paper.open'>>(
    (signal) => rpc.paper.open({ copyId, purpose: paperPurpose.get() }, { signal }),
    [copyId],
  )
  const [typed, setTyped] = useState<ReadonlyMap<number, Typed>>(new Map())
  const [said, setSaid] = useState<ReadonlyMap<number, Saved>>(new Map())
  const [failed, setFailed] = useState<RpcError | null>(null)
  const savers = useRef(new Map<number, WalkSaver>())
  useEffect(() => {
    savers.current = new Map()
    setTyped(new Map())
    setSaid(new Map())
  }, [value])
  const flush = useCallback(async () => {
    const all = await Promise.all([...savers.current.values()].map((saver) => saver.flush()))
    return all.every(Boolean)
  }, [])
  useEffect(() => {
    const stop = saveBeforeLock(flush)
    return () => {
      stop()
      void flush()
    }
  }, [flush])
  const lines = useMemo(
    () =>
      (value?.rows ?? []).map((row): Line => {
        const now = typed.get(row.position)
        const answer = said.get(row.position)
        return {
          ...row,
          seenVersion:
            row.since === 'corrected' && !row.problems.includes('changed') && row.outcome !== null ? row.version : null,
          ...now,
          ...(answer === undefined ? {} : { readDay: answer.readDay, problems: answer.problems }),
        }
      }),
    [value, typed, said],
  )
  const type = useCallback(
    (line: Line, change: Partial<Typed>) => {
      const { outcome, day, phone, note, seenVersion } = line
      const next: Typed = { outcome, day, phone, note, seenVersion, ...change }
      setTyped((before) => new Map(before).set(line.position, next))
      let saver = savers.current.get(line.position)
      if (saver === undefined) {
        saver = new WalkSaver(
          line.revision,
          (now, revision) => {
            saveState.set({ at: 'saving' })
            return rpc.paper.saveRow({ copyId, position: line.position, revision, ...now })
          },
          {
            saved: (answer) => {
              saveState.set({ at: 'saved', time: new Date().toISOString() })
              setFailed(null)
              setSaid((before) => new Map(before).set(line.position, answer))
            },
            failed: (why) => {
              saveState.set({ at: 'failed' })
              setFailed(why)
            },
          },
        )
        savers.current.set(line.position, saver)
      }
      saver.type(next)
      return saver
    },
    [copyId],
  )
  return { list: value, lines, error, failed, again, type, flush }
}
