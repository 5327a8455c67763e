/** Rows of cells as the clipboard carries them between spreadsheets. */
export function tsvOf(rows: readonly (readonly string[])[]): string {
  return rows.map((row) => row.map(cell).join('\t')).join('\n')
}

/** A cell of a TSV row: line breaks and tabs would start new cells, a leading = would become a formula. */
function cell(value: string): string {
  const flat = value.replace(/[\t\r\n]+/g, ' ')
  return /^[=+@]/.test(flat) ? `'${flat}` : flat
}

/**
 * Cells as a spreadsheet puts them on the clipboard: tab between cells, line break between rows, a cell with either of them in double
 * quotes. Rows without any content are left out, and so is the quote that our own copies put before a formula.
 */
export function cellsOf(tsv: string): string[][] {
  const rows: string[][] = []
  let row: string[] = []
  let value = ''
  let quoted = false
  const text = tsv.replace(/\r\n?/g, '\n')
  const endCell = () => {
    row.push(value.replace(/^'(?=[=+@])/, '').trim())
    value = ''
  }
  const endRow = () => {
    endCell()
    if (row.some((one) => one !== '')) rows.push(row)
    row = []
  }
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at]
    if (quoted) {
      if (sign !== '"') value += sign
      else if (text[at + 1] === '"') {
        value += '"'
        at += 1
      } else quoted = false
    } else if (sign === '"' && value === '') quoted = true
    else if (sign === '\t') endCell()
    else if (sign === '\n') endRow()
    else value += sign
  }
  endRow()
  return rows
}
