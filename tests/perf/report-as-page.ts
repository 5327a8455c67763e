import { pathToFileURL } from 'node:url'
import type { Content, TDocumentDefinitions, Vector } from '../../src-core/features/reports/pdfmake-types.ts'
import type { FontFiles } from '../../src-core/features/reports/font-files.ts'

type Styled = Exclude<Content, string>

/** A report's document as a page of the same texts, tables, charts and fonts, for a browser to lay out and print. */
export function pageOf(document: TDocumentDefinitions, fonts: FontFiles): string {
  const face = (file: string, weight: number): string =>
    `@font-face { font-family: Print; font-weight: ${weight}; src: url("${pathToFileURL(file).href}") }`
  const { fontSize, color, lineHeight } = document.defaultStyle
  return `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>${escaped(document.info.title)}</title><style>
    ${face(fonts.normal, 400)} ${face(fonts.bold, 700)}
    body { margin: 0; font: ${fontSize}pt/${lineHeight} Print; color: ${color} }
    table { width: 100%; border-collapse: collapse; page-break-inside: auto } tr { page-break-inside: avoid }
    td { border: .6pt solid #9aa5b1; padding: 3pt 4pt; vertical-align: top } .columns { display: flex } .columns > div { flex: 1 }
    .whole { page-break-inside: avoid } .pre { white-space: pre-wrap }
    </style></head><body>${document.content.map(elementOf).join('')}</body></html>`
}

/** Header and footer of its pages, as the browser's print takes them. */
export function marginsOf(document: TDocumentDefinitions): { header: string; footer: string } {
  const small = (content: Content): string =>
    `<div style="font-size:7pt;width:100%;margin:0 48pt">${elementOf(content)}</div>`
  const numbered = small(document.footer(1, 1)).replace(
    '>1/1<',
    '><span class="pageNumber"></span>/<span class="totalPages"></span><',
  )
  return { header: small(document.header), footer: numbered }
}

function elementOf(content: Content): string {
  if (typeof content === 'string') return escaped(content)
  const style = styleOf(content)
  const whole = content.unbreakable === true ? ' class="whole"' : ''
  if (content.svg !== undefined) return `<div style="${style}">${content.svg}</div>`
  if (content.canvas !== undefined) return `<div style="${style}">${drawn(content.canvas)}</div>`
  if (content.stack)
    return `<div${whole} style="${style}">${content.stack.map((one) => `<div>${elementOf(one)}</div>`).join('')}</div>`
  if (content.columns)
    return `<div class="columns" style="${style}">${content.columns.map((one) => `<div>${elementOf(one)}</div>`).join('')}</div>`
  if (content.table) return `<div${whole} style="${style}">${tableOf(content.table)}</div>`
  const text = typeof content.text === 'object' ? content.text.map(inlineOf).join('') : escaped(content.text ?? '')
  return `<div class="pre" style="${style}">${text}</div>`
}

function drawn(vectors: readonly Vector[]): string {
  const most = (of: (vector: Vector) => number): number => Math.max(...vectors.map(of))
  const width = most((one) => (one.type === 'rect' ? one.x + one.w : Math.max(one.x1, one.x2)))
  const height = most((one) => (one.type === 'rect' ? one.y + one.h : Math.max(one.y1, one.y2)))
  const shapes = vectors.map((one) =>
    one.type === 'rect'
      ? `<rect x="${one.x}" y="${one.y}" width="${one.w}" height="${one.h}" fill="${one.color}"/>`
      : `<line x1="${one.x1}" y1="${one.y1}" x2="${one.x2}" y2="${one.y2}" stroke="${one.lineColor}" stroke-width="${one.lineWidth}"/>`,
  )
  return `<svg width="${width}pt" height="${height}pt" viewBox="0 0 ${width} ${height}">${shapes.join('')}</svg>`
}

function inlineOf(content: Content): string {
  if (typeof content === 'string') return escaped(content)
  const inner = typeof content.text === 'object' ? content.text.map(inlineOf).join('') : escaped(content.text ?? '')
  return `<span style="${styleOf(content)}">${inner}</span>`
}

function tableOf({ widths, body, headerRows = 0 }: NonNullable<Styled['table']>): string {
  const columns = widths.map((width) => `<col${typeof width === 'number' ? ` style="width:${width}pt"` : ''}>`).join('')
  const rows = body.map((row) => {
    let covered = 0
    const cells = (row as Content[]).flatMap((cell) => {
      if (covered > 0) {
        covered -= 1
        return []
      }
      const span = typeof cell === 'string' ? 1 : (cell.colSpan ?? 1)
      covered = span - 1
      const fill =
        typeof cell === 'string' || cell.fillColor === undefined ? '' : ` style="background:${cell.fillColor}"`
      return [`<td colspan="${span}"${fill}>${elementOf(cell)}</td>`]
    })
    return `<tr>${cells.join('')}</tr>`
  })
  const [head, rest] = [rows.slice(0, headerRows).join(''), rows.slice(headerRows).join('')]
  return `<table><colgroup>${columns}</colgroup><thead>${head}</thead><tbody>${rest}</tbody></table>`
}

function styleOf(content: Styled): string {
  const { fontSize, bold, color, alignment, lineHeight, margin } = content
  return [
    fontSize === undefined ? '' : `font-size:${fontSize}pt`,
    bold === true ? 'font-weight:700' : '',
    color === undefined ? '' : `color:${color}`,
    alignment === undefined ? '' : `text-align:${alignment}`,
    lineHeight === undefined ? '' : `line-height:${lineHeight}`,
    margin === undefined
      ? ''
      : `margin:${[margin[1], margin[2], margin[3], margin[0]].map((side) => `${side}pt`).join(' ')}`,
  ]
    .filter((part) => part !== '')
    .join(';')
}

function escaped(text: string): string {
  return text.replace(/[&<>]/g, (character) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[character] ?? '')
}
