import Database from 'better-sqlite3'

/** A raw connection. Only src-core/store touches it; everything else sees ReadDb and WriteDb. */
export type Connection = InstanceType<typeof Database>

export type ConnectOptions = {
  readonly readonly?: boolean
  readonly mustExist?: boolean
  /** How long a statement waits for another connection's lock, ms. */
  readonly busyTimeoutMs?: number
}

/**
 * Opens a connection without any key. BEATBOOK_SQLITE_ADDON names an addon to load instead of the packaged one: the development
 * Electron cannot load the prebuilt file (docs/adr), a shipped build never sets it.
 *
 * @throws SqliteError when SQLite cannot open the file.
 */
export function connect(file: string, options: ConnectOptions = {}): Connection {
  // Plain Node has the packaged addon, also where it inherited the variable from a bench or a test that starts windows.
  const addon = process.versions['electron'] ? process.env['BEATBOOK_SQLITE_ADDON'] : undefined
  return new Database(file, {
    readonly: options.readonly ?? false,
    fileMustExist: options.mustExist ?? false,
    timeout: options.busyTimeoutMs ?? 5000,
    ...(addon ? { nativeBinding: addon } : {}),
  })
}

/** The extended result code of a SQLite failure, such as SQLITE_IOERR_READ; undefined when the error is of another kind. */
export function sqliteCode(error: unknown): string | undefined {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string' && error.code.startsWith('SQLITE_')) {
    return error.code
  }
  return undefined
}
