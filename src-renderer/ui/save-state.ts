import { store } from './store.ts'

/** Whether what was typed is on this PC's disk. Nothing here speaks of other places: there are none yet. */
export type SaveState = { at: 'idle' } | { at: 'saving' } | { at: 'saved'; time: string } | { at: 'failed' }

export const saveState = store<SaveState>({ at: 'idle' })
