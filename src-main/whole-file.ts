import { randomBytes } from 'node:crypto'
import { open, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'

/**
 * Writes a file that somebody keeps or carries away, whole or not at all: what stands at its place stays until all of it is on the disk.
 *
 * @throws the file system's error (ENOSPC, EACCES …); nothing half-written is left then
 */
export async function writeWholeFile(path: string, bytes: Uint8Array): Promise<void> {
  const beside = join(dirname(path), `.${basename(path).slice(0, 100)}.${randomBytes(4).toString('hex')}.part`)
  try {
    const file = await open(beside, 'wx')
    try {
      await file.writeFile(bytes)
      // Before it takes the name: a stick may be pulled out as soon as it is said that it was saved.
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(beside, path)
  } catch (error) {
    await rm(beside, { force: true }).catch(() => undefined)
    throw error
  }
}
