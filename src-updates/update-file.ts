import { createHash } from 'node:crypto'
import { refuse, verdictOf, type UpdateCode } from './codes.ts'
import { FILE_NAME, type UpdateFile } from './documents.ts'

/**
 * Where a file of a release is fetched: beside the metadata, from the same origin. A redirect is not followed by whoever fetches.
 * @param base URL of the feed's folder, ending in a slash
 * @returns UPD_URL for a name or base that leads anywhere else
 */
export function fileUrl(base: string, name: string): { ok: true; value: URL } | { ok: false; code: UpdateCode } {
  return verdictOf(() => {
    if (!FILE_NAME.test(name) || !URL.canParse(base)) refuse('UPD_URL')
    const folder = new URL(base)
    const isPlain = folder.username === '' && folder.password === '' && folder.search === '' && folder.hash === ''
    if (!isPlain || !/^https?:$/.test(folder.protocol) || !folder.pathname.endsWith('/')) refuse('UPD_URL')
    const url = new URL(`files/${name}`, folder)
    if (url.origin !== folder.origin || url.pathname !== `${folder.pathname}files/${name}`) refuse('UPD_URL')
    return url
  })
}

/**
 * Checks bytes as they come: an endless or oversize stream is refused at the first byte too many, before the disk is full.
 */
export function fileCheck(expected: UpdateFile): {
  /** @returns UPD_SIZE as soon as there are too many. */
  take(bytes: Uint8Array): UpdateCode | null
  /** @returns UPD_SIZE when some are missing, UPD_HASH when they are others. */
  end(): UpdateCode | null
} {
  const hash = createHash('sha512')
  let size = 0
  return {
    take(bytes) {
      size += bytes.length
      if (size > expected.size) return 'UPD_SIZE'
      hash.update(bytes)
      return null
    },
    end() {
      if (size !== expected.size) return 'UPD_SIZE'
      return hash.digest('hex') === expected.sha512 ? null : 'UPD_HASH'
    },
  }
}
