import type { Progress } from '../../../src-contract/rpc.ts'
import type { Bulk } from '../../store/bulk.ts'
import type { Group, ReadDb, WriteDb } from '../../store/sql.ts'
import { fullRun } from './full-run.service.ts'
import { writeState } from './linkage.repo.ts'
import { isReady, runState } from './run-state.ts'

/** Whether records wait for a full run: the station's first ones, those of an interrupted run, or all of them under new rules. */
export function fullRunIsDue(db: ReadDb): boolean {
  const state = runState(db)
  if (state.phase === null)
    return db.prepare<[], { n: number }>('SELECT 1 AS n FROM source_records LIMIT 1').one() !== undefined
  return !isReady(state)
}

export type LinkAll = {
  readonly db: ReadDb
  /** From the context or the session; ended here, whatever happens. */
  readonly bulk: Bulk
  /** True: starts over although everything is linked. */
  readonly again: boolean
  progress(progress: Progress): void
  goOn(): boolean
  /** Ends the waiting for somebody else's run. */
  readonly signal?: AbortSignal
}

type Running = { readonly ended: Promise<number | null>; readonly listeners: Set<LinkAll['progress']> }

/** Turns between two commits after a load, when nobody else writes: what many of them touch is written once. */
const loadedTurnsPerCommit = 25

/** One full run at a time in a replica; who asks for another meanwhile waits for it. */
const running = new WeakMap<object, Running>()

/**
 * Links every record beside the rest of the work.
 *
 * @returns records linked, or null when it was stopped; it goes on from there next time
 */
export async function linkAll(asked: LinkAll): Promise<number | null> {
  const { db, bulk, progress, goOn } = asked
  const known = running.get(db)
  if (known !== undefined) {
    await bulk.end()
    known.listeners.add(progress)
    const cancelled = new Promise<null>((resolve) => asked.signal?.addEventListener('abort', () => resolve(null)))
    return Promise.race([known.ended, cancelled]).finally(() => known.listeners.delete(progress))
  }
  const listeners = new Set([progress])
  const ended = fullRun(
    {
      db,
      sliceMs: 12,
      slice: (slice: (tx: WriteDb) => number) => bulk.slice(slice),
      beforeCommit: (work) => bulk.beforeCommit(work),
      commit: () => bulk.commit(),
      rest: () => bulk.rest(),
      progress: (now) => listeners.forEach((listener) => listener(now)),
      goOn,
    },
    asked.again,
  ).finally(() => {
    running.delete(db)
    return bulk.end()
  })
  running.set(db, { ended, listeners })
  return ended
}

/**
 * Links a replica that was just loaded, before anybody works with it: like loading, it does not wait for the disk, so that a crash of
 * the machine meanwhile may cost the replica.
 */
export async function linkLoaded(
  db: WriteDb & { group(): Group },
  options: { readonly now: string; progress?(progress: Progress): void },
): Promise<number> {
  const before = ['synchronous', 'cache_size', 'wal_autocheckpoint'].map((name) => {
    const value = Object.values(db.prepare<[], Record<string, number>>(`PRAGMA ${name}`).one() ?? {})[0]
    if (value === undefined) throw new Error(`PRAGMA ${name} has no value`)
    return [name, value] as const
  })
  db.exec('PRAGMA synchronous = OFF')
  db.exec('PRAGMA cache_size = -1048576')
  db.exec('PRAGMA wal_autocheckpoint = 100000')
  try {
    const group = db.group()
    let turns = 0
    const linked = await fullRun(
      {
        db,
        // Nobody waits.
        sliceMs: 200,
        mostRecords: 100_000,
        slice: (slice) => group.slice(slice),
        beforeCommit: (work) => group.beforeCommit(work),
        commit: () => {
          turns += 1
          if (turns % loadedTurnsPerCommit === 0) group.commit()
        },
        rest: () => new Promise((resolve) => setImmediate(resolve)),
        progress: options.progress ?? (() => undefined),
        goOn: () => true,
      },
      true,
    )
    group.commit()
    db.transaction((tx) => writeState(tx, 'finished', options.now))
    return linked ?? 0
  } finally {
    for (const [name, value] of before) db.exec(`PRAGMA ${name} = ${value}`)
    db.exec('PRAGMA wal_checkpoint(TRUNCATE)')
  }
}
