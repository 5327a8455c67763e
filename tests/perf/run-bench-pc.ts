import type { RunOutcome, RunParts } from '../../src-core/features/sync/run-parts.ts'
import { runOnce } from '../../src-core/features/sync/run.service.ts'
import type { BenchPc } from './sync-bench-parts.ts'

const none = (): void => undefined

/** One exchange of the PC, as core's engine would have it. @param more what is otherwise */
export function runBenchPc({ pc, calls }: BenchPc, more: Partial<RunParts> = {}): Promise<RunOutcome> {
  return runOnce({
    open: pc.session(),
    platform: calls,
    clock: pc.clock,
    log: { info: none, warn: none, error: none },
    appVersion: '0.0.0',
    isOpen: () => true,
    newId: () => crypto.randomUUID(),
    hasContent: () => false,
    changed: none,
    ...more,
  })
}
