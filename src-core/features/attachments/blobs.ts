import { BlobStore } from '../../crypto/blob-store.ts'
import { keyChangeOf } from '../../crypto/key-change.ts'
import type { ReplicaKey } from '../../crypto/replica-key.ts'
import type { Gate } from '../../gate.ts'
import { replicaPaths } from '../../store/paths.ts'
import type { ReadDb } from '../../store/sql.ts'
import { keptContents } from './attachments.repo.ts'

/** The encrypted files of the open replica. */
export function blobsOf(gate: Gate): BlobStore {
  const open = gate.session
  if (open === null) throw new Error('attachments need an open replica')
  return new BlobStore(replicaPaths(gate.dir).blobs, open.key.dek)
}

/** Every file's content under another key, one by one, so that others get their turn in between. */
export function* blobsUnder({
  dir,
  db,
  from,
  to,
}: {
  readonly dir: string
  readonly db: ReadDb
  readonly from: ReplicaKey
  readonly to: ReplicaKey
}): Generator<{ readonly done: number; readonly total: number }, void> {
  const folder = replicaPaths(dir).blobs
  const [old, next] = [new BlobStore(folder, from.dek), new BlobStore(folder, to.dek)]
  const contents = keptContents(db)
  for (const [done, sha256] of contents.entries()) {
    old.copyTo(next, sha256)
    yield { done: done + 1, total: contents.length }
  }
}

/** Takes the files under a key away that was given up. */
export function dropBlobsUnder(dir: string, db: ReadDb, key: ReplicaKey): void {
  new BlobStore(replicaPaths(dir).blobs, key.dek).drop(keptContents(db))
}

/** Removes files whose row never came or is gone, and those under a key that was replaced. */
export function sweepBlobs(gate: Gate): number {
  // Files under the next key belong to rows that name them by the present one.
  if (keyChangeOf(gate.dir) !== undefined) return 0
  const open = gate.session
  return open === null ? 0 : blobsOf(gate).sweep(keptContents(open.db), gate.clock.nowMs())
}
