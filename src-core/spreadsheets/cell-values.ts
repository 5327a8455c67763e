import type { SheetCell } from './spreadsheet.types.ts'

/** What a number format makes of a number. */
export type NumberLook = 'general' | 'digits' | 'date' | 'datetime' | 'time' | { zeros: number }

/**
 * Number formats that are built in and never spelled out in a file (ECMA-376 18.8.30; 27-36 and 50-58 are the
 * East Asian dates and times).
 */
const builtInLooks: Record<number, NumberLook> = {
  1: 'digits',
  14: 'date',
  15: 'date',
  16: 'date',
  17: 'date',
  18: 'time',
  19: 'time',
  20: 'time',
  21: 'time',
  22: 'datetime',
  27: 'date',
  28: 'date',
  29: 'date',
  30: 'date',
  31: 'date',
  32: 'time',
  33: 'time',
  34: 'time',
  35: 'time',
  36: 'date',
  45: 'time',
  46: 'time',
  47: 'time',
  50: 'date',
  51: 'date',
  52: 'date',
  53: 'date',
  54: 'date',
  55: 'time',
  56: 'time',
  57: 'date',
  58: 'date',
}

/** The look of a format by its number, for formats the file does not define. */
export function lookOfBuiltIn(id: number): NumberLook {
  return builtInLooks[id] ?? 'general'
}

/** The look of a format code such as `yyyy"年"m"月"d"日"`, `0000` or `@`. */
export function lookOfFormat(code: string): NumberLook {
  const positive = (code.split(';')[0] ?? '').trim()
  if (/^0+$/.test(positive)) return positive.length === 1 ? 'digits' : { zeros: positive.length }
  const bare = positive
    .replace(/"[^"]*"/g, '')
    .replace(/\\./g, '')
    .replace(/[_*]./g, '')
    .replace(/\[(h+|m+|s+)\]/gi, '$1')
    .replace(/\[[^\]]*\]/g, '')
    .replace(/am\/pm|a\/p|上午\/下午/gi, '')
    .toLowerCase()
  if (bare === 'general' || bare.includes('general')) return 'general'
  if (/e[+-]|[#?]/.test(bare)) return 'general'
  const day = /[yde]/.test(bare) || (/m/.test(bare) && !/[hs]/.test(bare))
  const time = /[hs]/.test(bare)
  if (day && time) return 'datetime'
  if (day) return 'date'
  return time ? 'time' : 'general'
}

/**
 * A date serial as wall time. The 1900 system counts a 29 February 1900 that never was (serial 60: no such date).
 * Gives undefined outside 1900-9999.
 */
export function serialToIso(serial: number, date1904: boolean, look: 'date' | 'datetime'): string | undefined {
  if (!Number.isFinite(serial) || serial < 0) return undefined
  let days = serial
  if (date1904) days += 1462
  else if (serial >= 60 && serial < 61) return undefined
  else if (serial < 60) days += 1
  // Serials are binary fractions of a day: without rounding 14:30:00 comes out as 14:29:59.999.
  const seconds = Math.round(days * 86_400)
  const instant = new Date(Date.UTC(1899, 11, 30) + seconds * 1000)
  const year = instant.getUTCFullYear()
  if (year < 1900 || year > 9999) return undefined
  const iso = instant.toISOString()
  const midnight = seconds % 86_400 === 0
  return look === 'date' || midnight ? iso.slice(0, 10) : iso.slice(0, 19)
}

/** A number as a cell. `raw` is the text as it stands in the file, which may hold more digits than a double can. */
export function numberCell(raw: string, look: NumberLook, date1904: boolean): SheetCell {
  const value = Number(raw)
  if (raw.trim() === '' || !Number.isFinite(value)) return { text: raw, kind: 'text' }
  if (look === 'date' || look === 'datetime') {
    const iso = serialToIso(value, date1904, look)
    if (iso) return { text: iso.replace('T', ' '), kind: 'date', iso }
    return { text: plainNumber(value), kind: 'number' }
  }
  if (look === 'time') return timeCell(value, date1904)
  if (Math.abs(value) >= 1e15) return longNumberCell(raw.trim(), value, look)
  if (typeof look === 'object' && value >= 0 && Number.isInteger(value)) {
    return { text: String(value).padStart(look.zeros, '0'), kind: 'number' }
  }
  return { text: plainNumber(value), kind: 'number' }
}

function timeCell(value: number, date1904: boolean): SheetCell {
  if (value >= 1) {
    // A full date under a time format still is a date.
    const iso = serialToIso(value, date1904, 'datetime')
    if (iso && value >= 366) return { text: iso.replace('T', ' '), kind: 'date', iso }
  }
  const seconds = Math.round(Math.abs(value) * 86_400)
  const hours = Math.floor(seconds / 3600)
  const parts = [hours, Math.floor(seconds / 60) % 60]
  if (seconds % 60 !== 0) parts.push(seconds % 60)
  return { text: parts.map((part) => String(part).padStart(2, '0')).join(':'), kind: 'text' }
}

/** 15 significant digits, as spreadsheet programs show them, never in exponent form below 1e15. */
function plainNumber(value: number): string {
  const rounded = Number(value.toPrecision(15))
  const text = String(rounded)
  if (!text.includes('e')) return text
  return rounded.toFixed(20).replace(/\.?0+$/, '')
}

/**
 * 16 digits and more: spreadsheet programs keep 15, so the number has lost its end. It is whole only where an
 * exporting system wrote digits that no double can hold, which proves that nobody rounded them.
 */
function longNumberCell(raw: string, value: number, look: NumberLook): SheetCell {
  if (/^\d{16,20}$/.test(raw)) {
    const exact = BigInt(raw)
    const rounded = BigInt(value) === exact || String(value) === raw
    if (!rounded) return { text: raw, kind: 'number' }
    if (exact <= BigInt(Number.MAX_SAFE_INTEGER) && exact % 10n !== 0n) return { text: raw, kind: 'number' }
  }
  return { text: look === 'general' ? scientific(value) : fifteenDigits(value), kind: 'number', damaged: true }
}

function scientific(value: number): string {
  const [mantissa = '', exponent = ''] = value.toExponential(5).split('e')
  return `${mantissa.replace(/\.?0+$/, '')}E${exponent}`
}

function fifteenDigits(value: number): string {
  const [mantissa = '', exponent = ''] = value.toExponential(14).split('e')
  return mantissa.replace('.', '').padEnd(Number(exponent) + (value < 0 ? 2 : 1), '0')
}

const damagedText = /^\s*\d(?:\.\d{1,14})?[Ee]\+?1[4-9]\s*$/

/** A text cell; '6.10102E+17' in a CSV or HTML file is an ID number that an earlier program spoilt. */
export function textCell(text: string): SheetCell {
  return damagedText.test(text) ? { text, kind: 'text', damaged: true } : { text, kind: 'text' }
}

/** An ISO 8601 date as some writers store it in place of a serial ('2026-03-05T00:00:00.000Z' is wall time there). */
export function isoDateCell(raw: string): SheetCell {
  const found = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2})?))?/.exec(raw.trim())
  if (!found?.[1]) return { text: raw, kind: 'text' }
  const time = found[2] ? found[2].padEnd(8, ':00') : '00:00:00'
  const iso = time === '00:00:00' ? found[1] : `${found[1]}T${time}`
  return { text: iso.replace('T', ' '), kind: 'date', iso }
}
