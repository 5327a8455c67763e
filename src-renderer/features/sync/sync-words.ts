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
/** From so many hours on days are said: nobody reads 4,000 hours. */
const hoursSaid = 240

type Here = Pick<SyncStatus, 'state' | 'onlyHere' | 'others' | 'oldest' | 'draftsWithoutKey'>
type Count = (n: number) => string

/** What else than entries is only on this PC. */
export function othersHere(status: Pick<SyncStatus, 'others'>): number {
  return status.others.reduce((sum, { n }) => sum + n, 0)
}

/** How much is only on this PC, and since when; null: nothing. */
export function onlyHereWords(words: Text['sync'], number: Count, status: Here, nowMs: number): string | null {
  const here = hereOf(words, number, status, nowMs)
  return here === null ? null : words.onlyHere(here.what, here.since)
}

/** The same beside its heading, with the kinds of what is no entry. */
export function hereWords(words: Text['sync'], number: Count, status: Here, nowMs: number): string {
  const here = hereOf(words, number, status, nowMs)
  if (here === null) return words.facts.nothing
  const others = otherWords(words, number, status)
  return `${others === null ? here.what : words.facts.here(here.what, others)}${here.since}`
}

function hereOf(
  words: Text['sync'],
  number: Count,
  status: Here,
  nowMs: number,
): { what: string; since: string } | null {
  const others = othersHere(status)
  if (status.onlyHere + others === 0) return null
  const [n, items] = [number(status.onlyHere), number(others)]
  const what =
    others === 0 ? words.records(n) : status.onlyHere === 0 ? words.items(items) : words.recordsAndItems(n, items)
  return { what, since: sinceWords(words, number, hoursSince(status.oldest, nowMs)) }
}

/** Of what kinds that is which is no entry; null: there is none. */
function otherWords(words: Text['sync'], number: Count, { others }: Pick<SyncStatus, 'others'>): string | null {
  if (others.length === 0) return null
  return words.kindCounts(others.map(({ kind, n }) => words.kindCount(words.kinds[kind], number(n))))
}

/** The one sentence of the frame: the state, what needs somebody, and what is only here. One fact does not hide another. */
export function indicatorWords(words: Text['sync'], number: Count, status: SyncStatus, nowMs: number): string {
  const here = onlyHereWords(words, number, status, nowMs)
  if (status.state === 'not-enrolled') return here === null ? words.states[status.state] : words.alone(here)
  const open = status.conflicts + status.rejected
  const toDecide = open > 0 ? words.toDecide(number(open)) : null
  const state = status.state === 'attention' ? null : words.states[status.state]
  return [state, toDecide, status.state === 'syncing' ? null : here].filter((one) => one !== null).join(' · ')
}

/** What the state means for the caller, with everything else that holds. @param decides whether the caller sees what is to be decided */
export function meansWords(words: Text['sync'], number: Count, status: SyncStatus, decides: boolean): string {
  const { state, draftsWithoutKey: drafts } = status
  const isDraftsOnly = state === 'waiting' && drafts > 0 && onlyDrafts(status) && status.filesUp === 0
  const open = status.conflicts + status.rejected > 0
  const decide = decides ? words.also.decide : words.also.decideElsewhere
  const meant = isDraftsOnly
    ? words.onlyDraftsWait(number(drafts))
    : state === 'attention' && !decides
      ? null
      : words.means[state]
  const also = [
    drafts > 0 && !isDraftsOnly ? words.also.draftsWait(number(drafts)) : null,
    open && (state !== 'attention' || !decides) ? decide : null,
  ]
  return [meant, ...also].filter((one) => one !== null).join(words.between)
}

/** One calm fact for the home page, where something has been only here for long; null: not yet, or not for the caller. */
export function toldWords(words: Text['sync'], number: Count, status: SyncStatus, nowMs: number): string | null {
  if (status.tellAt === null || status.oldest === null || nowMs < Date.parse(status.tellAt)) return null
  const { told } = words
  const others = othersHere(status)
  const n = number(status.onlyHere)
  const kinds = otherWords(words, number, status) ?? ''
  const draftsOnly = onlyDrafts(status)
  const what = draftsOnly
    ? told.drafts(number(status.draftsWithoutKey))
    : others === 0
      ? told.records(n)
      : status.onlyHere === 0
        ? kinds
        : told.recordsAndItems(n, kinds)
  const hours = hoursSince(status.oldest, nowMs)
  const since = hours < hoursSaid ? told.hours(what, number(hours)) : told.days(what, number(Math.floor(hours / 24)))
  const act = draftsOnly ? told.actDrafts : status.state === 'stopped' ? told.actStopped : told.act
  return `${since}${act}`
}

/** Nothing is only here but drafts that no exchange takes along. */
function onlyDrafts({ onlyHere, draftsWithoutKey, ...status }: Here): boolean {
  return onlyHere === 0 && draftsWithoutKey > 0 && othersHere(status) === draftsWithoutKey
}

function hoursSince(at: string | null, nowMs: number): number {
  return at === null ? 0 : Math.max(0, Math.floor((nowMs - Date.parse(at)) / hourMs))
}

function sinceWords(words: Text['sync'], number: Count, hours: number): string {
  if (hours === 0) return words.sinceNow
  return hours < hoursSaid ? words.sinceHours(number(hours)) : words.sinceDays(number(Math.floor(hours / 24)))
}
