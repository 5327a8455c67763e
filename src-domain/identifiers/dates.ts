import { normaliseText } from '../text/normalise.ts'
import { addDays, dayOf, type LocalDate } from './calendar.ts'
import { error, type IdentifierProblem } from './problems.ts'

/** A day that was read, or why it could not be. */
export interface DateReading {
  readonly date: LocalDate | null
  readonly problems: readonly IdentifierProblem[]
}

/** What a field allows. */
export interface DateLimits {
  /** Needed for 今天, 0305 and the like, and as the latest day unless `future` is set. */
  readonly today: LocalDate
  /** Earliest year; 1900 by default. */
  readonly firstYear?: number
  /** Days after today are refused unless this is set. */
  readonly future?: boolean
  /** A number is a spreadsheet serial of the 1904 kind (old Mac workbooks). */
  readonly date1904?: boolean
}

const failed = (problem: IdentifierProblem): DateReading => ({ date: null, problems: [problem] })

const RELATIVE: ReadonlyMap<string, number> = new Map([
  ['今天', 0],
  ['今日', 0],
  ['当天', 0],
  ['昨天', -1],
  ['昨日', -1],
  ['前天', -2],
  ['前日', -2],
  ['大前天', -3],
  ['明天', 1],
  ['明日', 1],
  ['后天', 2],
  ['today', 0],
  ['yesterday', -1],
])

const LAST_YEAR = 2200

/** Serial 60 is 29 February 1900, which never was; serials before it are one day off. Years 1927 to 2119 are meant here. */
const FIRST_SERIAL = 10_000
const LAST_SERIAL = 80_000

function fromSerial(serial: number, limits: DateLimits): DateReading {
  const days = Math.floor(serial)
  const date = limits.date1904 ? addDays('1904-01-01', days) : addDays('1899-12-30', days)
  return limited(date, limits)
}

function limited(date: LocalDate | null, limits: DateLimits): DateReading {
  if (date === null) return failed(error('date/not-a-day'))
  const year = Number(date.slice(0, 4))
  const first = limits.firstYear ?? 1900
  if (year < first || year > LAST_YEAR) return failed(error('date/range', { first, last: LAST_YEAR }))
  if (!limits.future && date > limits.today) return failed(error('date/future'))
  return { date, problems: [] }
}

const CHINESE_DIGITS = '〇一二三四五六七八九'

/** 二〇二六年三月五日 in Arabic digits; other text unchanged. */
function withArabicDigits(text: string): string {
  if (!/[〇零一二三四五六七八九十]/.test(text)) return text
  return text
    .replace(/零/g, '〇')
    .replace(/([二三])?十([一二三四五六七八九])?/g, (_, tens: string | undefined, ones: string | undefined) => {
      const value = (tens ? CHINESE_DIGITS.indexOf(tens) : 1) * 10 + (ones ? CHINESE_DIGITS.indexOf(ones) : 0)
      return String(value)
    })
    .replace(/[〇一二三四五六七八九]/g, (digit) => String(CHINESE_DIGITS.indexOf(digit)))
}

/** A month and day without a year: the latest such day that is not in the future, or this year's where future is meant. */
function withoutYear(month: number, day: number, limits: DateLimits): DateReading {
  const year = Number(limits.today.slice(0, 4))
  const thisYear = dayOf(year, month, day)
  if (limits.future) return limited(thisYear ?? dayOf(year + 1, month, day), limits)
  if (thisYear !== null && thisYear <= limits.today) return limited(thisYear, limits)
  const lastYear = dayOf(year - 1, month, day)
  if (lastYear !== null) return limited(lastYear, limits)
  return thisYear === null ? failed(error('date/not-a-day')) : limited(thisYear, limits)
}

/**
 * Reads a day as people and spreadsheets write it: 2026-03-05, 2026/3/5, 2026.3.5, 2026年3月5日, 20260305, 260305 no,
 * 0305, 3月5日, 3-5, 今天, 昨天, a time after the day, spreadsheet serials (a number, or five digits as text). Without a
 * year the latest such day up to today is meant. 2026-02-30 and years before `firstYear` are refused.
 */
export function readDate(value: string | number, limits: DateLimits): DateReading {
  if (typeof value === 'number') {
    if (Number.isInteger(value) && value >= 19_000_101 && value <= 22_001_231) return readDate(String(value), limits)
    return value >= 1 && value <= LAST_SERIAL ? fromSerial(value, limits) : failed(error('date/format'))
  }
  const text = withArabicDigits(normaliseText(value)).replace(/\s*\(?(?:星期|周|礼拜)[一二三四五六日天\d]\)?/u, '')
  if (text === '') return failed(error('date/empty'))
  const relative = RELATIVE.get(text.toLowerCase())
  if (relative !== undefined) return limited(addDays(limits.today, relative), limits)

  const full = /^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[T\s]\s*\d{1,2}[:时点].*|[T\s]*)$/.exec(
    text,
  )
  if (full) return limited(dayOf(Number(full[1]), Number(full[2]), Number(full[3])), limits)
  const compact = /^(\d{4})(\d{2})(\d{2})(?:\d{4}|\d{6})?$/.exec(text)
  if (compact) return limited(dayOf(Number(compact[1]), Number(compact[2]), Number(compact[3])), limits)
  const short = /^(\d{2})(\d{2})$/.exec(text) ?? /^(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号]?$/.exec(text)
  if (short) return withoutYear(Number(short[1]), Number(short[2]), limits)
  const serial = /^\d{5}(?:\.\d+)?$/.exec(text) ? Number(text) : Number.NaN
  if (serial >= FIRST_SERIAL && serial <= LAST_SERIAL) return fromSerial(serial, limits)
  return failed(error('date/format'))
}
