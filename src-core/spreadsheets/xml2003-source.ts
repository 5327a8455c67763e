import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { isoDateCell, numberCell, textCell } from './cell-values.ts'
import { FileFailure } from './file-failure.ts'
import { checkCell, checkRow, type FileLimits } from './limits.ts'
import type {
  MergeRange,
  RawRow,
  SheetCell,
  SheetInfo,
  SheetSource,
  TextEncodingName,
  WorkbookSource,
} from './spreadsheet.types.ts'
import { textPieces } from './text-encoding.ts'
import { attribute, unescapeXml, type XmlHandler, XmlTokens } from './xml-tokens.ts'

interface SheetOutline {
  info: SheetInfo
  merges: MergeRange[]
}

/** A SpreadsheetML 2003 document (named .xls or .xml), read as a stream. Errors: file/unreadable without a worksheet. */
export async function openXml2003(
  path: string,
  encoding: TextEncodingName,
  limits: FileLimits,
): Promise<WorkbookSource> {
  const outline = new DocumentReader(limits, -1)
  for await (const chunk of texts(path, encoding)) outline.feed(chunk)
  outline.end()
  if (outline.sheets.length === 0) throw new FileFailure('file/unreadable')
  return {
    format: 'xml2003',
    encoding,
    notices: [],
    sheets: outline.sheets.map((sheet) => new Xml2003Sheet(path, encoding, sheet, limits)),
    close: () => Promise.resolve(),
  }
}

class Xml2003Sheet implements SheetSource {
  readonly info: SheetInfo
  private readonly path: string
  private readonly encoding: TextEncodingName
  private readonly ranges: MergeRange[]
  private readonly limits: FileLimits

  constructor(path: string, encoding: TextEncodingName, outline: SheetOutline, limits: FileLimits) {
    this.info = outline.info
    this.path = path
    this.encoding = encoding
    this.ranges = outline.merges
    this.limits = limits
  }

  merges(): Promise<MergeRange[]> {
    return Promise.resolve(this.ranges)
  }

  async *rows(): AsyncGenerator<RawRow> {
    const size = (await stat(this.path)).size
    const reader = new DocumentReader(this.limits, this.info.index)
    let read = 0
    for await (const chunk of texts(this.path, this.encoding)) {
      read += chunk.length
      reader.feed(chunk)
      for (const row of reader.takeRows()) {
        row.progress = Math.min(1, read / size)
        yield row
      }
    }
    reader.end()
  }
}

async function* texts(path: string, encoding: TextEncodingName): AsyncGenerator<string> {
  const pieces = textPieces(encoding)
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 16 })) yield pieces.decode(chunk as Buffer)
  yield pieces.end()
}

/** Walks the document; gives the rows of one sheet, or of none (`wanted` -1: names and merged ranges only). */
class DocumentReader implements XmlHandler {
  readonly sheets: SheetOutline[] = []
  private readonly tokens: XmlTokens
  private readonly limits: FileLimits
  private readonly wanted: number
  private finished: RawRow[] = []
  private row: RawRow = { number: 0, cells: [], progress: 0 }
  private column = -1
  private cellEnd = -1
  private type = ''
  private value = ''
  private inData = false
  private inComment = false
  private inVisible = false
  private formula = false

  constructor(limits: FileLimits, wanted: number) {
    this.limits = limits
    this.wanted = wanted
    this.tokens = new XmlTokens(this)
  }

  feed(chunk: string): void {
    this.tokens.feed(chunk)
  }

  end(): void {
    this.tokens.end()
  }

  takeRows(): RawRow[] {
    const rows = this.finished
    this.finished = []
    return rows
  }

  open(name: string, attributes: string): void {
    if (name === 'Worksheet') {
      const info = { index: this.sheets.length, name: attribute(attributes, 'Name') ?? '', hidden: false }
      this.sheets.push({ info, merges: [] })
      this.row = { number: 0, cells: [], progress: 0 }
    } else if (name === 'Row') {
      const number = Number(attribute(attributes, 'Index') ?? this.row.number + 1)
      checkRow(number, this.limits)
      this.row = { number, cells: [], progress: 0 }
      this.cellEnd = -1
    } else if (name === 'Cell') this.openCell(attributes)
    else if (name === 'Comment') this.inComment = true
    else if (name === 'Visible') this.inVisible = true
    else if (name === 'Data' && !this.inComment) {
      this.type = attribute(attributes, 'Type') ?? 'String'
      this.inData = true
    }
  }

  close(name: string): void {
    if (name === 'Cell') this.closeCell()
    else if (name === 'Data') this.inData = false
    else if (name === 'Comment') this.inComment = false
    else if (name === 'Visible') this.inVisible = false
    else if (name === 'Row' && this.current() === this.wanted) this.finished.push(this.row)
  }

  text(text: string): void {
    if (this.inData) this.value += text
    const sheet = this.sheets.at(-1)
    if (this.inVisible && sheet && text.includes('Hidden')) sheet.info.hidden = true
  }

  private current(): number {
    return this.sheets.length - 1
  }

  private openCell(attributes: string): void {
    const index = attribute(attributes, 'Index')
    this.column = index ? Number(index) - 1 : this.cellEnd + 1
    const across = Number(attribute(attributes, 'MergeAcross') ?? 0)
    const down = Number(attribute(attributes, 'MergeDown') ?? 0)
    this.cellEnd = this.column + across
    if ((across > 0 || down > 0) && this.wanted < 0) {
      const top = this.row.number - 1
      this.sheets.at(-1)?.merges.push({ top, left: this.column, bottom: top + down, right: this.cellEnd })
    }
    this.formula = attribute(attributes, 'Formula') !== undefined
    this.type = ''
    this.value = ''
  }

  private closeCell(): void {
    if (this.current() !== this.wanted) return
    const cell = this.convert(unescapeXml(this.value))
    if (this.formula) cell.formula = true
    else if (cell.text === '') return
    checkCell(cell.text, this.row.number, this.column, this.limits)
    this.row.cells[this.column] = cell
  }

  private convert(value: string): SheetCell {
    switch (this.type) {
      case 'Number':
        return numberCell(value, 'general', false)
      case 'DateTime':
        return isoDateCell(value)
      case 'Boolean':
        return { text: value === '1' ? 'TRUE' : 'FALSE', kind: 'boolean' }
      case 'Error':
        return { text: value, kind: 'error' }
      case '':
        return { text: '', kind: 'blank' }
      default:
        return textCell(value)
    }
  }
}
