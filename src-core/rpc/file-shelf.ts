import { basename } from 'node:path'
import { statSync } from 'node:fs'
import type { FileId } from '../../src-contract/ids.ts'

export type ShelvedFile = { readonly path: string; readonly name: string; readonly size: number }

/**
 * Files that a person chose in the shell's dialog, dropped on the window or named on the command line. The renderer only ever
 * holds their id. Nothing is kept over a restart.
 */
export class FileShelf {
  readonly #files = new Map<string, ShelvedFile>()

  put(fileId: string, path: string, name: string = basename(path)): void {
    const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0
    this.#files.set(fileId, { path, name, size })
  }

  get(fileId: FileId): ShelvedFile | undefined {
    return this.#files.get(fileId)
  }
}
