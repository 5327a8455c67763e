/** How dates, times, numbers and lists are written in one language. Times are shown in Asia/Shanghai. */
export type Format = {
  number(value: number): string
  /** YYYY-MM-DD or an instant -> a date; what is neither is returned as it is. */
  date(value: string): string
  /** An instant -> date and time to the minute. */
  time(value: string): string
  /** An instant -> hours and minutes. */
  clock(value: string): string
  bytes(value: number): string
  list(values: readonly string[]): string
  /** A name and what is said of it. */
  pair(name: string, value: string): string
}

const zone = 'Asia/Shanghai'

export function formatFor(locale: 'zh-CN' | 'en', listSeparator: string): Format {
  // Made at first use: the log-in form is there before any of them is needed.
  const numbers = once(() => new Intl.NumberFormat(locale))
  // sv-SE writes ISO dates; both languages use them, because they sort and leave no doubt about day and month.
  const dates = once(() => new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short' }))
  const times = once(() => new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' }))
  const clocks = once(() => new Intl.DateTimeFormat('sv-SE', { timeZone: zone, timeStyle: 'short' }))
  const of = (value: string, how: () => Intl.DateTimeFormat) => {
    const instant = new Date(value)
    return Number.isNaN(instant.getTime()) ? value : how().format(instant)
  }
  return {
    number: (value) => numbers().format(value),
    date: (value) => (/^\d{4}-\d{2}-\d{2}$/.test(value) ? value : of(value, dates)),
    time: (value) => of(value, times),
    clock: (value) => of(value, clocks),
    bytes(value) {
      if (value < 1024 * 1024) return `${numbers().format(Math.max(1, Math.round(value / 1024)))} KB`
      const megabytes = value / 1024 / 1024
      if (megabytes < 1024) return `${numbers().format(Math.round(megabytes * 10) / 10)} MB`
      return `${numbers().format(Math.round((megabytes / 1024) * 10) / 10)} GB`
    },
    list: (values) => values.join(listSeparator),
    pair: (name, value) => (locale === 'zh-CN' ? `${name}：${value}` : `${name}: ${value}`),
  }
}

function once<T>(make: () => T): () => T {
  let made: T | undefined
  return () => (made ??= make())
}

/** The formats of both languages. */
export const formats = { 'zh-CN': formatFor('zh-CN', '、'), en: formatFor('en', ', ') } as const
