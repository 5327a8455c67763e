export type CellIndex = { readonly row: number; readonly column: number }

/** `C5` -> row 4, column 2; undefined for what is no cell of a spreadsheet (A1 to XFD1048576). `$` signs are allowed. */
export function cellIndex(name: string): CellIndex | undefined {
  const found = /^\$?([A-Z]{1,3})\$?([1-9]\d{0,6})$/.exec(name)
  if (found === null) return undefined
  let column = 0
  for (const letter of found[1] ?? '') column = column * 26 + letter.charCodeAt(0) - 64
  const row = Number(found[2])
  return column > 16_384 || row > 1_048_576 ? undefined : { row: row - 1, column: column - 1 }
}

/** Row 4, column 2 -> `C5`. */
export function cellName({ row, column }: CellIndex): string {
  return `${columnLetters(column)}${row + 1}`
}

/** 0 -> `A`, 26 -> `AA`. */
export function columnLetters(column: number): string {
  let letters = ''
  for (let rest = column + 1; rest > 0; rest = Math.floor((rest - 1) / 26)) {
    letters = String.fromCharCode(65 + ((rest - 1) % 26)) + letters
  }
  return letters
}
