import { readDate } from '../../../src-domain/identifiers/dates.ts'
import { normaliseText } from '../../../src-domain/text/normalise.ts'
import { serialToIso } from '../../spreadsheets/cell-values.ts'

const noLaterThan = '2200-12-31'

/**
 * A day as an export writes it, 'YYYY-MM-DD'; null when it is none. Unlike on a form nothing is guessed: without a year (0305,
 * 3月5日, 昨天) it is no day.
 */
export function readDay(text: string): string | null {
  const plain = normaliseText(text)
  if (/^\d{1,4}$/.test(plain) || !/\d{4}|[〇零一二三四五六七八九]{4}/.test(plain)) return null
  return readDate(plain, { today: noLaterThan, future: true }).date
}

const clock =
  /^(上午|下午|中午|晚上|am|pm)?\s*(\d{1,2})\s*[:时点]\s*(\d{1,2})?\s*[:分]?\s*(\d{1,2})?(?:\.\d+)?\s*秒?\s*(am|pm)?\s*(Z|[+-]\d{2}:?\d{2})?$/i

const dayThenTime =
  /^(\d{4}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}\s*日?|\d{8}(?=[T\s]))[T\s]*(?:\(?(?:星期|周)[一二三四五六日天]\)?)?\s*(.*)$/

/**
 * A time as an export writes it, as wall time 'YYYY-MM-DDTHH:MM:SS' in Asia/Shanghai; a day alone is its midnight. Null when it is
 * none. An offset (Z, +00:00) is converted.
 */
export function readWallTime(text: string): string | null {
  const plain = normaliseText(text)
  const compact = /^(\d{8})(\d{2})(\d{2})(\d{2})?$/.exec(plain)
  if (compact) {
    const day = readDay(compact[1] as string)
    return day && at(day, Number(compact[2]), Number(compact[3]), Number(compact[4] ?? 0))
  }
  if (/^\d{5}\.\d+$/.test(plain)) {
    const iso = serialToIso(Number(plain), false, 'datetime')
    return iso === undefined ? null : iso.length === 10 ? `${iso}T00:00:00` : iso
  }
  const [, date = plain, time = ''] = dayThenTime.exec(plain) ?? []
  const day = readDay(date)
  if (day === null) return null
  if (time === '') return `${day}T00:00:00`
  const found = clock.exec(time)
  if (!found) return null
  const half = (found[1] ?? found[5] ?? '').toLowerCase()
  const hour = Number(found[2])
  const afternoon = (half === '下午' || half === '晚上' || half === 'pm') && hour < 12
  const wall = at(day, hour + (afternoon ? 12 : 0), Number(found[3] ?? 0), Number(found[4] ?? 0))
  return wall !== null && found[6] !== undefined ? inShanghai(wall, found[6]) : wall
}

function at(day: string, hour: number, minute: number, second: number): string | null {
  if (hour > 23 || minute > 59 || second > 59) return null
  const two = (n: number): string => String(n).padStart(2, '0')
  return `${day}T${two(hour)}:${two(minute)}:${two(second)}`
}

function inShanghai(wall: string, offset: string): string {
  const zone = /^Z$/i.test(offset) ? 'Z' : `${offset.slice(0, 3)}:${offset.slice(-2)}`
  return new Date(Date.parse(`${wall}${zone}`) + shanghaiMs).toISOString().slice(0, 19)
}

const shanghaiMs = 8 * 3_600_000

/** Wall time in Asia/Shanghai as an instant, ISO UTC. */
export function instantOfWall(wall: string): string {
  return new Date(Date.parse(`${wall}Z`) - shanghaiMs).toISOString()
}
