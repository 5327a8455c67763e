import type { ReplicaKey } from '../crypto/replica-key.ts'
import { connect, sqliteCode, type ConnectOptions, type Connection } from './native.ts'

// What every connection to a replica begins with. Without the query builder: a thread that only moves the log starts with this alone.

/** How pages are encrypted. New files are in the first format; the second is read as it is (docs/adr/0019-aegis-pages.md). */
const pageFormats = [
  { cipher: 'aegis', setting: `algorithm = 'aegis-256'` },
  { cipher: 'sqlcipher', setting: 'legacy = 4' },
] as const

type PageFormat = (typeof pageFormats)[number]
type Key = Pick<ReplicaKey, 'dek' | 'salt'>

/**
 * A connection to an encrypted file that is there, with its key, in whichever format its pages are.
 *
 * @throws SqliteError with the code that the newest format ended with, when no format makes sense of the first page
 */
export function connectKeyed(file: string, key: Key, options: ConnectOptions): Connection {
  let first: unknown
  for (const format of pageFormats) {
    const raw = connect(file, { ...options, mustExist: true })
    try {
      unlock(raw, key, format, false)
      raw.pragma('schema_version')
      return raw
    } catch (error) {
      raw.close()
      // Only a first page that is no page under this format can be one under the other; a busy file or a bad disc cannot.
      if (sqliteCode(error) !== 'SQLITE_NOTADB') throw error
      first ??= error
    }
  }
  throw first
}

/** A connection to a file that does not exist yet; its pages and the salt at its head are written with the first change. */
export function connectFresh(file: string, key: Key): Connection {
  const raw = connect(file)
  try {
    unlock(raw, key, pageFormats[0], true)
  } catch (error) {
    raw.close()
    throw error
  }
  return raw
}

/**
 * Attaches a second encrypted file that is there. The key is bound, so it stands in no SQL string.
 *
 * @param name schema name of the attached file
 * @throws SqliteError when no format makes sense of its first page
 */
export function attachKeyed(raw: Connection, file: string, key: Key, name: string): void {
  let first: unknown
  for (const format of pageFormats) {
    raw.pragma(`cipher = '${format.cipher}'`)
    raw.pragma(format.setting)
    const given = Buffer.concat([Buffer.from('raw:', 'latin1'), key.dek])
    try {
      raw.prepare(`ATTACH ? AS ${name} KEY ?`).run(file, given)
      raw.prepare(`SELECT count(*) FROM ${name}.sqlite_schema`).get()
      return
    } catch (error) {
      if (attached(raw, name)) raw.exec(`DETACH ${name}`)
      if (sqliteCode(error) !== 'SQLITE_NOTADB') throw error
      first ??= error
    } finally {
      given.fill(0)
    }
  }
  throw first
}

function attached(raw: Connection, name: string): boolean {
  return raw.prepare('SELECT 1 FROM pragma_database_list WHERE name = ?').get(name) !== undefined
}

/**
 * Hands the raw key over in memory, never inside an SQL string. temp_store comes first: without it a big sort spills plaintext
 * to the disk.
 */
function unlock(raw: Connection, key: Key, format: PageFormat, fresh: boolean): void {
  raw.pragma('temp_store = 2')
  raw.pragma(`cipher = '${format.cipher}'`)
  raw.pragma(format.setting)
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
  raw.pragma(`cache_size = -${options.cacheKiB ?? (readonly ? 24_576 : 40_960)}`)
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
