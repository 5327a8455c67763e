import type { InputOf } from '../../../src-contract/contract.ts'
import { auditActions } from '../../../src-contract/features/audit.contract.ts'
import type { Instant } from '../../../src-contract/ids.ts'
import { readDate } from '../../../src-domain/identifiers/dates.ts'

export type AuditFilter = Pick<InputOf<'audit.list'>, 'actions' | 'actor' | 'record' | 'from' | 'to'>

/** The filter as it stands in the boxes. */
export type TypedFilter = Readonly<Record<'action' | 'actor' | 'record' | 'from' | 'to', string>>

export const noFilter: TypedFilter = { action: '', actor: '', record: '', from: '', to: '' }

/** What core is asked; a day that cannot be read is left out. */
export function filterOf(typed: TypedFilter, today: string): AuditFilter {
  const action = auditActions.find((one) => one === typed.action)
  const from = instantOf(typed.from, '00:00:00.000', today)
  const to = instantOf(typed.to, '23:59:59.999', today)
  return {
    ...(action === undefined ? {} : { actions: [action] }),
    ...(typed.actor.trim() === '' ? {} : { actor: typed.actor.trim() }),
    ...(typed.record.trim() === '' ? {} : { record: typed.record.trim() }),
    ...(from === null ? {} : { from }),
    ...(to === null ? {} : { to }),
  }
}

/** A day as people write it, YYYY-MM-DD; null for nothing or what cannot be read. */
export function dayOf(typed: string, today: string): string | null {
  return typed.trim() === '' ? null : (readDate(typed, { today, future: true }).date ?? null)
}

/** A time of day in Asia/Shanghai as an instant. */
function instantOf(typed: string, time: string, today: string): Instant | null {
  const day = dayOf(typed, today)
  return day === null ? null : (new Date(`${day}T${time}+08:00`).toISOString() as Instant)
}
