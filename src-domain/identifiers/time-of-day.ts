import { normaliseText } from '../text/normalise.ts'

/**
 * A time of day as HH:MM, as people type it: 1430, 930, 14:30, 14：30, 14点30分, 14时, 下午2点半. Null when it is none; 24:00 is the
 * midnight that begins a day, 00:00.
 */
export function readTime(text: string): string | null {
  const normal = normaliseText(text).replace(/\s/g, '')
  const named = /^(凌晨|早上|上午|中午|下午|傍晚|晚上|晚)?(.+)$/.exec(normal)
  const [, part, clock = ''] = named ?? []
  const compact = /^(\d{1,2})(\d{2})$/.exec(clock)
  const spoken = /^(\d{1,2})(?:[:.点时](?:(\d{1,2})分?|(半))?)?$/.exec(clock)
  const found = compact ?? spoken
  if (found === null || (part === undefined && /^\d{1,2}$/.test(clock))) return null
  let hour = Number(found[1])
  const minute = found[3] === '半' ? 30 : Number(found[2] ?? 0)
  if (/^(?:下午|傍晚|晚上|晚)$/.test(part ?? '') && hour < 12) hour += 12
  if (part === '中午' && hour < 3) hour += 12
  if (hour === 24 && minute === 0) hour = 0
  if (hour > 23 || minute > 59) return null
  return `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`
}
