import { readDate } from '../../../src-domain/identifiers/dates.ts'
import type { LocalDate } from '../../../src-contract/ids.ts'
import { today } from '../../ui/today.ts'

/** A day as people write it; null for nothing and for what cannot be read. Days to come are meant here as often as past ones. */
export function typedDay(typed: string): LocalDate | null {
  return typed.trim() === ''
    ? null
    : ((readDate(typed, { today: today(), future: true }).date ?? null) as LocalDate | null)
}

/** HH:MM of 08:30, 8:30, 0830, 8点30; null for what is none. */
export function typedClock(typed: string): string | null {
  const found = /^(\d{1,2})(?:[:：点时](\d{1,2})?分?|(\d{2}))$/.exec(typed.trim())
  if (!found) return null
  const hour = Number(found[1])
  const minute = Number(found[2] ?? found[3] ?? 0)
  return hour > 23 || minute > 59 ? null : `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`
}

/** A whole number above 0; null for what is none. */
export function typedCount(typed: string): number | null {
  return /^\d{1,7}$/.test(typed.trim()) && Number(typed) > 0 ? Number(typed) : null
}
