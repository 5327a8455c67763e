import type { Session } from '../src-contract/features/accounts.contract.ts'
import type { ReplicaKey } from './crypto/replica-key.ts'
import type { ReaderPool } from './store/readers/reader-pool.ts'
import type { ReplicaLock } from './store/replica-lock.ts'
import type { Db } from './store/sql.ts'

/** Everything that exists only while the replica is unlocked. Closing it forgets the key. */
export type OpenReplica = {
  readonly db: Db
  readonly readers: ReaderPool
  readonly key: ReplicaKey
  readonly lock: ReplicaLock
}

export type OpenSession = OpenReplica & { readonly session: Session }
