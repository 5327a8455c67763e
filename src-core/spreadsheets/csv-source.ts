import { once } from 'node:events'
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { basename, extname } from 'node:path'
import { Readable } from 'node:stream'
import { type CsvError, parse } from 'csv-parse'
import { textCell } from './cell-values.ts'
import { FileFailure } from './file-failure.ts'
import { checkCell, checkRow, type FileLimits, tooLarge } from './limits.ts'
import type {
  Delimiter,
  RawRow,
  SheetInfo,
  SheetSource,
  TextEncodingName,
  WorkbookSource,
} from './spreadsheet.types.ts'
import { textPieces } from './text-encoding.ts'

/** A CSV or TSV file as a workbook of one sheet, read as a stream. */
export function openCsv(path: string, encoding: TextEncodingName, head: string, limits: FileLimits): WorkbookSource {
  const delimiter = detectDelimiter(head)
  return {
    format: 'csv',
    encoding,
    delimiter,
    notices: [],
    sheets: [new CsvSheet(path, encoding, delimiter, limits)],
    close: () => Promise.resolve(),
  }
}

/** The separator that divides the first lines most often and most evenly; quoted text does not count. */
export function detectDelimiter(head: string): Delimiter {
  const lines = head
    .replace(/"(?:[^"]|"")*"/g, '')
    .split(/\r\n|\n|\r/)
    .filter((line) => line.trim() !== '')
    .slice(0, 30)
  const candidates: Delimiter[] = [',', '\t', ';']
  let best: { delimiter: Delimiter; score: number } = { delimiter: ',', score: 0 }
  for (const delimiter of candidates) {
    const counts = lines.map((line) => line.split(delimiter).length - 1)
    const usual = mostFrequent(counts.filter((count) => count > 0))
    const score = usual * counts.filter((count) => count === usual).length
    if (usual > 0 && score > best.score) best = { delimiter, score }
  }
  return best.delimiter
}

function mostFrequent(counts: number[]): number {
  const tally = new Map<number, number>()
  for (const count of counts) tally.set(count, (tally.get(count) ?? 0) + 1)
  return [...tally].sort((a, b) => b[1] - a[1] || b[0] - a[0])[0]?.[0] ?? 0
}

class CsvSheet implements SheetSource {
  readonly info: SheetInfo
  private readonly path: string
  private readonly encoding: TextEncodingName
  private readonly delimiter: Delimiter
  private readonly limits: FileLimits

  constructor(path: string, encoding: TextEncodingName, delimiter: Delimiter, limits: FileLimits) {
    this.info = { index: 0, name: basename(path, extname(path)), hidden: false }
    this.path = path
    this.encoding = encoding
    this.delimiter = delimiter
    this.limits = limits
  }

  merges(): Promise<[]> {
    return Promise.resolve([])
  }

  async *rows(): AsyncGenerator<RawRow> {
    const size = (await stat(this.path)).size
    const file = createReadStream(this.path, { highWaterMark: 1 << 16 })
    const parser = parse({
      delimiter: this.delimiter,
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: false,
      // An open quote would otherwise swallow the rest of the file into one cell.
      max_record_size: this.limits.cellCharacters * 16,
    })
    const source = Readable.from(this.texts(file), { objectMode: true })
    source.on('error', (error) => parser.destroy(error))
    source.pipe(parser)
    let number = 0
    try {
      for await (const record of parser) {
        number += 1
        checkRow(number, this.limits)
        yield { number, cells: this.cells(record as string[], number), progress: size > 0 ? file.bytesRead / size : 1 }
      }
    } catch (error) {
      throw this.failure(error, number + 1)
    } finally {
      source.destroy()
      file.destroy()
      // The handle is closed in another thread: whoever is told of a failure may want to delete or replace the file at once.
      if (!file.closed) await once(file, 'close')
    }
  }

  private async *texts(file: AsyncIterable<Buffer>): AsyncGenerator<string> {
    const pieces = textPieces(this.encoding)
    for await (const chunk of file) {
      const text = pieces.decode(chunk)
      if (text !== '') yield text
    }
    const rest = pieces.end()
    if (rest !== '') yield rest
  }

  private cells(record: string[], row: number): RawRow['cells'] {
    const cells: RawRow['cells'] = []
    for (const [column, written] of record.entries()) {
      const text = unguard(written)
      if (text === '') continue
      checkCell(text, row, column, this.limits)
      cells[column] = textCell(text)
    }
    return cells
  }

  private failure(error: unknown, row: number): unknown {
    if (error instanceof FileFailure) return error
    const code = error instanceof Error && 'code' in error ? (error as CsvError).code : ''
    if (code === 'CSV_MAX_RECORD_SIZE') return tooLarge('cell', this.limits.cellCharacters, { row })
    return error
  }
}

/** Exporting systems keep ID numbers whole in a CSV file by ="6101…" or a tab; neither belongs to the value. */
function unguard(text: string): string {
  const formula = /^="(.*)"$/s.exec(text)
  return (formula?.[1] ?? text).replace(/^\t+|\t+$/g, '')
}
