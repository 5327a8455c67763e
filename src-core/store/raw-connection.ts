import type { ReplicaKey } from '../crypto/replica-key.ts'
import type { Connection } from './native.ts'

// What every connection to a replica begins with. Without the query builder: a thread that only moves the log starts with this alone.

/**
 * Hands the raw key over in memory, never inside an SQL string. temp_store comes first: without it a big sort spills plaintext
 * to the disk.
 */
export function unlock(raw: Connection, key: Pick<ReplicaKey, 'dek' | 'salt'>, fresh: boolean): void {
  raw.pragma('temp_store = 2')
  raw.pragma(`cipher = 'sqlcipher'`)
  raw.pragma('legacy = 4')
  // "raw:" makes SQLite3 Multiple Ciphers take the bytes as the key itself; 16 more bytes fix a new file's salt.
  const given = Buffer.concat([Buffer.from('raw:', 'latin1'), key.dek, ...(fresh ? [key.salt] : [])])
  try {
    raw.key(given)
  } finally {
    given.fill(0)
  }
}

/** The settings of the security design, on a connection that has its key. */
export function settle(
  raw: Connection,
  options: { readonly readonly?: boolean | undefined; readonly cacheKiB?: number | undefined },
): void {
  const readonly = options.readonly ?? false
  raw.pragma(`cache_size = -${options.cacheKiB ?? (readonly ? 32_768 : 65_536)}`)
  raw.pragma('mmap_size = 0')
  raw.pragma('foreign_keys = ON')
  raw.pragma('trusted_schema = OFF')
  if (readonly) {
    raw.pragma('query_only = ON')
  } else {
    const mode = raw.pragma('journal_mode = WAL', { simple: true })
    if (mode !== 'wal') throw new Error('the replica could not be switched to WAL')
    raw.pragma('synchronous = FULL')
    raw.pragma('secure_delete = ON')
    raw.pragma('wal_autocheckpoint = 1000')
    raw.pragma(`journal_size_limit = ${64 * 1024 * 1024}`)
  }
  raw.prepare('SELECT count(*) FROM sqlite_schema').get()
  if (raw.pragma('temp_store', { simple: true }) !== 2) throw new Error('temporary tables would go to the disk')
}
