import { templateLimits } from '../../../../src-contract/features/returns.contract.ts'
import type { CellRange, TemplateCell, TemplateSheet } from '../../../../src-contract/features/returns.shapes.ts'
import { cellIndex, cellName } from '../../../../src-domain/returns/cell-names.ts'
import { shiftFormula } from '../../../../src-domain/returns/formula.ts'
import { inputsOf } from '../../../../src-domain/returns/inputs.ts'
import { numberCell } from '../../../spreadsheets/cell-values.ts'
import { tooLarge } from '../../../spreadsheets/limits.ts'
import { scanPart } from '../../../spreadsheets/xlsx-parts.ts'
import { parseRange, type XlsxShared } from '../../../spreadsheets/xlsx-sheet.ts'
import { attribute, unescapeOoxml, unescapeXml, type XmlHandler } from '../../../spreadsheets/xml-tokens.ts'
import type { ZipParts } from '../../../spreadsheets/zip-parts.ts'
import type { CellLook } from './cell-looks.ts'

export type SheetContext = XlsxShared & { readonly cellLooks: readonly CellLook[] }

/** Characters of a column of the width that spreadsheet programs give it when a file says nothing. */
const usualWidth = 9

/** One visible sheet as the screen draws it. Errors: file/too-large {rows | columns}, file/unreadable. */
export async function readSheetLayout(
  zip: ZipParts,
  part: string,
  name: string,
  context: SheetContext,
): Promise<TemplateSheet> {
  const handler = new LayoutHandler(context)
  await scanPart(zip, part, handler)
  return handler.sheet(name)
}

type Shared = { readonly formula: string; readonly row: number; readonly column: number }

class LayoutHandler implements XmlHandler {
  readonly #context: SheetContext
  readonly #cells: (TemplateCell & { readonly row: number; readonly column: number })[] = []
  readonly #merges: CellRange[] = []
  readonly #columnWidths: { readonly min: number; readonly max: number; readonly width: number }[] = []
  readonly #sharedFormulas = new Map<string, Shared>()
  #defaultWidth = usualWidth
  #row = -1
  #column = -1
  #type = 'n'
  #style = 0
  #value = ''
  #hasValue = false
  #formula: string | null = null
  #formulaAttributes = ''
  #collecting: 'value' | 'formula' | null = null
  #phonetic = false

  constructor(context: SheetContext) {
    this.#context = context
  }

  open(name: string, attributes: string): void {
    switch (name) {
      case 'sheetFormatPr':
        this.#defaultWidth = Number(attribute(attributes, 'defaultColWidth') ?? usualWidth)
        break
      case 'col':
        this.#columnWidths.push({
          min: Number(attribute(attributes, 'min')) - 1,
          max: Number(attribute(attributes, 'max')) - 1,
          width: Number(attribute(attributes, 'width') ?? this.#defaultWidth),
        })
        break
      case 'row':
        this.#row = Number(attribute(attributes, 'r') ?? this.#row + 2) - 1
        this.#column = -1
        break
      case 'c':
        this.#openCell(attributes)
        break
      case 'f':
        this.#formula = ''
        this.#formulaAttributes = attributes
        this.#collecting = 'formula'
        break
      case 'v':
      case 't':
        if (this.#phonetic) break
        this.#hasValue = true
        this.#collecting = 'value'
        break
      case 'rPh':
        this.#phonetic = true
        break
      case 'mergeCell': {
        const range = parseRange(attribute(attributes, 'ref') ?? '')
        if (range !== undefined) this.#merges.push(range)
        break
      }
      default:
    }
  }

  close(name: string): void {
    if (name === 'c') this.#closeCell()
    else if (name === 'f' || name === 'v' || name === 't') this.#collecting = null
    else if (name === 'rPh') this.#phonetic = false
  }

  text(text: string): void {
    if (this.#collecting === 'value') this.#value += text
    else if (this.#collecting === 'formula') this.#formula = (this.#formula ?? '') + text
  }

  sheet(name: string): TemplateSheet {
    const content = this.#cells.filter((cell) => cell.kind !== 'blank')
    const last = (values: readonly number[]): number => values.reduce((most, value) => Math.max(most, value + 1), 0)
    const contentRows = last(content.map((cell) => cell.row))
    const contentColumns = last(content.map((cell) => cell.column))
    if (contentRows > templateLimits.rows) throw tooLarge('rows', templateLimits.rows)
    if (contentColumns > templateLimits.columns) throw tooLarge('columns', templateLimits.columns)
    // Lines that somebody drew down to the end of the sheet are not followed there.
    const rows = Math.min(last(this.#cells.map((cell) => cell.row)), templateLimits.rows, contentRows + 60)
    const columns = Math.min(last(this.#cells.map((cell) => cell.column)), templateLimits.columns, contentColumns + 20)
    const cells = this.#cells
      .filter((cell) => cell.row < rows && cell.column < columns)
      .map(({ row: _row, column: _column, ...cell }) => cell)
    const parts = { rows, columns, merges: this.#merges.filter(({ top, left }) => top < rows && left < columns), cells }
    return { name, hidden: false, widths: this.#widths(columns), ...parts, inputs: inputsOf(parts) }
  }

  #widths(columns: number): number[] {
    return Array.from({ length: columns }, (_, column) => {
      const found = this.#columnWidths.find(({ min, max }) => min <= column && column <= max)
      return Math.round((found?.width ?? this.#defaultWidth) * 10) / 10
    })
  }

  #openCell(attributes: string): void {
    const place = cellIndex(attribute(attributes, 'r') ?? '')
    this.#column = place?.column ?? this.#column + 1
    this.#type = attribute(attributes, 't') ?? 'n'
    this.#style = Number(attribute(attributes, 's') ?? 0)
    this.#value = ''
    this.#hasValue = false
    this.#formula = null
    this.#formulaAttributes = ''
    this.#collecting = null
    this.#phonetic = false
  }

  #closeCell(): void {
    const look = this.#context.cellLooks[this.#style] ?? { bold: false, border: false, percent: false, align: null }
    const formula = this.#formulaOf()
    const { kind, text } = this.#converted()
    if (formula === null && kind === 'blank' && !look.border) return
    const place = { row: this.#row, column: this.#column }
    this.#cells.push({
      ...place,
      ...look,
      cell: cellName(place),
      kind: formula === null ? kind : 'formula',
      text: text.slice(0, 2000),
      formula,
    })
  }

  #formulaOf(): string | null {
    if (this.#formula === null) return null
    const formula = unescapeXml(this.#formula)
    const id = attribute(this.#formulaAttributes, 'si')
    if (attribute(this.#formulaAttributes, 't') !== 'shared' || id === undefined) return formula
    const first = this.#sharedFormulas.get(id)
    if (first !== undefined && formula === '')
      return shiftFormula(first.formula, this.#row - first.row, this.#column - first.column)
    this.#sharedFormulas.set(id, { formula, row: this.#row, column: this.#column })
    return formula
  }

  #converted(): { kind: 'blank' | 'text' | 'number' | 'date'; text: string } {
    const value = unescapeXml(this.#value)
    if (!this.#hasValue || value === '') return { kind: 'blank', text: '' }
    switch (this.#type) {
      case 's': {
        const text = this.#context.strings[Number(value)] ?? ''
        return { kind: text.trim() === '' ? 'blank' : 'text', text }
      }
      case 'str':
      case 'inlineStr': {
        const text = unescapeOoxml(value)
        return { kind: text.trim() === '' ? 'blank' : 'text', text }
      }
      case 'b':
      case 'e':
        return { kind: 'text', text: value }
      case 'd':
        return { kind: 'date', text: value.slice(0, 10) }
      default: {
        const cell = numberCell(value, this.#context.looks[this.#style] ?? 'general', this.#context.date1904)
        return { kind: cell.kind === 'date' ? 'date' : 'number', text: cell.text }
      }
    }
  }
}
