import type { FailureCode } from '../../src-updates/codes.ts'

/** Ends an attempt. What was begun is taken back by whoever began it; the next attempt starts from the same place. */
export class UpdateFailure extends Error {
  readonly code: FailureCode
  constructor(code: FailureCode) {
    super(code)
    this.code = code
  }
}

/** No room on the disc, in the user's share of it, or for a file of this size. */
const FULL = ['ENOSPC', 'EDQUOT', 'EFBIG']

/** What the system says when a disc is full, or a file cannot be read. */
export function codeOf(error: unknown, otherwise: FailureCode): FailureCode {
  if (error instanceof UpdateFailure) return error.code
  const system = error instanceof Error && 'code' in error ? error.code : undefined
  return typeof system === 'string' && FULL.includes(system) ? 'UPD_SPACE' : otherwise
}
