import { z } from 'zod'
import type { Result } from './errors.ts'

/**
 * Messages between a client (renderer, command line) and core over any port. All are plain structured-clonable objects.
 * `call` -> any number of `progress` -> one `reply`. `cancel` asks; the reply may still be the finished answer.
 */
export const ClientMessage = z.discriminatedUnion('t', [
  z.object({
    t: z.literal('call'),
    id: z.number().int().nonnegative(),
    method: z.string().max(80),
    input: z.unknown(),
    /** UUIDv7, on writes: a repeat with the same id gets the first answer and does nothing twice. */
    operationId: z.string().max(36).optional(),
  }),
  z.object({ t: z.literal('cancel'), id: z.number().int().nonnegative() }),
])
export type ClientMessage = z.infer<typeof ClientMessage>

export const Progress = z.object({ phase: z.string(), done: z.number(), total: z.number().nullable() })
export type Progress = z.infer<typeof Progress>

/** What a screen may have to ask for again. */
export type DataKind = 'sources' | 'ledger' | 'accounts' | 'duty' | 'returns' | 'assessment' | 'sync' | 'attachments'

/** What core says without being asked. */
/** The platform's directory has ended the account, or given it another role. */
export type SessionEnd = 'stopped' | 'role'

export type CoreEvent =
  | { name: 'session-changed' }
  /** Core locks in a moment: what is typed is to be saved now. */
  | { name: 'session-ends'; why: SessionEnd }
  | { name: 'data-changed'; what: DataKind }

export type CoreMessage =
  | { t: 'reply'; id: number; result: Result<unknown> }
  | { t: 'progress'; id: number; progress: Progress }
  | { t: 'event'; event: CoreEvent }

/** The one thing that the RPC needs of a transport: Electron's MessagePort, a worker channel, a pipe. */
export type Port = {
  post(message: unknown): void
  onMessage(listener: (message: unknown) => void): void
  onClose(listener: () => void): void
  close(): void
}

/** Largest accepted message, in UTF-16 units of all its strings together; and its deepest nesting. */
export const messageLimits = { size: 4_000_000, depth: 40 } as const
