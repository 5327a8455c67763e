import type { FileError, FileErrorCode, FileResult } from './spreadsheet.types.ts'

/** Carries an expected failure out of nested readers; `asFileError` turns it into a value at the edge of the module. */
export class FileFailure extends Error {
  readonly code: FileErrorCode
  readonly params: Record<string, string | number>

  constructor(code: FileErrorCode, params: Record<string, string | number> = {}) {
    super(code)
    this.name = 'FileFailure'
    this.code = code
    this.params = params
  }
}

const missing = new Set(['ENOENT', 'ENOTDIR', 'EISDIR', 'ENAMETOOLONG'])
const held = new Set(['EACCES', 'EPERM', 'EBUSY'])

/**
 * What a person is told about an exception met while reading a file. Whatever a parser trips over
 * in a file from outside is the file's fault: it is never passed on, since its text may hold cell content.
 */
export function asFileError(error: unknown): FileError {
  if (error instanceof FileFailure) return { code: error.code, params: error.params, retryable: false }
  const systemCode = errorCodeOf(error)
  if (missing.has(systemCode)) return { code: 'file/not-found', params: {}, retryable: false }
  if (held.has(systemCode)) return { code: 'file/in-use', params: {}, retryable: true }
  return { code: 'file/unreadable', params: {}, retryable: false }
}

/** Runs one step of reading and gives its failure back as a value. */
export async function asFileResult<T>(step: () => Promise<T>): Promise<FileResult<T>> {
  try {
    return { ok: true, value: await step() }
  } catch (error) {
    return { ok: false, error: asFileError(error) }
  }
}

/** The system's error code ('ENOENT') or ''. */
export function errorCodeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
}
