import type { BlobStore } from '../../crypto/blob-store.ts'
import type { Gate } from '../../gate.ts'
import type { Handlers } from '../../rpc/handler.ts'
import { blobsOf } from './blobs.ts'
import { add, list, open, remove } from './attachments.service.ts'

export function attachmentsHandlers(gate: Gate): Handlers<'attachments'> {
  const blobs = (): BlobStore => blobsOf(gate)
  return {
    add: (ctx, input) => add(ctx, blobs(), input),
    list: (ctx, input) => list(ctx, input),
    open: (ctx, input) => open(ctx, blobs(), input),
    remove: (ctx, input) => remove(ctx, input),
  }
}
