import { setTimeout as wait } from 'node:timers/promises'
import type { CoreEvent } from '../../../src-contract/rpc.ts'
import { localDateOf } from '../../clock.ts'
import type { Gate } from '../../gate.ts'
import { scanConflicts, type ScanParts } from './scan.service.ts'

/** How soon after an import or a new link its conflicts are looked for. */
const lookEveryMs = 5_000

/**
 * From log-in to lock: looks for conflicts wherever records changed. Ends quietly when the replica is locked.
 *
 * @param quiet since when nobody has asked core anything, and since when nobody has typed in the lookup, ms
 */
export async function watchConflicts(
  gate: Gate,
  emit: (event: CoreEvent) => void,
  quiet: Pick<ScanParts, 'quietMs' | 'typedMs'>,
): Promise<void> {
  const open = gate.session
  if (!open) return
  const goOn = (): boolean => gate.session === open
  try {
    while (goOn()) {
      const done = await scanConflicts({
        db: open.db,
        scan: async (input) => {
          const result = await open.readers.run('conflicts.scan', input, { background: true })
          return result.ok ? result.value : []
        },
        today: localDateOf(gate.clock.nowMs()),
        goOn,
        ...quiet,
      })
      if (done > 0 && goOn()) emit({ name: 'data-changed', what: 'sources' })
      await wait(lookEveryMs, undefined, { ref: false })
    }
  } catch (error) {
    if (goOn()) gate.log.error('conflict-scan-failed', { error })
  }
}
