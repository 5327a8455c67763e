import { whenLocked } from '../session/session-store.ts'
import { store } from './store.ts'

/** How often the palette was asked for; it is loaded the first time. */
export const paletteWanted = store(0)

// Or the next one who logs in would find it open.
whenLocked(() => paletteWanted.set(0))

export function openPalette(): void {
  paletteWanted.set(paletteWanted.get() + 1)
}
