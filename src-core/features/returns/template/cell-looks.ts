import { scanPart } from '../../../spreadsheets/xlsx-parts.ts'
import { attribute } from '../../../spreadsheets/xml-tokens.ts'
import type { ZipParts } from '../../../spreadsheets/zip-parts.ts'

/** As much of a cell's style as the screen shows. */
export type CellLook = {
  readonly bold: boolean
  readonly border: boolean
  readonly percent: boolean
  readonly align: 'start' | 'center' | 'end' | null
}

const sides = new Set(['left', 'right', 'top', 'bottom'])
const aligned: Readonly<Record<string, CellLook['align']>> = {
  left: 'start',
  center: 'center',
  centerContinuous: 'center',
  distributed: 'center',
  right: 'end',
}

/** 0% and 0.00% (ECMA-376 18.8.30). */
const builtInPercents = ['9', '10']

/** The looks of a workbook's cell styles, by style index. */
export async function readCellLooks(zip: ZipParts, part: string): Promise<CellLook[]> {
  const bold: boolean[] = []
  const border: boolean[] = []
  const looks: { bold: boolean; border: boolean; percent: boolean; align: CellLook['align'] }[] = []
  const percents = new Set(builtInPercents)
  let inside = ''
  await scanPart(zip, part, {
    open(name, attributes) {
      if (name === 'fonts' || name === 'borders' || name === 'cellXfs' || name === 'dxfs') inside = name
      else if (name === 'numFmt' && (attribute(attributes, 'formatCode') ?? '').includes('%'))
        percents.add(attribute(attributes, 'numFmtId') ?? '')
      else if (inside === 'fonts' && name === 'font') bold.push(false)
      else if (inside === 'fonts' && name === 'b') bold[bold.length - 1] = attribute(attributes, 'val') !== '0'
      else if (inside === 'borders' && name === 'border') border.push(false)
      else if (inside === 'borders' && sides.has(name)) {
        const style = attribute(attributes, 'style')
        if (style !== undefined && style !== 'none') border[border.length - 1] = true
      } else if (inside === 'cellXfs' && name === 'xf') {
        const font = Number(attribute(attributes, 'fontId') ?? 0)
        const percent = percents.has(attribute(attributes, 'numFmtId') ?? '')
        const line = Number(attribute(attributes, 'borderId') ?? 0)
        looks.push({ bold: bold[font] ?? false, border: border[line] ?? false, percent, align: null })
      } else if (inside === 'cellXfs' && name === 'alignment') {
        const last = looks.at(-1)
        if (last !== undefined) last.align = aligned[attribute(attributes, 'horizontal') ?? ''] ?? null
      }
    },
    close(name) {
      if (name === inside) inside = ''
    },
    text: () => undefined,
  })
  return looks
}
