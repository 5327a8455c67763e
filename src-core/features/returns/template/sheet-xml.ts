import { cellIndex, cellName } from '../../../../src-domain/returns/cell-names.ts'
import { safeText } from '../../../spreadsheets/write-values.ts'
import { FileFailure } from '../../../spreadsheets/file-failure.ts'
import { attribute } from '../../../spreadsheets/xml-tokens.ts'

/** What becomes of one cell; its style stays unless `yellow` asks for a marked one. */
export type CellChange =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'empty' }
  /** A formula stays; its saved result is renewed, or taken out where this program does not know it. */
  | { readonly kind: 'result'; readonly value: number | null }

/** The style to use instead of another one, for cells that have to be seen as empty. */
export type YellowOf = (style: number) => number

type Cell = { readonly column: number; readonly attributes: string; readonly content: string }
type Row = {
  readonly number: number
  readonly attributes: string
  readonly cells: Map<number, Cell> | null
  readonly xml: string
}

/**
 * Puts values into the cells of a worksheet part. Everything but the changed cells stays as it is, to the letter: widths, merged
 * ranges, lines, print settings, conditional formats, drawings.
 *
 * @param changes by cell name; merged-away cells must not be among them
 */
export function changeCells(xml: string, changes: ReadonlyMap<string, CellChange>, yellowOf: YellowOf): string {
  if (changes.size === 0) return xml
  const data = findSheetData(xml)
  const byRow = new Map<number, Map<number, CellChange>>()
  for (const [name, change] of changes) {
    const place = cellIndex(name)
    if (place === undefined) throw new TypeError('no cell of a sheet')
    const row = byRow.get(place.row) ?? new Map<number, CellChange>()
    byRow.set(place.row, row.set(place.column, change))
  }
  const rows: Row[] = readRows(data.content, data.prefix)
  const known = new Set(rows.map((row) => row.number))
  for (const number of byRow.keys())
    if (!known.has(number)) rows.push({ number, attributes: ` r="${number + 1}"`, cells: new Map(), xml: '' })
  rows.sort((a, b) => a.number - b.number)
  const written = rows.map((row) => {
    const wanted = byRow.get(row.number)
    return wanted === undefined ? row.xml : writeRow(row, wanted, data.prefix, yellowOf)
  })
  const { prefix: p } = data
  return `${xml.slice(0, data.start)}<${p}sheetData>${written.join('')}</${p}sheetData>${xml.slice(data.end)}`
}

type SheetData = { prefix: string; start: number; end: number; content: string }

function findSheetData(xml: string): SheetData {
  const open = /<((?:[\w.-]+:)?)sheetData\b[^>]*?(\/?)>/.exec(xml)
  if (open === null) throw new FileFailure('file/unreadable')
  const prefix = open[1] ?? ''
  const begin = open.index + open[0].length
  if (open[2] === '/') return { prefix, start: open.index, end: begin, content: '' }
  const close = xml.indexOf(`</${prefix}sheetData>`, begin)
  if (close < 0) throw new FileFailure('file/unreadable')
  return { prefix, start: open.index, end: close + prefix.length + 12, content: xml.slice(begin, close) }
}

function readRows(content: string, prefix: string): Row[] {
  const rows: Row[] = []
  let last = -1
  for (const found of content.matchAll(elements(prefix, 'row'))) {
    const attributes = found[1] ?? ''
    const number = Number(attribute(attributes, 'r') ?? last + 2) - 1
    last = number
    rows.push({ number, attributes, cells: null, xml: found[0] })
  }
  return rows
}

/** One element after the other; none of these can stand inside another of its name, and a `<` in text is always escaped. */
function elements(prefix: string, name: string): RegExp {
  return new RegExp(
    `<${prefix}${name}\\b((?:[^>"']|"[^"]*"|'[^']*')*?)(?:/>|>([\\s\\S]*?)</${prefix}${name}\\s*>)`,
    'g',
  )
}

function readCells(rowXml: string, prefix: string): Map<number, Cell> {
  const cells = new Map<number, Cell>()
  let last = -1
  for (const found of rowXml.matchAll(elements(prefix, 'c'))) {
    const attributes = found[1] ?? ''
    const column = cellIndex(attribute(attributes, 'r') ?? '')?.column ?? last + 1
    last = column
    cells.set(column, { column, attributes, content: found[2] ?? '' })
  }
  return cells
}

function writeRow(row: Row, changes: ReadonlyMap<number, CellChange>, prefix: string, yellowOf: YellowOf): string {
  const cells = row.cells ?? readCells(row.xml, prefix)
  const columns = [...new Set([...cells.keys(), ...changes.keys()])].sort((a, b) => a - b)
  const written = columns.map((column) => {
    const cell = cells.get(column)
    const change = changes.get(column)
    if (change !== undefined) return writeCell({ row: row.number, column }, cell, change, prefix, yellowOf)
    const { attributes = '', content = '' } = cell ?? {}
    return content === '' ? `<${prefix}c${attributes}/>` : `<${prefix}c${attributes}>${content}</${prefix}c>`
  })
  // The span of a row is a hint only, and may have become wrong.
  const attributes = row.attributes.replace(/\sspans\s*=\s*(?:"[^"]*"|'[^']*')/, '')
  return `<${prefix}row${attributes}>${written.join('')}</${prefix}row>`
}

function writeCell(
  place: { row: number; column: number },
  cell: Cell | undefined,
  change: CellChange,
  p: string,
  yellowOf: YellowOf,
): string {
  const style = Number(attribute(cell?.attributes ?? '', 's') ?? 0)
  const chosen = change.kind === 'empty' ? yellowOf(style) : style
  const head = `<${p}c r="${cellName(place)}"${chosen === 0 ? '' : ` s="${chosen}"`}`
  switch (change.kind) {
    case 'number':
      return `${head}><${p}v>${change.value}</${p}v></${p}c>`
    case 'text':
      return `${head} t="inlineStr"><${p}is><${p}t xml:space="preserve">${escaped(change.text)}</${p}t></${p}is></${p}c>`
    case 'empty':
      return `${head}/>`
    case 'result': {
      const formula = new RegExp(`<${p}f\\b(?:[^>"']|"[^"]*"|'[^']*')*?(?:/>|>[\\s\\S]*?</${p}f\\s*>)`).exec(
        cell?.content ?? '',
      )
      const value = change.value === null ? '' : `<${p}v>${change.value}</${p}v>`
      return `${head}>${formula?.[0] ?? ''}${value}</${p}c>`
    }
  }
}

function escaped(text: string): string {
  return safeText(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
