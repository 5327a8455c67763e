import type { Content, TDocumentDefinitions } from './pdfmake-types.ts'
import type { PrintLine, PrintModel } from './print-model.ts'

const ink = '#1f2933'
const quiet = '#52606d'
const rule = '#9aa5b1'

/** An entry on A4 portrait as a form: station and number on every page, label and value in ruled cells, page x/y at the foot. */
export function entryDocument(model: PrintModel): TDocumentDefinitions {
  return {
    pageSize: 'A4',
    pageMargins: [48, 72, 48, 56],
    info: { title: `${model.title} ${model.number}`, creator: 'Beatbook', producer: 'Beatbook' },
    defaultStyle: { font: 'NotoSansSC', fontSize: 10.5, color: ink, lineHeight: 1.15 },
    header: {
      margin: [48, 28, 48, 0],
      columns: [
        { text: model.station, fontSize: 9, color: quiet },
        { text: model.number, fontSize: 9, color: quiet, alignment: 'right' },
      ],
    },
    footer: (page, pages) => ({
      margin: [48, 16, 48, 0],
      columns: [
        { text: model.title, fontSize: 9, color: quiet },
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
      { text: model.title, fontSize: 18, bold: true, alignment: 'center', margin: [0, 0, 0, 8] },
      { columns: model.facts.map((fact) => factOf(fact)), margin: [0, 0, 0, 10] },
      ...model.sections.flatMap((section) => sectionOf(section.title, section.lines)),
      signaturesOf(model.signatures),
    ],
  }
}

function factOf(fact: PrintLine): Content {
  return { text: [{ text: `${fact.label} `, color: quiet }, fact.value], fontSize: 9.5 }
}

function sectionOf(title: string, lines: readonly PrintLine[]): Content[] {
  return [
    { text: title, bold: true, fontSize: 11.5, margin: [0, 10, 0, 4] },
    {
      table: { widths: [84, '*', 84, '*'], body: rowsOf(lines), dontBreakRows: false },
      layout: {
        hLineWidth: () => 0.6,
        vLineWidth: () => 0.6,
        hLineColor: () => rule,
        vLineColor: () => rule,
        paddingTop: () => 5,
        paddingBottom: () => 5,
      },
    },
  ]
}

type Cell = Content | Record<string, never>

/** Two fields a row; a wide one takes a row of its own, and so does one whose neighbour is wide. */
function rowsOf(lines: readonly PrintLine[]): Cell[][] {
  const rows: Cell[][] = []
  let waiting: PrintLine | undefined
  const whole = (line: PrintLine): void => {
    rows.push([label(line), { ...value(line), colSpan: 3 }, {}, {}])
  }
  for (const line of lines) {
    if (line.wide) {
      if (waiting !== undefined) whole(waiting)
      waiting = undefined
      whole(line)
    } else if (waiting === undefined) {
      waiting = line
    } else {
      rows.push([label(waiting), value(waiting), label(line), value(line)])
      waiting = undefined
    }
  }
  if (waiting !== undefined) whole(waiting)
  return rows
}

function label(line: PrintLine): Content {
  return { text: line.label, color: quiet, fillColor: '#f5f7fa' }
}

function value(line: PrintLine): { text: string; preserveLeadingSpaces: boolean } {
  return { text: line.value === '' ? '　' : line.value, preserveLeadingSpaces: true }
}

function signaturesOf(signatures: readonly string[]): Content {
  return {
    margin: [0, 36, 0, 0],
    columns: signatures.map((text) => ({ text: `${text}：________________`, color: quiet })),
    unbreakable: true,
  }
}
