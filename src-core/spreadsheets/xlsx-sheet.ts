import { isoDateCell, numberCell, type NumberLook, textCell } from './cell-values.ts'
import { checkCell, checkRow, type FileLimits } from './limits.ts'
import type { MergeRange, RawRow, SheetCell } from './spreadsheet.types.ts'
import { attribute, unescapeOoxml, unescapeXml, type XmlHandler, XmlTokens } from './xml-tokens.ts'
import type { ZipParts } from './zip-parts.ts'

/** What the cells of every sheet in a workbook refer to. */
export interface XlsxShared {
  date1904: boolean
  looks: NumberLook[]
  strings: string[]
}

export interface XlsxOutline {
  merges: MergeRange[]
  lastRow: number
}

/**
 * A first, light pass: merged ranges stand behind the rows in the file, but headers need them first. The rows themselves are only looked
 * through for their end: taking them apart twice was a tenth of reading a long file.
 */
export async function readXlsxOutline(zip: ZipParts, part: string): Promise<XlsxOutline> {
  const merges: MergeRange[] = []
  const tokens = new XmlTokens({
    open(name, attributes) {
      if (name !== 'mergeCell') return
      const range = parseRange(attribute(attributes, 'ref') ?? '')
      if (range) merges.push(range)
    },
    close: () => undefined,
    text: () => undefined,
  })
  let lastRow = 0
  let behind = false
  let before = ''
  for await (const chunk of zip.text(part)) {
    if (behind) {
      tokens.feed(chunk)
      continue
    }
    const text = before + chunk
    const end = dataEnd.exec(text)
    lastRow = lastRowIn(end === null ? text : text.slice(0, end.index)) ?? lastRow
    if (end === null) {
      // What the next piece may complete: the end itself, or the tag of a row.
      before = text.slice(-longestEnd)
      continue
    }
    behind = true
    tokens.feed(text.slice(end.index))
  }
  if (behind) tokens.end()
  return { merges, lastRow }
}

const dataEnd = /<\/(?:[\w.-]+:)?sheetData\s*>/
const longestEnd = 512

/** The number that the last row of a piece of the sheet says it has. */
function lastRowIn(text: string): number | undefined {
  for (let at = text.lastIndexOf('row '); at > 0; at = text.lastIndexOf('row ', at - 1)) {
    const found = /^[<:]row\s[^<>]*?\br\s*=\s*["'](\d+)["']/.exec(text.slice(at - 1, at + longestEnd))
    if (found !== null) return Number(found[1])
  }
  return undefined
}

/** The rows of a sheet as they come out of the archive: one piece of the file is in memory at a time. */
export async function* readXlsxRows(
  zip: ZipParts,
  part: string,
  shared: XlsxShared,
  lastRow: number,
  limits: FileLimits,
): AsyncGenerator<RawRow> {
  const handler = new RowHandler(shared, limits)
  const tokens = new XmlTokens(handler)
  for await (const chunk of zip.text(part)) {
    tokens.feed(chunk)
    for (const row of handler.takeRows()) {
      row.progress = lastRow > 0 ? Math.min(1, row.number / lastRow) : 0
      yield row
    }
  }
  tokens.end()
}

class RowHandler implements XmlHandler {
  private readonly shared: XlsxShared
  private readonly limits: FileLimits
  private finished: RawRow[] = []
  private row: RawRow = { number: 0, cells: [], progress: 0 }
  private column = -1
  private type = ''
  private style = 0
  private value = ''
  private hasValue = false
  private hasFormula = false
  private collecting = false
  private phonetic = false

  constructor(shared: XlsxShared, limits: FileLimits) {
    this.shared = shared
    this.limits = limits
  }

  takeRows(): RawRow[] {
    const rows = this.finished
    this.finished = []
    return rows
  }

  open(name: string, attributes: string): void {
    if (name === 'c') this.openCell(attributes)
    else if (name === 'v') this.collecting = this.hasValue = true
    else if (name === 'f') this.hasFormula = true
    else if (name === 't' && !this.phonetic) this.collecting = this.hasValue = true
    else if (name === 'rPh') this.phonetic = true
    else if (name === 'row') {
      const number = Number(attribute(attributes, 'r') ?? this.row.number + 1)
      checkRow(number, this.limits)
      this.row = { number, cells: [], progress: 0 }
      this.column = -1
    }
  }

  close(name: string): void {
    if (name === 'c') this.closeCell()
    else if (name === 'v' || name === 't') this.collecting = false
    else if (name === 'rPh') this.phonetic = false
    else if (name === 'row') this.finished.push(this.row)
  }

  text(text: string): void {
    if (this.collecting && !this.phonetic) this.value += text
  }

  private openCell(attributes: string): void {
    const reference = attribute(attributes, 'r')
    this.column = reference ? columnOf(reference) : this.column + 1
    this.type = attribute(attributes, 't') ?? 'n'
    this.style = Number(attribute(attributes, 's') ?? 0)
    this.value = ''
    this.hasValue = false
    this.hasFormula = false
    this.collecting = false
    this.phonetic = false
  }

  private closeCell(): void {
    if (!this.hasValue && !this.hasFormula) return
    const cell = this.hasValue ? this.convert(unescapeXml(this.value)) : blankCell()
    if (cell.text === '' && cell.kind !== 'text' && !this.hasFormula) return
    if (this.hasFormula) cell.formula = true
    else if (cell.text === '') return
    checkCell(cell.text, this.row.number, this.column, this.limits)
    this.row.cells[this.column] = cell
  }

  private convert(value: string): SheetCell {
    switch (this.type) {
      case 's':
        return textCell(this.shared.strings[Number(value)] ?? '')
      case 'str':
      case 'inlineStr':
        return textCell(unescapeOoxml(value))
      case 'b':
        return { text: value === '1' || value === 'true' ? 'TRUE' : 'FALSE', kind: 'boolean' }
      case 'e':
        return { text: value, kind: 'error' }
      case 'd':
        return isoDateCell(value)
      default:
        return value === ''
          ? blankCell()
          : numberCell(value, this.shared.looks[this.style] ?? 'general', this.shared.date1904)
    }
  }
}

function blankCell(): SheetCell {
  return { text: '', kind: 'blank' }
}

/** 'C7' -> 2 */
function columnOf(reference: string): number {
  let column = 0
  for (let position = 0; position < reference.length; position += 1) {
    const code = reference.charCodeAt(position) & ~32
    if (code < 65 || code > 90) break
    column = column * 26 + code - 64
  }
  return column - 1
}

/** 'A1:C2' as 0-based bounds; a single cell is no range. */
export function parseRange(reference: string): MergeRange | undefined {
  const found = /^\$?([A-Z]+)\$?(\d+):\$?([A-Z]+)\$?(\d+)$/i.exec(reference)
  if (!found) return undefined
  const [, left = '', top = '', right = '', bottom = ''] = found
  return { top: Number(top) - 1, left: columnOf(left), bottom: Number(bottom) - 1, right: columnOf(right) }
}
