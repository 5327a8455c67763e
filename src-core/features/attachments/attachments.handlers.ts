import type { BlobStore } from '../../crypto/blob-store.ts'
import type { Gate } from '../../gate.ts'
import type { Handlers } from '../../rpc/handler.ts'
import { blobsOf } from './blobs.ts'
import type { SyncEngine } from '../sync/sync-engine.ts'
import { add, list, open, remove } from './attachments.service.ts'

export function attachmentsHandlers(gate: Gate, engine: Pick<SyncEngine, 'fetchFile'>): Handlers<'attachments'> {
  const blobs = (): BlobStore => blobsOf(gate)
  return {
    add: (ctx, input) => add(ctx, blobs(), input),
    list: (ctx, input) => list(ctx, input),
    open: (ctx, input) => open(ctx, blobs(), engine, input),
    remove: (ctx, input) => remove(ctx, input),
  }
}
