import { compare, fraction, fromDecimal, half, one, rounded, zero, type Fraction } from '../scoring/fraction.ts'
import { dayOf, type LocalDate } from '../identifiers/calendar.ts'
import { normaliseText } from '../text/normalise.ts'

export type Channel = 'phone' | 'sms' | 'home' | 'scan'

const channels: ReadonlyMap<string, Channel> = new Map([
  ['电话', 'phone'],
  ['短信', 'sms'],
  ['入户', 'home'],
  ['扫码', 'scan'],
])

export function readChannel(text: string): Channel | null {
  return channels.get(normaliseText(text)) ?? null
}

const words: ReadonlyMap<string, Fraction> = new Map([
  ['满意', one],
  ['基本满意', half],
  ['不满意', zero],
])

/**
 * Satisfaction as 0..1: three words, or 1-5 as (x - 1) / 4. Anything else is null, words of five-step scales too: 满意 is the best
 * of three and the second of five, and guessing which would move people's scores.
 */
export function readSatisfaction(text: string): Fraction | null {
  const value = normaliseText(text)
  const word = words.get(value)
  if (word !== undefined) return word
  return /^[1-5](?:\.0+)?$/.test(value) ? fraction(BigInt(Number.parseInt(value, 10) - 1), 4n) : null
}

const LIGHTEST = fraction(1n, 2n)
const HEAVIEST = fraction(3n)

/** A weight clipped to .5-3, at most 4 decimals kept; 1 for an empty cell; null for 0 or less and for what is no number. */
export function readWeight(text: string): Fraction | null {
  const value = normaliseText(text)
  if (value === '') return one
  const weight = fromDecimal(value)
  if (weight === null || compare(weight, zero) <= 0) return null
  if (compare(weight, LIGHTEST) < 0) return LIGHTEST
  if (compare(weight, HEAVIEST) > 0) return HEAVIEST
  return fraction(BigInt(rounded(weight)), 10_000n)
}

const YES = new Set(['是', '同意', '愿意', '接受', '1', 'y', 'yes', 'true'])

export function readConsent(text: string): boolean {
  return YES.has(normaliseText(text).toLowerCase())
}

const WALL_TIME =
  /^(\d{4})(?:-|\/|\.|年)(\d{1,2})(?:-|\/|\.|月)(\d{1,2})日?(?:(?:[T ]|(?<=日))(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?)?(Z|\+00:?00|\+08:?00)?$/

/** A day and time of day in Asia/Shanghai: `at` sorts as text. */
export type CompletedAt = { readonly day: LocalDate; readonly at: string }

const SHANGHAI_MS = 8 * 3_600_000

/** 2025-07-03 09:15:00, 2025/7/3 9:15, 2025年7月3日, ISO with Z or +08:00; a day alone is its first second. Null for anything else. */
export function readCompletedAt(text: string): CompletedAt | null {
  const parts = WALL_TIME.exec(normaliseText(text))
  if (parts === null) return null
  const [, year, month, date, hour = '0', minute = '0', second = '0', zone] = parts
  const day = dayOf(Number(year), Number(month), Number(date))
  if (day === null || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return null
  const time = [hour, minute, second].map((part) => part.padStart(2, '0')).join(':')
  if (zone === undefined || zone.startsWith('+08')) return { day, at: `${day}T${time}` }
  const local = new Date(Date.parse(`${day}T${time}Z`) + SHANGHAI_MS).toISOString()
  return { day: local.slice(0, 10), at: local.slice(0, 19) }
}
