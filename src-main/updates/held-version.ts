import { join } from 'node:path'
import type { UpdateFolder } from './update-folder.ts'
import { numberIn } from './versions.ts'

/**
 * The version that the launcher does not start any more on this account, because it did not get on its feet three times.
 * @returns its sequence number while it is still the newest one installed; null when all is well
 */
export function heldVersion(userData: string, installed: { root: string; seq: number }): number | null {
  const held = numberIn(join(userData, 'launcher', 'held'))
  const newest = numberIn(join(installed.root, 'current'))
  return held !== null && held === newest && held !== installed.seq ? held : null
}

/** Going back happened outside the app; the first start after it puts it into the trail, once. */
export function tellHeld(folder: UpdateFolder, held: number, at: Date): void {
  if (folder.toldHeld() === held) return
  folder.addEvent({ at: at.toISOString(), what: 'went-back', seq: held, code: 'UPD_START' })
  folder.keepToldHeld(held)
}
