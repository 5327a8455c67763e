import type { RunHost } from '../../src-core/features/linkage/full-run.service.ts'
import type { FollowHost } from '../../src-core/features/linkage/follow-links.service.ts'
import type { WriteDb } from '../../src-core/store/sql.ts'

/** Whoever runs a full linking in a test: every slice is a commit of its own. */
export function runHost(db: WriteDb, goOn: () => boolean = () => true): RunHost & FollowHost {
  let last: ((tx: WriteDb) => void) | undefined
  return {
    db,
    sliceMs: 12,
    slice: (slice) =>
      db.transaction((tx) => {
        const done = slice(tx)
        last?.(tx)
        return done
      }),
    bulk: (slice) => db.transaction(slice),
    commit: () => undefined,
    beforeCommit: (work) => {
      last = work
    },
    rest: () => new Promise((resolve) => setImmediate(resolve)),
    progress: () => undefined,
    goOn,
  }
}
