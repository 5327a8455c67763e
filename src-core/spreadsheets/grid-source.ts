import type { MergeRange, RawRow, SheetCell, SheetInfo, SheetSource } from './spreadsheet.types.ts'

/** A sheet that its reader could only load as a whole. */
export class GridSheet implements SheetSource {
  readonly info: SheetInfo
  private readonly grid: (SheetCell | undefined)[][]
  private readonly ranges: MergeRange[]

  constructor(info: SheetInfo, grid: (SheetCell | undefined)[][], ranges: MergeRange[]) {
    this.info = info
    this.grid = grid
    this.ranges = ranges
  }

  merges(): Promise<MergeRange[]> {
    return Promise.resolve(this.ranges)
  }

  async *rows(): AsyncGenerator<RawRow> {
    for (let index = 0; index < this.grid.length; index += 1) {
      // A copy, since readers fill merged cells in and the grid is read again.
      yield { number: index + 1, cells: (this.grid[index] ?? []).slice(), progress: (index + 1) / this.grid.length }
    }
  }
}
