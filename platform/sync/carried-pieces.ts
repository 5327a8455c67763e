import type { CarriedPiece } from '../../src-contract/sync/carried.ts'
import { WireError } from '../http/wire-error.ts'
import type { Platform } from '../platform.ts'
import { putBlobPart } from './blob.ts'

/** Files of which a package has anything, and how many of them are whole here now. */
export type CarriedFiles = { readonly files: number; readonly filesWhole: number }

type Of = { readonly station: string; readonly device: string }

/**
 * Takes pieces of files over as if the PC that packed them had sent them: what is here already does no harm, and a file that is not what its
 * name says is not kept.
 *
 * @throws WireError gap: an earlier part of the package first
 */
export async function takePieces(platform: Platform, of: Of, pieces: readonly CarriedPiece[]): Promise<CarriedFiles> {
  const contents = new Map<string, CarriedPiece[]>()
  for (const piece of pieces) contents.set(piece.sha256, [...(contents.get(piece.sha256) ?? []), piece])
  let filesWhole = 0
  for (const some of contents.values()) if (await takeContent(platform, of, some)) filesWhole += 1
  return { files: contents.size, filesWhole }
}

/** @returns whether it is whole now */
async function takeContent(platform: Platform, of: Of, pieces: readonly CarriedPiece[]): Promise<boolean> {
  // What somebody had begun under this name may have been something else: it is thrown away, and this begun anew.
  for (let tries = 0; tries < 2; tries += 1) {
    try {
      let complete = false
      for (const { sha256, size, start, body } of pieces)
        ({ complete } = await putBlobPart(platform, { ...of, sha256, size, start, body: Buffer.from(body, 'base64') }))
      return complete
    } catch (error) {
      const code = error instanceof WireError ? error.code : null
      if (code === 'sync/blob-gap') throw new WireError('sync/gap')
      if (code !== 'sync/blob-mismatch') throw error
    }
  }
  return false
}
