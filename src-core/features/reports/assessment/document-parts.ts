import type { OfficerSnapshot, StationSnapshot } from '../../../../src-contract/features/assessment.snapshot.ts'
import type { Drawing, Shape } from '../../../../src-domain/charts/drawing.ts'
import { svgOf, type Palette } from '../../../../src-domain/charts/svg.ts'
import { periodById, periodKind } from '../../../../src-domain/periods/periods.ts'
import { periodWords } from '../../../../src-domain/periods/period-words.ts'
import type { Content, TDocumentDefinitions, Vector } from '../pdfmake-types.ts'
import { shanghaiMinute } from './figures.ts'
import { reportText as words } from './report-text.ts'

export const ink = '#1f2933'
export const quiet = '#52606d'
export const rule = '#9aa5b1'
const shade = '#f1f4f7'
const font = 'NotoSansSC'

/** A4 portrait between the margins, points. */
export const contentWidth = 499

const palette: Palette = {
  ink,
  quiet,
  rule: '#cbd2d9',
  faint: '#e9edf1',
  accent: '#2b6cb0',
  band: '#c9dcf0',
  alert: '#b4232a',
}

export function chart(drawing: Drawing, margin: [number, number, number, number] = [0, 0, 0, 0]): Content {
  const vectors = drawing.shapes.map(vectorOf)
  // Most charts are a few rectangles and lines, hundreds in a quarter's reports: these need no SVG to be read.
  const plain = vectors.filter((vector) => vector !== null)
  if (plain.length === vectors.length) return { canvas: plain, margin }
  return { svg: svgOf(drawing, palette, font), margin }
}

function vectorOf(shape: Shape): Vector | null {
  const color = palette[shape.tone]
  if (shape.kind === 'rect')
    return { type: 'rect', x: shape.at[0], y: shape.at[1], w: shape.width, h: shape.height, color }
  if (shape.kind !== 'line') return null
  const [[x1, y1], [x2, y2]] = [shape.from, shape.to]
  return { type: 'line', x1, y1, x2, y2, lineWidth: shape.width, lineColor: color }
}

type Head = Pick<OfficerSnapshot | StationSnapshot, 'station' | 'period' | 'run'>

/** 2025年第三季度; the id itself for a kind of period that is not known here. */
export function periodName({ kind, id }: Head['period']): string {
  const known = periodKind(kind)
  const period = known && periodById(known, id)
  return known && period ? periodWords(known, period) : id
}

export type Attached = { readonly name: string; readonly text: string; readonly description: string }

/** What every page of a report has: station, title, period and version above; hash, who and when, and page x/y below. */
export function reportDocument(
  head: Head,
  about: { title: string; subject: string; sha256: string; preview: boolean; attached: readonly Attached[] },
  content: Content[],
): TDocumentDefinitions {
  const { run, station } = head
  const frozen = new Date(run.frozenAt)
  const small = { fontSize: 8, color: quiet } as const
  const title = [about.title, about.subject, periodName(head.period)].filter((part) => part !== '').join(' ')
  return {
    pageSize: 'A4',
    pageMargins: [48, 66, 48, 64],
    info: {
      title,
      creator: 'Beatbook',
      producer: 'Beatbook',
      creationDate: frozen,
      keywords: `sha256:${about.sha256}`,
    },
    language: 'zh-CN',
    defaultStyle: { font, fontSize: 9.5, color: ink, lineHeight: 1.2 },
    header: {
      margin: [48, 28, 48, 0],
      stack: [
        {
          columns: [
            { ...small, text: `${station.name}　${about.title}` },
            {
              ...small,
              width: 'auto',
              text: `${periodName(head.period)}　${words.version(run.version)}`,
              alignment: 'right',
            },
          ],
        },
        ruleLine([0, 4, 0, 0]),
      ],
    },
    footer: (page, pages) => ({
      margin: [48, 12, 48, 0],
      stack: [
        ruleLine([0, 0, 0, 4]),
        {
          columns: [
            {
              ...small,
              text: words.produced(`${run.frozenBy.name}（${run.frozenBy.number}）`, shanghaiMinute(run.frozenAt)),
            },
            { ...small, width: 'auto', text: `${page}/${pages}`, alignment: 'right' },
          ],
        },
        { text: `${words.hash}：${about.sha256}`, fontSize: 7, color: quiet, margin: [0, 1, 0, 0] },
      ],
    }),
    ...(about.preview
      ? { watermark: { text: words.preview, font, color: '#7b8794', opacity: 0.14, bold: false, fontSize: 54 } }
      : {}),
    files: Object.fromEntries(
      about.attached.map(({ name, text, description }) => [
        name,
        {
          src: `data:application/json;base64,${Buffer.from(text, 'utf8').toString('base64')}`,
          name,
          description,
          relationship: 'Data',
          creationDate: frozen,
          modifiedDate: frozen,
        },
      ]),
    ),
    content,
  }
}

function ruleLine(margin: [number, number, number, number]): Content {
  return { margin, canvas: [{ type: 'rect', x: 0, y: 0, w: contentWidth, h: 0.6, color: rule }] }
}

export function title(text: string, sub: string): Content {
  return {
    stack: [
      { text, fontSize: 19, bold: true, alignment: 'center', characterSpacing: 1 },
      { text: sub, fontSize: 10.5, color: quiet, alignment: 'center', margin: [0, 2, 0, 10] },
    ],
  }
}

/** A heading that never stands alone at the foot of a page: it is kept with the first block under it. */
export function section(heading: string, first: Content, ...rest: Content[]): Content[] {
  const text: Content = { text: heading, bold: true, fontSize: 12, margin: [0, 12, 0, 5] }
  return [{ stack: [text, first], unbreakable: true }, ...rest]
}

export function note(text: string, margin: [number, number, number, number] = [0, 4, 0, 0]): Content {
  return { text, fontSize: 8.5, color: quiet, margin, lineHeight: 1.3 }
}

export const grid = {
  hLineWidth: () => 0.6,
  vLineWidth: () => 0.6,
  hLineColor: () => rule,
  vLineColor: () => rule,
  paddingTop: () => 4,
  paddingBottom: () => 4,
}

export function heading(text: string, alignment: 'left' | 'center' | 'right' = 'left'): Content {
  return { text, bold: true, fillColor: shade, fontSize: 9, alignment }
}

/** Label and value in ruled cells, two pairs a row. */
export function factsTable(pairs: readonly (readonly [label: string, value: string])[]): Content {
  const cells = pairs.map(([label, value]) => [{ text: label, color: quiet, fillColor: shade }, { text: value }])
  const rows: Content[][] = []
  for (let i = 0; i < cells.length; i += 2)
    rows.push([...(cells[i] ?? []), ...(cells[i + 1] ?? [{ text: '', fillColor: shade }, { text: '' }])])
  return { table: { widths: [72, '*', 72, '*'], body: rows, dontBreakRows: true }, layout: grid }
}
