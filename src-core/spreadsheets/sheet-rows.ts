import type { HeaderColumn, MergeRange, NoticeCode, RawRow, SheetCell, SheetRow } from './spreadsheet.types.ts'

const blank: SheetCell = Object.freeze({ text: '', kind: 'blank' })

/** Turns raw rows into rows under a header, one after another, and remembers what was noticed on the way. */
export class RowShaper {
  readonly notices = new Set<NoticeCode>()
  private readonly columns: HeaderColumn[]
  private readonly merged: MergedColumns

  constructor(columns: HeaderColumn[], merges: MergeRange[], lastHeaderRow: number) {
    this.columns = columns
    this.merged = new MergedColumns(merges, lastHeaderRow)
  }

  /** Undefined for a row without content. */
  shape(row: RawRow): SheetRow | undefined {
    let content = false
    for (const cell of row.cells) {
      if (!cell) continue
      if (cell.formula) this.notices.add(cell.kind === 'blank' ? 'formulas-without-values' : 'formulas-as-values')
      if (cell.damaged) this.notices.add('damaged-numbers')
      if (!content && cell.text.trim() !== '') content = true
    }
    if (!content) return undefined
    if (this.merged.fill(row)) this.notices.add('merged-cells-filled')
    return { row: row.number, cells: this.columns.map((column) => row.cells[column.index] ?? blank) }
  }
}

export function hasContent(row: RawRow): boolean {
  return row.cells.some((cell) => cell !== undefined && cell.text.trim() !== '')
}

/**
 * Cells merged downwards in the data (a building over its rooms) are true of every row they span, but the file holds
 * their value in the first row only.
 */
class MergedColumns {
  private readonly waiting: MergeRange[]
  private active: { bottom: number; column: number; cell: SheetCell }[] = []

  constructor(merges: MergeRange[], lastHeaderRow: number) {
    this.waiting = merges
      .filter((range) => range.bottom > range.top && range.top >= lastHeaderRow)
      .sort((a, b) => b.top - a.top)
  }

  /** True when a cell was filled. */
  fill(row: RawRow): boolean {
    const at = row.number - 1
    if (this.active.length > 0) this.active = this.active.filter((range) => range.bottom >= at)
    let filled = false
    for (const range of this.active) {
      if (row.cells[range.column]) continue
      row.cells[range.column] = range.cell
      filled = true
    }
    for (let next = this.waiting.at(-1); next && next.top <= at; next = this.waiting.at(-1)) {
      this.waiting.pop()
      const cell = row.cells[next.left]
      if (next.top === at && cell) this.active.push({ bottom: next.bottom, column: next.left, cell })
    }
    return filled
  }
}
