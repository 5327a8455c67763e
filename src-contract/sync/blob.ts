import { z } from 'zod'
import { Count, Sha256 } from './protocol.ts'

/**
 * PUT /blob/<sha256> with `content-range: bytes a-b/size` adds a part; parts come in order, a known one again does no harm.
 * GET gives it, whole or in a range. HEAD answers with `x-blob-have` and, when complete, `x-blob-complete: 1`.
 */
export const BlobStatus = z.object({ sha256: Sha256, size: Count, have: Count, complete: z.boolean() })
export type BlobStatus = z.infer<typeof BlobStatus>
