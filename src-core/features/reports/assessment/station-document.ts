import { booksById } from '../../../../src-domain/books/books.ts'
import { distribution } from '../../../../src-domain/charts/distribution.ts'
import { axisTo, shownValue, targetOf } from '../../../../src-domain/charts/indicator-bar.ts'
import { funnelPlot } from '../../../../src-domain/charts/funnel-plot.ts'
import { funnelOf, positionIn } from '../../../../src-domain/charts/funnel.ts'
import { indicatorIds, type IndicatorId } from '../../../../src-domain/scoring/scheme.ts'
import type { Content, TDocumentDefinitions } from '../pdfmake-types.ts'
import {
  chart,
  contentWidth,
  factsTable,
  grid,
  heading,
  note,
  periodName,
  quiet,
  reportDocument,
  section,
  title,
} from './document-parts.ts'
import { evaluationSection } from './evaluation-section.ts'
import { amount, percent, shanghaiMinute } from './figures.ts'
import { reportText } from './report-text.ts'
import type { StationReport } from './station-report.ts'

const words = reportText.station
const half = 242

/** The station's report: no officer is placed before another anywhere in it. */
export function stationDocument(report: StationReport, preview: boolean): TDocumentDefinitions {
  const { snapshot } = report
  const { period, run } = snapshot
  return reportDocument(
    snapshot,
    {
      title: reportText.stationTitle,
      subject: '',
      sha256: report.sha256,
      preview,
      attached: [{ name: 'snapshot.json', text: report.text, description: reportText.attachment.snapshot }],
    },
    [
      title(reportText.stationTitle, `${periodName(period)}　${reportText.version(run.version)}`),
      factsTable([
        [reportText.facts.period, `${period.from}${reportText.to}${period.to}`],
        [reportText.facts.officers, reportText.people(snapshot.officers.length)],
        [reportText.facts.scheme, snapshot.scheme.version],
        [reportText.facts.version, reportText.version(run.version)],
      ]),
      ...section(words.sections.summary, statusTable(report), note(words.noRanking), summaryTable(report)),
      ...section(words.sections.evaluation, ...evaluationSection(snapshot.evaluation)),
      ...section(words.sections.funnels, ...noted(words.funnelNote, funnels(report))),
      ...section(words.sections.spread, ...noted(words.spreadNote, spreads(report))),
      ...section(words.sections.quality, systemsTable(report), ...quality(report)),
      ...section(words.sections.officers, note(words.officersNote, [0, 0, 0, 4]), officersTable(report)),
      ...section(words.sections.method, method()),
      { margin: [0, 16, 0, 0], unbreakable: true, ...signature() },
    ],
  )
}

type Figures = StationReport['snapshot']['officers'][number]['indicators'][number]

/** One indicator of all officers. */
function allOf(report: StationReport, id: IndicatorId): (Figures & { number: string })[] {
  return report.snapshot.officers.flatMap(({ number, indicators }) =>
    indicators.filter((each) => each.id === id).map((each) => ({ ...each, number })),
  )
}

function statusTable({ snapshot }: StationReport): Content {
  const count = (status: string): number => snapshot.officers.filter((each) => each.status === status).length
  const scored = count('scored')
  const observed = count('observe_only')
  const all = snapshot.officers.length
  return {
    table: {
      widths: ['*', '*', '*', '*'],
      body: [
        words.counts.map((text) => heading(text, 'center')),
        [all, scored, observed, all - scored - observed].map((n): Content => ({
          text: String(n),
          alignment: 'center',
          fontSize: 12,
        })),
      ],
    },
    layout: grid,
  }
}

function summaryTable(report: StationReport): Content {
  const [name, having, counts, pooled, full, missing] = words.summaryColumns
  const cell = (text: string): Content => ({ text, alignment: 'right' })
  return {
    margin: [0, 6, 0, 0],
    table: {
      widths: [120, '*', 120, '*', '*', '*'],
      headerRows: 1,
      keepWithHeaderRows: 1,
      dontBreakRows: true,
      body: [
        [heading(name), ...[having, counts, pooled, full, missing].map((text) => heading(text, 'right'))],
        ...indicatorIds.map((id) => {
          const all = allOf(report, id)
          const counted = all.filter(({ state }) => state === 'counted')
          const sum = (of: 'good' | 'due'): number => counted.reduce((total, each) => total + (each[of] ?? 0), 0)
          const rate = shownValue(id, { good: sum('good'), due: sum('due') }, report.scheme)
          const rateText =
            rate === null || counted.length === 0
              ? '—'
              : id === 'O4'
                ? rate.toFixed(2)
                : percent(Math.round(rate * 10_000))
          return [
            { text: [{ text: `${id}　`, color: quiet, fontSize: 8 }, reportText.indicators[id]] },
            cell(String(counted.length)),
            cell(`${amount(sum('good'))}／${amount(sum('due'))}`),
            cell(rateText),
            cell(String(counted.filter(({ credit }) => credit === 10_000).length)),
            cell(String(all.filter(({ state }) => state === 'source_missing').length)),
          ]
        }),
      ],
    },
    layout: { ...grid, vLineWidth: () => 0 },
  }
}

/** Shares of cases; the others are ratios to a target, which a funnel does not describe. */
const funnelIds: readonly IndicatorId[] = ['P2', 'O1', 'O2', 'O3', 'O5']

function funnels(report: StationReport): Content[] {
  const cells = funnelIds.map((id): Content => {
    const cases = allOf(report, id).flatMap(({ good, due, number }) =>
      good === null || due === null || due === 0 ? [] : [{ good: good / 10_000, n: due / 10_000, label: number }],
    )
    const funnel = funnelOf(cases)
    const name: Content = { text: reportText.indicators[id], bold: true, fontSize: 9 }
    if (funnel === null) return { stack: [name, note(words.noFunnel)] }
    const outside = cases.filter((each) => positionIn(funnel, each) !== 'inside').length
    const plot = funnelPlot({ funnel, cases, countWords: words.cases, percent: wholePercent }, half, 150)
    return {
      stack: [
        { text: words.funnelTitle(reportText.indicators[id], funnel.phi.toFixed(2)), bold: true, fontSize: 9 },
        chart(plot),
        note(words.flagged(outside), [0, 0, 0, 0]),
      ],
    }
  })
  return pairs(cells)
}

function spreads(report: StationReport): Content[] {
  const cells = indicatorIds.map((id): Content => {
    const axis = axisTo(targetOf(id, report.scheme))
    const values = allOf(report, id).flatMap((each) => shownValue(id, each, report.scheme) ?? [])
    const picture = distribution(
      { ...axis, values, words: id === 'O4' ? (value) => value.toFixed(1) : wholePercent, bins: 40 },
      half,
      74,
    )
    return { stack: [{ text: `${id}　${reportText.indicators[id]}`, fontSize: 9 }, chart(picture)] }
  })
  return pairs(cells)
}

/** Two beside each other, a pair never torn apart. */
function pairs(cells: readonly Content[]): Content[] {
  const rows: Content[] = []
  for (let i = 0; i < cells.length; i += 2) {
    const left = { stack: [cells[i] ?? ''], width: half }
    const right = { stack: [cells[i + 1] ?? ''], width: half }
    const gap = { text: '', width: contentWidth - 2 * half }
    rows.push({ stack: [{ columns: [left, gap, right] }], unbreakable: true, margin: [0, 2, 0, 6] })
  }
  return rows
}

/** A note stays with the first charts under it. */
function noted(text: string, [first, ...rest]: readonly Content[]): [Content, ...Content[]] {
  return [{ stack: [note(text, [0, 0, 0, 4]), first ?? ''] }, ...rest]
}

function wholePercent(value: number): string {
  return `${Math.round(value * 100)}%`
}

function systemsTable({ snapshot }: StationReport): Content {
  const [name, records, until, state] = words.systemColumns
  return {
    table: {
      widths: ['*', 110, 130, 90],
      dontBreakRows: true,
      body: [
        [heading(name), heading(records, 'right'), heading(until), heading(state)],
        ...snapshot.systems.map(({ system, records: count, newestSourceTime, stale }): Content[] => [
          `${system}　${words.systems[system]}`,
          { text: String(count), alignment: 'right' },
          newestSourceTime === null ? words.never : shanghaiMinute(newestSourceTime),
          newestSourceTime === null ? '—' : stale ? words.stale : words.fresh,
        ]),
      ],
    },
    layout: grid,
  }
}

function quality(report: StationReport): Content[] {
  const { snapshot } = report
  const missing = indicatorIds.flatMap((id) => {
    const count = allOf(report, id).filter(({ state }) => state === 'source_missing').length
    return count === 0 ? [] : [words.missing(reportText.indicators[id], count)]
  })
  const texts = [
    missing.length === 0 ? words.nothingMissing : missing.join(' '),
    words.unassigned(snapshot.unassignedIncidents),
  ]
  const right = (value: number): Content => ({ text: String(value), alignment: 'right' })
  const [book, ...counts] = words.qualityColumns
  const table: Content = {
    margin: [0, 8, 0, 0],
    table: {
      widths: ['*', 56, 76, 66, 56, 56],
      headerRows: 1,
      keepWithHeaderRows: 1,
      dontBreakRows: true,
      body: [
        [heading(book), ...counts.map((text) => heading(text, 'right'))],
        ...snapshot.quality.map(({ book: id, entries, filled, expected, declared, late }): Content[] => [
          `${id}　${booksById.get(id)?.definition.label.zh ?? ''}`,
          right(entries),
          { text: `${filled}／${expected}`, alignment: 'right' },
          { text: expected === 0 ? '—' : percent(Math.round((filled * 10_000) / expected)), alignment: 'right' },
          right(declared),
          right(late),
        ]),
      ],
    },
    layout: grid,
  }
  return [...(snapshot.quality.length === 0 ? [] : [table]), note(texts.join('\n'))]
}

function officersTable({ snapshot }: StationReport): Content {
  const [number, name, status, hash] = words.officerColumns
  return {
    table: {
      widths: [58, 70, 56, '*'],
      headerRows: 1,
      keepWithHeaderRows: 1,
      dontBreakRows: true,
      body: [
        [heading(number), heading(name), heading(status), heading(hash)],
        ...snapshot.officers.map((each): Content[] => [
          each.number,
          each.name,
          words.statuses[each.status as keyof typeof words.statuses] ?? each.status,
          { text: each.sha256, fontSize: 7.5 },
        ]),
      ],
    },
    layout: { ...grid, paddingTop: () => 2, paddingBottom: () => 2 },
  }
}

function method(): Content {
  return { stack: words.method.map((text, i): Content => ({ text: `${i + 1}．${text}`, margin: [0, 0, 0, 3] })) }
}

function signature(): { stack: Content[] } {
  const [, chief, seal] = reportText.signatures
  return {
    stack: [
      {
        table: {
          widths: ['*', '*'],
          body: [
            [chief, seal].map((text) => ({
              stack: [
                { text, color: quiet },
                { text: `\n\n${reportText.date}`, alignment: 'right' },
              ],
            })),
          ],
        },
        layout: grid,
      },
      note(reportText.signatureNote),
    ],
  }
}
