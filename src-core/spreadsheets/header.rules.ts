import { columnLetter } from './limits.ts'
import type { HeaderColumn, MergeRange, NoticeCode, RawRow } from './spreadsheet.types.ts'

export interface FoundHeader {
  columns: HeaderColumn[]
  /** 1-based. */
  firstRow: number
  lastRow: number
  titleRows: string[]
  notices: NoticeCode[]
}

/** A row with the texts of merged cells written into every cell they cover. */
interface FilledRow {
  number: number
  texts: string[]
  /** Positions whose text is really in the row. */
  own: number[]
  labels: boolean
  distinct: number
  hasWideMerge: boolean
}

const deepestHeader = 3

/**
 * Finds the header among the first rows of a sheet: title lines above it, groups over two or three rows joined as
 * 'group/leaf', a row of column numbers below it, names that occur twice. Gives undefined where no row looks like one.
 */
export function findHeader(rows: RawRow[], merges: MergeRange[]): FoundHeader | undefined {
  const filled = rows.map((row) => fillRow(row, rows, merges))
  const start = filled.findIndex((row, index) => looksLikeHeader(row, filled.slice(index + 1, index + 11)))
  const first = filled[start]
  if (!first) return undefined
  const count = headerDepth(filled, start, merges)
  const headerRows = filled.slice(start, start + count)
  const data = rows.slice(start + count)
  const columns = nameColumns(headerRows, data)
  const notices: NoticeCode[] = []
  if (headerRows.some((row) => row.hasWideMerge) || count > 1) notices.push('merged-header')
  if (columns.some((column) => column.duplicate)) notices.push('duplicate-columns')
  const lastHeader = headerRows.at(-1) ?? first
  const below = filled[start + count]
  const lastRow = below && isColumnNumbers(below) ? below.number : lastHeader.number
  const titleRows = filled.slice(0, start).map((row) => row.own.map((at) => row.texts[at]).join(' '))
  return { columns, firstRow: first.number, lastRow, titleRows, notices }
}

function fillRow(row: RawRow, rows: RawRow[], merges: MergeRange[]): FilledRow {
  const texts = Array.from(row.cells, (cell) => cleanName(cell?.text ?? ''))
  const own = [...texts.keys()].filter((at) => texts[at] !== '')
  const width = Math.max(...rows.map((other) => other.cells.length))
  let hasWideMerge = false
  for (const range of merges) {
    if (range.top > row.number - 1 || range.bottom < row.number - 1) continue
    const source = rows.find((other) => other.number === range.top + 1)
    const text = cleanName(source?.cells[range.left]?.text ?? '')
    if (text === '') continue
    const right = Math.min(range.right, width - 1)
    if (right > range.left) hasWideMerge = true
    for (let at = range.left; at <= right; at += 1) texts[at] = text
  }
  const present = texts.filter((text) => text)
  const distinct = new Set(present).size
  const named = present.filter(isLabel).length
  const labels = named > 0 && named + daysAsHeadings(texts) >= present.length * 0.8
  return { number: row.number, texts: Array.from(texts, (text) => text ?? ''), own, labels, distinct, hasWideMerge }
}

/** Line breaks inside a header are only layout: '联系\n电话' is '联系电话', but 'Phone\nno.' keeps a space. */
function cleanName(text: string): string {
  return text.trim().replace(/\s+/g, (space, at: number, whole: string) => {
    const latin = /[\w.]/.test(whole[at - 1] ?? '') && /\w/.test(whole[at + space.length] ?? '')
    return latin ? ' ' : ''
  })
}

/** A name of a column: short, not a value, not a 'label: value' line such as 填表人:某某. */
function isLabel(text: string): boolean {
  return text.length <= 40 && !/^[\d\s.,:/+-]+$/.test(text) && !/[::]\s*\S/.test(text) && !/^\d{17}[\dXx]$/.test(text)
}

/** How many cells of a row are the days of a month written as numbers or dates (a roster: 姓名, 1, 2, 3 …); 0 below a week of them. */
function daysAsHeadings(texts: readonly string[]): number {
  const shortest = 7
  let total = 0
  let run = 0
  let last = 0
  for (const text of [...texts, '']) {
    const written = /^(?:\d{4}[-/.])?(?:\d{1,2}[-/.])?(\d{1,2})$/.exec(text ?? '')?.[1]
    const day = written === undefined ? 0 : Number(written)
    const follows = run > 0 && (day === last + 1 || (day === 1 && last >= 28))
    if (!follows && run >= shortest) total += run
    run = day >= 1 && day <= 31 ? (follows ? run + 1 : 1) : 0
    last = day
  }
  return total
}

function looksLikeHeader(row: FilledRow, following: FilledRow[]): boolean {
  if (!row.labels) return false
  const widest = Math.max(0, ...following.map((other) => other.own.length))
  if (widest <= 1 && row.own.length === 1) return true
  const covered = row.texts.filter((text) => text !== '').length
  return row.distinct >= 2 && covered * 2 >= widest
}

/** How many rows the header takes from `start` on. */
function headerDepth(rows: FilledRow[], start: number, merges: MergeRange[]): number {
  const first = rows[start]
  if (!first) return 1
  const own = merges.filter((range) => range.top === first.number - 1 && first.texts[range.left])
  const deep = Math.max(first.number - 1, ...own.map((range) => range.bottom)) - (first.number - 1)
  if (deep > 0) {
    const wanted = Math.min(deep, deepestHeader - 1)
    const last = rows.findLastIndex((row) => row.number <= first.number + wanted)
    // A merge down into rows of values belongs to the data (a household over its members), not to the header.
    const below = rows.slice(start + 1, last + 1)
    return below.every((row) => row.labels) ? 1 + below.length : 1
  }
  const next = rows[start + 1]
  if (!next || next.number !== first.number + 1 || !next.labels) return 1
  if (first.hasWideMerge && next.distinct > first.distinct) return 2
  return fillsItsGaps(first, next) ? 2 : 1
}

/**
 * A header of two rows whose merges were lost in an export: the lower row names exactly the columns that the upper
 * one leaves open, at most one more at each group's start, and is blank below a name that stands alone.
 */
function fillsItsGaps(upper: FilledRow, lower: FilledRow): boolean {
  const last = Math.max(upper.texts.length, lower.texts.length)
  let gaps = 0
  let alone = 0
  for (let at = 0; at < last; at += 1) {
    const above = upper.texts[at] ?? ''
    const below = lower.texts[at] ?? ''
    if (above === '' && below === '') return false
    if (above === '') gaps += 1
    if (below === '') alone += 1
  }
  return gaps > 0 && alone > 0 && upper.labels && lower.distinct === lower.own.length
}

function nameColumns(header: FilledRow[], data: RawRow[]): HeaderColumn[] {
  const width = Math.max(...header.map((row) => row.texts.length), ...data.map((row) => row.cells.length))
  const used = new Map<string, number>()
  const columns: HeaderColumn[] = []
  const mergesLost = header.length > 1 && !header.some((row) => row.hasWideMerge)
  let group = ''
  for (let index = 0; index < width; index += 1) {
    const texts = header.map((row) => row.texts[index] ?? '')
    if (texts[0]) group = texts[1] ? texts[0] : ''
    else if (mergesLost && texts[1]) texts[0] = group
    const parts = texts.filter((text, at) => text !== '' && text !== texts[at - 1])
    const hasData = data.some((row) => (row.cells[index]?.text ?? '').trim() !== '')
    if (parts.length === 0 && !hasData) continue
    const letter = columnLetter(index)
    const name = parts.join('/')
    const seen = (used.get(name) ?? 0) + 1
    if (name !== '') used.set(name, seen)
    const key = name === '' ? letter : seen === 1 ? name : `${name} (${seen})`
    columns.push({ index, letter, name, parts, key, duplicate: false })
  }
  for (const column of columns) column.duplicate = (used.get(column.name) ?? 0) > 1
  return columns
}

/** 1, 2, 3 … under the names, as in printed forms. */
function isColumnNumbers(row: FilledRow): boolean {
  return row.own.length >= 3 && row.own.every((at, index) => row.texts[at] === String(index + 1))
}
