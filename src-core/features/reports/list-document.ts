import type { ListModel } from './list-model.ts'
import type { TDocumentDefinitions } from './pdfmake-types.ts'

const ink = '#1f2933'
const quiet = '#52606d'
const rule = '#9aa5b1'

/** Width of A4 landscape between the margins, points, less the padding of a cell. */
const usable = 842 - 2 * 36
const padding = 8

/** A list on A4 landscape: station, title and what it is on every page, the header row repeated, page x/y at the foot. */
export function listDocument(model: ListModel): TDocumentDefinitions {
  const all = model.columns.reduce((sum, column) => sum + column.width, 0)
  const room = usable - model.columns.length * padding
  return {
    pageSize: 'A4',
    pageOrientation: 'landscape',
    pageMargins: [36, 62, 36, 44],
    info: { title: model.title, creator: 'Beatbook', producer: 'Beatbook' },
    defaultStyle: { font: 'NotoSansSC', fontSize: 8.5, color: ink, lineHeight: 1.1 },
    header: {
      margin: [36, 24, 36, 0],
      columns: [
        { text: `${model.station}　${model.title}`, fontSize: 9, color: quiet },
        { text: model.about, fontSize: 8, color: quiet, alignment: 'right' },
      ],
    },
    footer: (page, pages) => ({
      margin: [36, 12, 36, 0],
      columns: [
        { text: model.watermark, fontSize: 8, color: quiet },
        { text: `${page}/${pages}`, fontSize: 9, color: quiet, alignment: 'right' },
      ],
    }),
    watermark: {
      text: model.watermark,
      font: 'NotoSansSC',
      color: '#7b8794',
      opacity: 0.13,
      bold: false,
      fontSize: 26,
    },
    content: [
      { text: model.title, fontSize: 15, bold: true, alignment: 'center', margin: [0, 0, 0, 8] },
      {
        table: {
          headerRows: 1,
          dontBreakRows: true,
          widths: model.columns.map((column) => Math.floor((room * column.width) / all)),
          body: [
            model.columns.map((column) => ({ text: column.label, bold: true, fillColor: '#eef1f4' })),
            ...model.rows.map((row) => row.map((text) => ({ text: text === '' ? '　' : text }))),
          ],
        },
        layout: {
          hLineWidth: () => 0.5,
          vLineWidth: () => 0.5,
          hLineColor: () => rule,
          vLineColor: () => rule,
          paddingTop: () => 3,
          paddingBottom: () => 3,
        },
      },
    ],
  }
}
