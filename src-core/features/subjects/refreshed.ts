import type { WriteDb } from '../../store/sql.ts'

/** Who writes descriptions that were made a while ago, of each connection. */
const watching = new WeakMap<WriteDb, Set<Set<number>>>()

/**
 * Remembers the subjects that are described anew from now on: whoever holds an older description of one must not write it any more.
 * `stop` is to be called once, or it remembers for ever.
 */
export function watchRefreshed(db: WriteDb): { readonly refreshed: ReadonlySet<number>; stop(): void } {
  const refreshed = new Set<number>()
  const watchers = watching.get(db) ?? new Set()
  watching.set(db, watchers.add(refreshed))
  return {
    refreshed,
    stop: () => {
      watchers.delete(refreshed)
      if (watchers.size === 0 && watching.get(db) === watchers) watching.delete(db)
    },
  }
}

export function tellRefreshed(db: WriteDb, subjects: readonly number[]): void {
  for (const refreshed of watching.get(db) ?? []) for (const subject of subjects) refreshed.add(subject)
}
