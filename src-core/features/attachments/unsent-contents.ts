import { limits } from '../../../src-contract/sync/protocol.ts'
import type { BlobStore } from '../../crypto/blob-store.ts'
import type { ReadDb } from '../../store/sql.ts'
import type { OtherContents } from './transfer.service.ts'
import { transfersUp } from './transfers.repo.ts'

/** Contents of files that only this PC has. */
export type UnsentContents = {
  all(db: ReadDb): readonly { readonly sha256: string; readonly size: number }[]
  /** Undefined: what is on the disk is not what was written. */
  read(db: ReadDb, sha256: string): Buffer | undefined
}

/** Files of entries and of returns that the platform is not known to have, oldest first. */
export function unsentContents(blobs: BlobStore, others: OtherContents): UnsentContents {
  return {
    all: (db) => transfersUp(db).filter(({ size }) => size > 0 && size <= limits.blob),
    read: (db, sha256) => blobs.get(sha256) ?? others.get(db, sha256),
  }
}
