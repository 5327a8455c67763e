import { setTimeout as wait } from 'node:timers/promises'
import type { CoreEvent } from '../../../src-contract/rpc.ts'
import type { Gate } from '../../gate.ts'
import { deriveSlice } from './derive-sharing.service.ts'

/** How soon after a change its standing is derived where nobody looks at it. */
const lookEveryMs = 3_000
/** Every commit makes the threads that read forget their pages: none while somebody types. */
const typingMs = 700
const restTimes = 4

/**
 * From log-in to lock: where entries stand with the systems that take them, for those that changed. Ends quietly when the replica is
 * locked.
 *
 * @param typedMs since when nobody has typed in the lookup, ms
 */
export async function followSharing(
  gate: Gate,
  emit: (event: CoreEvent) => void,
  { typedMs }: { readonly typedMs: () => number },
): Promise<void> {
  const open = gate.session
  if (!open) return
  const goOn = (): boolean => gate.session === open && open.db.isOpen
  let derived = 0
  try {
    while (goOn()) {
      const began = performance.now()
      const now = typedMs() < typingMs ? 0 : open.db.transaction((tx) => deriveSlice(tx))
      derived += now
      if (now === 0 && derived > 0) {
        derived = 0
        emit({ name: 'data-changed', what: 'sync' })
      }
      await wait(now === 0 ? lookEveryMs : restTimes * (performance.now() - began), undefined, { ref: false })
    }
  } catch (error) {
    if (goOn()) gate.log.error('sharing-failed', { error })
  }
}
