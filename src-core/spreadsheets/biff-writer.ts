import { CFB } from '@e965/xlsx'

/** A value of a BIFF cell; `format` picks one of `biffFormats`. */
export type BiffCell = { text: string } | { number: number; format: BiffFormat } | { flag: boolean } | undefined
export type BiffFormat = 'general' | 'date' | 'datetime'

export interface BiffSheet {
  name: string
  hidden: boolean
  /** Column widths in characters. */
  widths: number[]
  rows: BiffCell[][]
}

/** Format codes of dates have numbers above the built-in ones. */
const formatCodes: Record<BiffFormat, { id: number; code: string }> = {
  general: { id: 0, code: 'General' },
  date: { id: 164, code: 'yyyy-mm-dd' },
  datetime: { id: 165, code: 'yyyy-mm-dd hh:mm' },
}
/** The first 16 formats of a workbook are its styles; cells use those after them. */
const cellFormat = { general: 16, text: 17, date: 18, datetime: 19 }
const textFormatId = 49

/** A workbook in the format of Excel 97 to 2003 ([MS-XLS], BIFF8) as a compound file. */
export function biffWorkbook(sheets: BiffSheet[]): Buffer {
  const strings = new SharedStrings()
  const bodies = sheets.map((sheet, index) => sheetStream(sheet, strings, index === 0))
  const head = globalsHead()
  const tail = [...strings.records(), record(0x000a, [])]
  const boundSheetBytes = sheets.reduce((sum, sheet) => sum + 4 + 8 + sheet.name.length * 2, 0)
  let offset = size(head) + boundSheetBytes + size(tail)
  const bound: Buffer[] = []
  for (const [index, sheet] of sheets.entries()) {
    bound.push(boundSheet(sheet, offset))
    offset += bodies[index]?.length ?? 0
  }
  const file = CFB.utils.cfb_new() as object
  CFB.utils.cfb_add(file, '/Workbook', Buffer.concat([...head, ...bound, ...tail, ...bodies]))
  return CFB.write(file, { type: 'buffer' }) as Buffer
}

function globalsHead(): Buffer[] {
  const dateFormats = [formatCodes.date, formatCodes.datetime].map(({ id, code }) =>
    record(0x041e, [u16(id), unicode(code, 2)]),
  )
  const styles = Array.from({ length: 16 }, () => extendedFormat(0, true))
  const cells = [0, textFormatId, formatCodes.date.id, formatCodes.datetime.id].map((id) => extendedFormat(id, false))
  return [
    record(0x0809, [u16(0x0600), u16(0x0005), u16(0x0dbb), u16(0x07cc), u32(0), u32(6)]),
    record(0x0042, [u16(1200)]),
    record(0x003d, [u16(0), u16(0), u16(0x4000), u16(0x2000), u16(0x38), u16(0), u16(0), u16(1), u16(600)]),
    record(0x0022, [u16(0)]),
    // Five fonts, since programs skip the number 4.
    ...Array.from({ length: 5 }, font),
    ...dateFormats,
    ...styles,
    ...cells,
    record(0x0293, [u16(0x8000), Buffer.from([0, 0xff])]),
  ]
}

function font(): Buffer {
  return record(0x0031, [
    u16(220),
    u16(0),
    u16(0x7fff),
    u16(400),
    u16(0),
    Buffer.from([0, 0, 134, 0]),
    unicode('宋体', 1),
  ])
}

function extendedFormat(formatId: number, isStyle: boolean): Buffer {
  const parent = isStyle ? 0xfff5 : 0x0001
  const flags = isStyle ? 0xf4 : 0x04
  return record(0x00e0, [
    u16(0),
    u16(formatId),
    u16(parent),
    Buffer.from([0x20, 0, 0, flags]),
    u32(0),
    u32(0),
    u16(0x20c0),
  ])
}

function boundSheet(sheet: BiffSheet, offset: number): Buffer {
  return record(0x0085, [u32(offset), Buffer.from([sheet.hidden ? 1 : 0, 0]), unicode(sheet.name, 1)])
}

function sheetStream(sheet: BiffSheet, strings: SharedStrings, first: boolean): Buffer {
  const width = sheet.rows.reduce((widest, row) => Math.max(widest, row.length), 0)
  const chunks = [
    record(0x0809, [u16(0x0600), u16(0x0010), u16(0x0dbb), u16(0x07cc), u32(0), u32(6)]),
    ...sheet.widths.map((characters, at) =>
      record(0x007d, [u16(at), u16(at), u16(Math.round(characters * 256)), u16(15), u16(0), u16(0)]),
    ),
    record(0x0200, [u32(0), u32(sheet.rows.length), u16(0), u16(width), u16(0)]),
  ]
  for (const [row, cells] of sheet.rows.entries()) chunks.push(rowCells(row, cells, strings))
  chunks.push(record(0x023e, [u16(first ? 0x06b6 : 0x00b6), u16(0), u16(0), u32(0x40), u16(0), u16(0), u32(0)]))
  chunks.push(record(0x000a, []))
  return Buffer.concat(chunks)
}

/** All cells of a row in one buffer: a buffer for each cell would cost gigabytes over a large sheet. */
function rowCells(row: number, cells: BiffCell[], strings: SharedStrings): Buffer {
  const buffer = Buffer.alloc(cells.length * 18)
  let at = 0
  const start = (type: number, length: number, column: number, format: number): void => {
    buffer.writeUInt16LE(type, at)
    buffer.writeUInt16LE(length, at + 2)
    buffer.writeUInt16LE(row, at + 4)
    buffer.writeUInt16LE(column, at + 6)
    buffer.writeUInt16LE(format, at + 8)
  }
  for (const [column, cell] of cells.entries()) {
    if (!cell) continue
    if ('text' in cell) {
      start(0x00fd, 10, column, cellFormat.text)
      buffer.writeUInt32LE(strings.index(cell.text), at + 10)
      at += 14
    } else if ('flag' in cell) {
      start(0x0205, 8, column, cellFormat.general)
      buffer.writeUInt8(cell.flag ? 1 : 0, at + 10)
      at += 12
    } else {
      start(0x0203, 14, column, cellFormat[cell.format])
      buffer.writeDoubleLE(cell.number, at + 10)
      at += 18
    }
  }
  return buffer.subarray(0, at)
}

const longestRecord = 8224

/** The shared strings and their records: what does not fit into one goes on in CONTINUE records ([MS-XLS] 2.4.265). */
class SharedStrings {
  private readonly indexes = new Map<string, number>()
  private count = 0

  index(text: string): number {
    this.count += 1
    const known = this.indexes.get(text)
    if (known !== undefined) return known
    this.indexes.set(text, this.indexes.size)
    return this.indexes.size - 1
  }

  records(): Buffer[] {
    const records: Buffer[] = []
    let current: Buffer[] = [u32(this.count), u32(this.indexes.size)]
    let used = 8
    const flush = (): void => {
      records.push(record(records.length === 0 ? 0x00fc : 0x003c, current))
      current = []
      used = 0
    }
    for (const text of this.indexes.keys()) {
      // A string's head and its first character stay together.
      if (used + 5 > longestRecord) flush()
      current.push(u16(text.length), Buffer.from([1]))
      used += 3
      let from = 0
      while (from < text.length) {
        const fits = Math.min(text.length - from, (longestRecord - used) >> 1)
        const piece = Buffer.from(text.slice(from, from + fits), 'utf16le')
        current.push(piece)
        used += piece.length
        from += fits
        if (from >= text.length) break
        flush()
        // The continued characters begin with their width again.
        current.push(Buffer.from([1]))
        used = 1
      }
    }
    flush()
    return records
  }
}

function record(type: number, parts: Buffer[]): Buffer {
  const body = Buffer.concat(parts)
  return Buffer.concat([u16(type), u16(body.length), body])
}

/** A string of two-byte characters with its length in one or two bytes. */
function unicode(text: string, lengthBytes: 1 | 2): Buffer {
  const length = lengthBytes === 1 ? Buffer.from([text.length]) : u16(text.length)
  return Buffer.concat([length, Buffer.from([1]), Buffer.from(text, 'utf16le')])
}

function u16(value: number): Buffer {
  const buffer = Buffer.alloc(2)
  buffer.writeUInt16LE(value)
  return buffer
}

function u32(value: number): Buffer {
  const buffer = Buffer.alloc(4)
  buffer.writeUInt32LE(value)
  return buffer
}

function size(buffers: Buffer[]): number {
  return buffers.reduce((sum, buffer) => sum + buffer.length, 0)
}
