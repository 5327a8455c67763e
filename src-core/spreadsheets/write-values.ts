const longestCell = 32_767

/** Text that any spreadsheet program opens: no control characters, no lone surrogates, no longer than a cell holds. */
export function safeText(text: string): string {
  // eslint-disable-next-line no-control-regex
  const clean = text.replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g, '')
  const whole = clean.replace(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g, '\uFFFD')
  if (whole.length <= longestCell) return whole
  const cut = whole.slice(0, longestCell)
  return /[\uD800-\uDBFF]$/.test(cut) ? cut.slice(0, -1) : cut
}

/** Sheet names as Excel allows them: 31 characters, none of []:*?/\, no two alike. */
export function sheetNames(wanted: string[]): string[] {
  const used = new Set<string>()
  return wanted.map((name, index) => {
    const base =
      safeText(name)
        .replace(/[[\]:*?/\\]/g, ' ')
        .replace(/^'|'$/g, ' ')
        .trim()
        .slice(0, 31) || `Sheet${index + 1}`
    let unique = base
    for (let count = 2; used.has(unique.toLowerCase()); count += 1) {
      const suffix = ` ${count}`
      unique = base.slice(0, 31 - suffix.length) + suffix
    }
    used.add(unique.toLowerCase())
    return unique
  })
}

/** Wall time as the UTC instant that the writers turn into a serial; undefined for what is no date from 1900 on. */
export function isoToSerialDate(text: string): Date | undefined {
  const found = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2}))?)?$/.exec(text.trim())
  if (!found) return undefined
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = found
    .slice(1)
    .map((part) => Number(part ?? 0))
  const date = new Date(Date.UTC(year, month - 1, day, hour, minute, second))
  // Before March 1900 programs disagree about the serial by a day.
  const valid = year > 1900 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day && hour < 24 && minute < 60
  return valid ? date : undefined
}

/** The serial of the 1900 date system. */
export function dateToSerial(date: Date): number {
  return (date.getTime() - Date.UTC(1899, 11, 30)) / 86_400_000
}
