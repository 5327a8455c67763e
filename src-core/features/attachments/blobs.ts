import { BlobStore } from '../../crypto/blob-store.ts'
import type { Gate } from '../../gate.ts'
import { replicaPaths } from '../../store/paths.ts'
import { keptContents } from './attachments.repo.ts'

/** The encrypted files of the open replica. */
export function blobsOf(gate: Gate): BlobStore {
  const open = gate.session
  if (open === null) throw new Error('attachments need an open replica')
  return new BlobStore(replicaPaths(gate.dir).blobs, open.key.dek)
}

/** Removes files whose row never came or is gone. */
export function sweepBlobs(gate: Gate): number {
  const open = gate.session
  return open === null ? 0 : blobsOf(gate).sweep(keptContents(open.db), gate.clock.nowMs())
}
