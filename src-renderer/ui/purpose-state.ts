import type { Purpose } from '../../src-contract/purposes.ts'
import { purposesWithReference } from '../../src-contract/purposes.ts'
import { whenUserChanges } from '../session/session-store.ts'
import { store } from './store.ts'

/** Why residents' data is looked at, as it goes with each call. */
export type Access = { purpose: Purpose; reference?: string }

export type PurposeChoice = { purpose: Purpose | null; reference: string; usedAt: number }

const idleLimit = 30 * 60_000

export const purposeChoice = store<PurposeChoice>({ purpose: null, reference: '', usedAt: 0 })

export function choosePurpose(purpose: Purpose | null, reference: string): void {
  purposeChoice.set({ purpose, reference, usedAt: Date.now() })
}

whenUserChanges(() => purposeChoice.set({ purpose: null, reference: '', usedAt: 0 }))

/** Forgets the purpose after 30 minutes without a look at anything. */
export function expirePurpose(now: number): void {
  const { purpose, usedAt } = purposeChoice.get()
  if (purpose !== null && now - usedAt > idleLimit) purposeChoice.set({ purpose: null, reference: '', usedAt: 0 })
}

/** What goes with a call now, and keeps the purpose alive; null while none is chosen or its number is missing. */
export function accessNow(): Access | null {
  expirePurpose(Date.now())
  const access = accessOf(purposeChoice.get())
  if (access) purposeChoice.set({ ...purposeChoice.get(), usedAt: Date.now() })
  return access
}

export function accessOf({ purpose, reference }: PurposeChoice): Access | null {
  if (purpose === null) return null
  const typed = reference.trim()
  if (!purposesWithReference.has(purpose)) return typed.length < 3 ? { purpose } : { purpose, reference: typed }
  return typed.length < 3 ? null : { purpose, reference: typed }
}
