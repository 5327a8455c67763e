import { sqliteCode } from './native.ts'
import { SlicesLost } from './sql.ts'

export type StoreFault = 'store/disk-full' | 'store/read-only' | 'store/damaged' | 'store/in-use'

/**
 * What an unexpected failure of SQLite or of the file system means to a user. Undefined: a bug, which must be thrown on.
 *
 * @param error whatever was caught around a database or file operation
 */
export function storeFault(error: unknown): StoreFault | undefined {
  if (error instanceof SlicesLost) return storeFault(error.cause)
  const code = sqliteCode(error)
  if (code !== undefined) return faultOfSqlite(code)
  if (!(error instanceof Error) || !('code' in error)) return undefined
  switch (error.code) {
    case 'ENOSPC':
    case 'EDQUOT':
    case 'EFBIG':
      return 'store/disk-full'
    case 'EROFS':
    case 'EACCES':
    case 'EPERM':
      return 'store/read-only'
    default:
      return undefined
  }
}

function faultOfSqlite(code: string): StoreFault | undefined {
  if (code === 'SQLITE_FULL') return 'store/disk-full'
  if (code.startsWith('SQLITE_READONLY') || code === 'SQLITE_CANTOPEN' || code === 'SQLITE_PERM')
    return 'store/read-only'
  if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED')) return 'store/in-use'
  // A page whose authentication code does not match is reported as corrupt, as not a database (page 1) or as a failed read.
  if (code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB' || code.startsWith('SQLITE_IOERR'))
    return 'store/damaged'
  return undefined
}
