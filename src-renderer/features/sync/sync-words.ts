import type { SyncState, SyncStatus } from '../../../src-contract/features/sync.contract.ts'
import type { Text } from '../../text/zh-CN.ts'
import type { Tone } from '../../ui/tag.tsx'

export const syncTones: Readonly<Record<SyncState, Tone>> = {
  'not-enrolled': 'quiet',
  stopped: 'bad',
  syncing: 'quiet',
  attention: 'warn',
  waiting: 'quiet',
  offline: 'warn',
  unchecked: 'quiet',
  synced: 'good',
}

const hourMs = 3_600_000

/** How many records are only on this PC, and since when; null: none. */
export function onlyHereWords(
  words: Text['sync'],
  number: (n: number) => string,
  status: Pick<SyncStatus, 'onlyHere' | 'oldest'>,
  nowMs: number,
): string | null {
  if (status.onlyHere === 0) return null
  const hours = status.oldest === null ? 0 : Math.max(0, Math.floor((nowMs - Date.parse(status.oldest)) / hourMs))
  return hours === 0
    ? words.onlyHereNow(number(status.onlyHere))
    : words.onlyHere(number(status.onlyHere), number(hours))
}

/** The one sentence of the frame: the state, and what needs somebody. */
export function indicatorWords(
  words: Text['sync'],
  number: (n: number) => string,
  status: SyncStatus,
  nowMs: number,
): string {
  const state = words.states[status.state]
  if (status.state === 'attention') return words.toDecide(number(status.conflicts + status.rejected))
  const here = onlyHereWords(words, number, status, nowMs)
  return here === null || status.state === 'syncing' ? state : `${state} · ${here}`
}
