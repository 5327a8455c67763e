import { readFileSync } from 'node:fs'
import { failure, success, type Result } from '../../../../src-contract/errors.ts'
import type { keyErrors } from '../../../../src-contract/features/reports.contract.ts'
import type { FileId } from '../../../../src-contract/ids.ts'
import type { Context } from '../../../rpc/context.ts'
import { openChiefKey, type ChiefKey, type KeyProblem } from './chief-key.ts'

const codes = {
  'not-pkcs12': 'reports/key-unreadable',
  passphrase: 'reports/key-passphrase',
  'no-key': 'reports/key-missing',
  weak: 'reports/key-weak',
  usage: 'reports/key-usage',
  'not-yet-valid': 'reports/key-early',
  expired: 'reports/key-expired',
  'other-person': 'reports/key-other-person',
} as const satisfies Record<KeyProblem, (typeof keyErrors)[number]>

/** A PKCS#12 file is a few kilobytes. */
const MOST_BYTES = 1024 * 1024

/** Opens the PKCS#12 file that somebody handed in to sign with: it has to be the caller's own. The key lives as long as the call. */
export function openOwnKey(
  ctx: Pick<Context, 'files' | 'session' | 'now'>,
  given: { readonly fileId: FileId; readonly passphrase: string },
): Result<ChiefKey, (typeof keyErrors)[number] | 'file/not-found'> {
  const file = ctx.files.get(given.fileId)
  if (file === undefined || file.size > MOST_BYTES) return failure('file/not-found')
  const bytes = read(file.path)
  if (bytes === undefined) return failure('file/not-found')
  const { name, staffNumber } = ctx.session
  const opened = openChiefKey(bytes, given.passphrase, { name, staffNumber }, new Date(ctx.now))
  return opened.ok ? success(opened.key) : failure(codes[opened.problem])
}

function read(path: string): Buffer | undefined {
  try {
    return readFileSync(path)
  } catch {
    return undefined
  }
}
