import type { ShellToCore } from '../../src-contract/shell-core.ts'
import type { UpdateFolder } from './update-folder.ts'

/** Brings events into the audit trail, once each: they stay on the disc until core says that they are in it. */
export function eventMail(folder: UpdateFolder, toCore: (message: ShellToCore) => boolean) {
  let open = false
  let waiting = false
  const send = (): void => {
    if (!open || waiting) return
    const events = folder.events()
    if (events.length > 0) waiting = toCore({ t: 'update-events', events })
  }
  return {
    /** A core that ended may have taken them or not; only its answer counts. */
    session(isOpen: boolean): void {
      open = isOpen
      waiting = false
      send()
    },
    kept(count: number): void {
      waiting = false
      folder.forgetEvents(count)
      send()
    },
    send,
  }
}
