import { FileFailure } from './file-failure.ts'

/** Bounds on what is read at all. Row, column and cell bounds are those of XLSX (ECMA-376 as implemented by Excel), columns narrower. */
export interface FileLimits {
  fileBytes: number
  /** Formats that can only be read as a whole (.xls, HTML). */
  wholeFileBytes: number
  zipEntries: number
  /** Bytes after inflating, all parts of a workbook together. */
  inflatedBytes: number
  /** Inflated bytes per packed byte… */
  inflatedRatio: number
  /** …counted only above this size, since small blank sheets pack extremely well. */
  ratioFloorBytes: number
  rows: number
  columns: number
  cellCharacters: number
  /** Heap of the reading thread. */
  heapMegabytes: number
}

const MB = 1024 * 1024

export const defaultLimits: FileLimits = {
  fileBytes: 200 * MB,
  wholeFileBytes: 64 * MB,
  zipEntries: 10_000,
  inflatedBytes: 600 * MB,
  inflatedRatio: 200,
  ratioFloorBytes: 16 * MB,
  rows: 1_048_576,
  columns: 512,
  cellCharacters: 32_767,
  heapMegabytes: 1024,
}

/** Refuses a file by its size alone, before a byte of it is read. */
export function checkFileSize(sizeBytes: number, limits: FileLimits): void {
  if (sizeBytes === 0) throw new FileFailure('file/empty')
  if (sizeBytes > limits.fileBytes) throw tooLarge('file', Math.floor(limits.fileBytes / MB))
}

/** Refuses a file whose format has to be held in memory as a whole. */
export function checkWholeFileSize(sizeBytes: number, limits: FileLimits): void {
  if (sizeBytes > limits.wholeFileBytes) throw tooLarge('file', Math.floor(limits.wholeFileBytes / MB))
}

/** Row and column are 1-based; `column` is 0-based. */
export function checkCell(text: string, row: number, column: number, limits: FileLimits): void {
  if (!(column >= 0)) throw new FileFailure('file/unreadable')
  if (column >= limits.columns) throw tooLarge('columns', limits.columns, { row })
  if (text.length > limits.cellCharacters) {
    throw tooLarge('cell', limits.cellCharacters, { row, column: columnLetter(column) })
  }
}

export function checkRow(row: number, limits: FileLimits): void {
  if (!(row >= 1)) throw new FileFailure('file/unreadable')
  if (row > limits.rows) throw tooLarge('rows', limits.rows)
}

/** `max` is in MB for 'file', 'unpacked' and 'memory', else a count. */
export function tooLarge(
  limit: 'file' | 'unpacked' | 'rows' | 'columns' | 'cell' | 'memory',
  max: number,
  where: { row?: number; column?: string } = {},
): FileFailure {
  return new FileFailure('file/too-large', { limit, max, ...where })
}

/** 0 -> 'A', 26 -> 'AA'. */
export function columnLetter(index: number): string {
  let rest = index + 1
  let letters = ''
  while (rest > 0) {
    const digit = (rest - 1) % 26
    letters = String.fromCharCode(65 + digit) + letters
    rest = Math.floor((rest - 1) / 26)
  }
  return letters
}

/** Counts what really comes out of a packed stream, whatever its directory promised. */
export class InflatedBudget {
  private total = 0
  private readonly limits: FileLimits

  constructor(limits: FileLimits) {
    this.limits = limits
  }

  /** One part's meter; `packedBytes` as found in the archive. A part read twice is counted once (its largest pass). */
  part(packedBytes: number): InflatedMeter {
    let counted = 0
    return {
      pass: () => {
        let seen = 0
        return (bytes: number) => {
          seen += bytes
          if (seen > counted) {
            this.total += seen - counted
            counted = seen
          }
          if (this.isSuspicious(seen, packedBytes)) throw new FileFailure('file/zip-bomb')
          if (this.total > this.limits.inflatedBytes) {
            throw tooLarge('unpacked', Math.floor(this.limits.inflatedBytes / MB))
          }
        }
      },
    }
  }

  /** True where the size is no longer explained by ordinary text that packs well. */
  isSuspicious(inflated: number, packed: number): boolean {
    return inflated > this.limits.ratioFloorBytes && inflated > packed * this.limits.inflatedRatio
  }
}

export interface InflatedMeter {
  pass(): (bytes: number) => void
}
