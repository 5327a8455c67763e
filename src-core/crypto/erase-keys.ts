import { randomBytes } from 'node:crypto'
import { closeSync, existsSync, fsyncSync, openSync, readdirSync, rmSync, statSync, writeSync } from 'node:fs'
import { basename, join } from 'node:path'
import { writeAtomically } from '../store/atomic-file.ts'
import { replicaPaths } from '../store/paths.ts'

/**
 * Destroys every copy of the wrapped data key in the folder: without one the database, its backups and its attachments are noise. That it
 * was meant is written first, so that an interruption is finished at the next start. Flash storage may keep old blocks of a file for a
 * while; what they hold is still wrapped by passphrases or by the key holders' certificates. The password of the proxy, which the shell
 * keeps, goes with them.
 *
 * @param at instant, ISO 8601
 * @throws the file system's error; calling it again finishes the rest
 */
export function eraseKeys(dir: string, at: string): void {
  const paths = replicaPaths(dir)
  if (!isErased(dir)) writeAtomically(paths.erased, `${JSON.stringify({ at })}\n`)
  // What an interrupted write left lies beside its file.
  const beside = [paths.slots, paths.nextSlots, paths.keyChange].map((file) => join(dir, `.${basename(file)}.new`))
  const unfinished = [...beside, `${paths.network}.new`]
  const keys = [
    paths.slots,
    paths.nextSlots,
    paths.keyChange,
    paths.resume,
    paths.spool,
    paths.deviceKey,
    paths.network,
  ]
  for (const file of [...keys, ...unfinished, ...inQuarantine(paths.quarantine)]) destroy(file)
}

/** The platform has had the keys of this folder destroyed. */
export function isErased(dir: string): boolean {
  return existsSync(replicaPaths(dir).erased)
}

function inQuarantine(folder: string): string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /(^|[\\/])slots\.json/.test(name))
    .map((name) => join(folder, name))
}

function destroy(file: string): void {
  const size = statSync(file, { throwIfNoEntry: false })?.size
  if (size === undefined) return
  const held = openSync(file, 'r+')
  writeSync(held, randomBytes(size), 0, size, 0)
  fsyncSync(held)
  closeSync(held)
  rmSync(file)
}
