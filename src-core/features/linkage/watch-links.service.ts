import { setTimeout as wait } from 'node:timers/promises'
import type { CoreEvent } from '../../../src-contract/rpc.ts'
import { canonicalJson } from '../../../src-domain/canonical/canonical-json.ts'
import { engineVersion } from '../../../src-domain/linkage/link-record.ts'
import type { Gate } from '../../gate.ts'
import { Bulk } from '../../store/bulk.ts'
import type { ReadDb, WriteDb } from '../../store/sql.ts'
import { appendAudit } from '../audit/audit.service.ts'
import { followLinks } from './follow-links.service.ts'
import { fullRunIsDue, linkAll } from './link-all.service.ts'
import { countRecords, writeState } from './linkage.repo.ts'
import { runState } from './run-state.ts'

/** How soon after a load, an import or a bootstrap its records are linked. */
const lookEveryMs = 5_000
/** How often whoever looks is told how far it is. */
const tellEveryMs = 3_000

/**
 * From log-in to lock: nobody has to start the first full run, nor go on with an interrupted one; new records follow. Ends quietly when
 * the replica is locked, between two slices.
 */
export async function watchLinks(gate: Gate, emit: (event: CoreEvent) => void): Promise<void> {
  const open = gate.session
  if (!open) return
  const goOn = (): boolean => gate.session === open
  const tell = (): void => emit({ name: 'data-changed', what: 'sources' })
  try {
    while (goOn()) {
      if (fullRunIsDue(open.db)) {
        let told = performance.now()
        const records = await linkAll({
          db: open.db,
          bulk: new Bulk(open.db, open.key),
          again: false,
          goOn,
          progress: () => {
            if (performance.now() - told < tellEveryMs) return
            told = performance.now()
            tell()
          },
        })
        if (records !== null && goOn()) noteRun(gate, open.db, records)
        tell()
      } else if (isUnnoted(open.db)) noteRun(gate, open.db, countRecords(open.db))
      const bulk: Parameters<typeof followLinks>[0]['bulk'] = (slice) => open.db.transaction(slice)
      if (goOn() && (await followLinks({ db: open.db, bulk, goOn })) > 0) tell()
      await wait(lookEveryMs, undefined, { ref: false })
    }
  } catch (error) {
    if (goOn()) gate.log.error('linking-failed', { error })
  }
}

/** Done, and locked before it was noted. */
function isUnnoted(db: ReadDb): boolean {
  const { phase, finishedAt } = runState(db)
  return phase === 'done' && finishedAt === null
}

function noteRun(gate: Gate, db: WriteDb, records: number): void {
  db.transaction((tx) => {
    writeState(tx, 'finished', gate.now())
    appendAudit(tx, {
      at: gate.now(),
      monotonicMs: gate.clock.monotonicMs(),
      // The PC itself did it.
      actor: null,
      role: null,
      action: 'link-run',
      detail: canonicalJson({ records, engine: engineVersion }),
    })
  })
}
