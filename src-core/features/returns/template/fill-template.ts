import { FileFailure } from '../../../spreadsheets/file-failure.ts'
import { defaultLimits } from '../../../spreadsheets/limits.ts'
import { readXlsxWorkbook } from '../../../spreadsheets/xlsx-parts.ts'
import { findWorkbookPart } from '../../../spreadsheets/xlsx-source.ts'
import { changeCells, type CellChange } from './sheet-xml.ts'
import { YellowStyles } from './yellow-styles.ts'
import { unzip, zip } from './zip-bytes.ts'

/** Changes by sheet name, then by cell name. */
export type SheetChanges = ReadonlyMap<string, ReadonlyMap<string, CellChange>>

/**
 * The template with values in its cells. Only the parts that hold changed cells are written anew, and in them only those cells;
 * whatever else the superior has put into the file goes through untouched. The spreadsheet program is told to work out all formulas
 * when it opens the file. The same values give the same bytes.
 */
export async function fillTemplate(file: Uint8Array, changes: SheetChanges): Promise<Uint8Array<ArrayBuffer>> {
  const parts = await unzip(Buffer.from(file), defaultLimits)
  const workbookPart = findWorkbookPart(parts)
  if (workbookPart === undefined) throw new FileFailure('file/unreadable')
  const workbook = await readXlsxWorkbook(parts, workbookPart)
  const styles = workbook.stylesPart === undefined ? undefined : new YellowStyles(parts.string(workbook.stylesPart))
  const written = new Map<string, string>()
  for (const { name, part } of workbook.sheets) {
    const cells = changes.get(name)
    if (cells === undefined || cells.size === 0) continue
    written.set(part, changeCells(parts.string(part), cells, styles?.of ?? ((style) => style)))
  }
  if (styles !== undefined && workbook.stylesPart !== undefined) {
    const xml = styles.xml()
    if (xml !== parts.string(workbook.stylesPart)) written.set(workbook.stylesPart, xml)
  }
  written.set(workbookPart, workedOutOnOpening(parts.string(workbookPart)))
  return new Uint8Array(zip(parts.with(written).all()))
}

/** Elements that stand before `calcPr` in a workbook part, the last of them first. */
const before = ['definedNames', 'externalReferences', 'functionGroups', 'sheets']

function workedOutOnOpening(xml: string): string {
  const found = /<((?:[\w.-]+:)?)calcPr\b([^>]*?)(\/?)>/.exec(xml)
  if (found !== null) {
    const attributes = (found[2] ?? '').replace(/\sfullCalcOnLoad\s*=\s*(?:"[^"]*"|'[^']*')/, '')
    return xml.replace(found[0], () => `<${found[1]}calcPr${attributes} fullCalcOnLoad="1"${found[3]}>`)
  }
  for (const name of before) {
    const close = new RegExp(`</((?:[\\w.-]+:)?)${name}\\s*>`).exec(xml)
    if (close === null) continue
    const at = close.index + close[0].length
    return `${xml.slice(0, at)}<${close[1]}calcPr fullCalcOnLoad="1"/>${xml.slice(at)}`
  }
  return xml
}
