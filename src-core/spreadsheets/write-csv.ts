import { createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import iconv from 'iconv-lite'
import type { CellValue, WriteColumn } from './write.ts'

export interface WriteCsv {
  columns: WriteColumn[]
  rows: Iterable<CellValue[]> | AsyncIterable<CellValue[]>
  encoding: 'utf-8' | 'utf-8-bom' | 'gb18030' | 'utf-16le'
  delimiter?: ',' | ';' | '\t'
  /**
   * True (the default) for exports of ours: text that a spreadsheet program would take for a formula gets an
   * apostrophe. False writes values as they are, like the exports of other systems.
   */
  inert?: boolean
}

const piece = 64 * 1024

/** Writes a CSV file row by row. Throws when the file can't be written. */
export async function writeCsv(path: string, options: WriteCsv): Promise<void> {
  await pipeline(Readable.from(encoded(options), { objectMode: true }), createWriteStream(path))
}

async function* encoded(options: WriteCsv): AsyncGenerator<Buffer> {
  const encode = encoder(options.encoding)
  if (options.encoding === 'utf-8-bom') yield Buffer.from([0xef, 0xbb, 0xbf])
  if (options.encoding === 'utf-16le') yield Buffer.from([0xff, 0xfe])
  let text = line(
    options.columns.map((column) => column.header),
    options,
  )
  for await (const row of options.rows) {
    text += line(
      options.columns.map((_column, index) => row[index]),
      options,
    )
    if (text.length < piece) continue
    yield encode(text)
    text = ''
  }
  if (text !== '') yield encode(text)
}

function encoder(encoding: WriteCsv['encoding']): (text: string) => Buffer {
  if (encoding === 'gb18030') return (text) => iconv.encode(text, 'gb18030')
  if (encoding === 'utf-16le') return (text) => Buffer.from(text, 'utf16le')
  return (text) => Buffer.from(text, 'utf8')
}

function line(values: CellValue[], options: WriteCsv): string {
  const delimiter = options.delimiter ?? ','
  const inert = options.inert ?? true
  return `${values.map((value) => field(value, delimiter, inert)).join(delimiter)}\r\n`
}

function field(value: CellValue, delimiter: string, inert: boolean): string {
  if (value === null || value === undefined) return ''
  let text = String(value)
  // Full-width forms count, too: spreadsheet programs in Chinese read ＝ as =. A lone dash is only a dash.
  if (inert && typeof value === 'string' && /^[=+\-@\t\r＝＋－＠]/.test(text) && !/^-+$/.test(text)) text = `'${text}`
  return text.includes(delimiter) || /["\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
