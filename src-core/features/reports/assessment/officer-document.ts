import { intervalMarks } from '../../../../src-domain/charts/interval-mark.ts'
import { indicatorBar, shownValue, targetOf, axisTo } from '../../../../src-domain/charts/indicator-bar.ts'
import { ownTrend } from '../../../../src-domain/charts/own-trend.ts'
import type { IndicatorFigures } from '../../../../src-domain/scoring/score.ts'
import { outcomeIndicators, processIndicators, type Dimension } from '../../../../src-domain/scoring/scheme.ts'
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
import { amount, exact, percent, points, share } from './figures.ts'
import { evaluationSection } from './evaluation-section.ts'
import type { OfficerReport } from './officer-report.ts'
import { reportText as words } from './report-text.ts'
import { attachedResults } from './results-file.ts'

/** An officer's report on A4: everything in it comes from the snapshot, so the same snapshot gives the same bytes. */
export function officerDocument(report: OfficerReport, preview: boolean): TDocumentDefinitions {
  const { snapshot, score } = report
  const { officer, period, run } = snapshot
  return reportDocument(
    snapshot,
    {
      title: words.officerTitle,
      subject: officer.number,
      sha256: report.sha256,
      preview,
      attached: [
        { name: 'snapshot.json', text: report.text, description: words.attachment.snapshot },
        { name: 'results.json', text: attachedResults(report), description: words.attachment.results },
      ],
    },
    [
      title(words.officerTitle, `${periodName(period)}　${words.version(run.version)}`),
      factsTable(factsOf(report)),
      headline(report),
      note(words.status[score.status], [0, 4, 0, 0]),
      ...section(words.sections.indicators, note(words.chartKey, [0, 0, 0, 4]), indicatorTable(report)),
      ...section(words.sections.reliability, reliability(report), note(words.reliabilityNote)),
      ...section(words.sections.trend, ...trend(report)),
      ...section(words.sections.audit, ...audit(report)),
      ...section(words.sections.evaluation, ...evaluationSection(snapshot.evaluation)),
      ...section(words.sections.remarks, remarks(report)),
      ...section(words.sections.opinions, opinions()),
      ...section(words.sections.signatures, signatures()),
    ],
  )
}

function factsOf({ snapshot }: OfficerReport): [string, string][] {
  const { officer, parts, period, scheme } = snapshot
  const beats = [...new Set(parts.flatMap((part) => part.beats.map(({ name }) => name)))]
  const duty = parts.reduce((sum, { inputs }) => sum + inputs.dutyDays, 0)
  const working = parts.reduce((sum, { inputs }) => sum + inputs.workingDays, 0)
  return [
    [words.facts.officer, officer.name],
    [words.facts.number, officer.number],
    [words.facts.team, officer.team],
    [words.facts.beats, beats.length === 0 ? words.noBeat : beats.join('、')],
    [words.facts.period, `${period.from}${words.to}${period.to}`],
    [words.facts.days, words.days(duty, working)],
    [words.facts.scheme, scheme.version],
    [words.facts.version, words.version(snapshot.run.version)],
  ]
}

/** Total and both dimensions, with how each came about. */
function headline({ score, scheme }: OfficerReport): Content {
  const panel = (label: string, figure: string, most: string, sum: string, size: number): Content => ({
    stack: [
      { text: label, color: quiet, fontSize: 9.5 },
      {
        text: [
          { text: figure, bold: true, fontSize: size },
          { text: most === '' ? '' : `　${words.of(most)}`, fontSize: 8.5, color: quiet },
        ],
        margin: [0, 1, 0, 1],
        lineHeight: 1,
      },
      { text: sum, fontSize: 8, color: quiet },
    ],
    margin: [4, 3, 4, 3],
  })
  const most = (dimension: Dimension): string =>
    String(Number(scheme.points[dimension].num / scheme.points[dimension].den))
  const beforeAudit =
    score.process === null || score.auditFactor === 0 ? null : (score.process * 10_000) / score.auditFactor
  const total = score.total === null ? words.noTotal : points(score.total)
  return {
    margin: [0, 8, 0, 0],
    unbreakable: true,
    table: {
      widths: [128, '*', 150],
      body: [
        [
          panel(
            words.total,
            total,
            score.total === null ? '' : '100',
            score.total === null ? '' : words.exact(exact(score.total)),
            22,
          ),
          panel(
            words.process,
            points(score.processPoints),
            most('process'),
            score.processPoints === null
              ? words.processMissing
              : words.processSum(
                  share4(score.auditFactor),
                  beforeAudit === null ? '—' : percent(Math.round(beforeAudit)),
                ),
            17,
          ),
          panel(
            words.outcome,
            points(score.outcomePoints),
            most('outcome'),
            score.outcome === null ? words.outcomeMissing : words.outcomeSum(percent(score.outcome)),
            17,
          ),
        ],
      ],
    },
    layout: grid,
  }
}

function share4(value: number): string {
  return exact(value)
}

const barWidth = 140

function indicatorTable(report: OfficerReport): Content {
  const { score } = report
  const rowsOf = (dimension: Dimension, ids: readonly string[]): Content[][] => [
    [{ text: words.dimension[dimension], colSpan: 5, bold: true, fontSize: 9 }, '', '', '', ''],
    ...score.indicators.filter(({ id }) => ids.includes(id)).map((figures) => indicatorRow(figures, report)),
  ]
  const [name, counts, rate, target, given] = words.columns
  return {
    table: {
      widths: [92, 116, 46, barWidth, '*'],
      headerRows: 1,
      keepWithHeaderRows: 2,
      dontBreakRows: true,
      body: [
        [heading(name), heading(counts), heading(rate, 'right'), heading(target), heading(given, 'right')],
        ...rowsOf('process', processIndicators),
        ...rowsOf('outcome', outcomeIndicators),
      ],
    },
    layout: { ...grid, vLineWidth: () => 0, paddingTop: () => 2.5, paddingBottom: () => 2.5 },
  }
}

function indicatorRow(figures: IndicatorFigures, { scheme }: OfficerReport): Content[] {
  const { id, state, good, due } = figures
  const name: Content = {
    text: [{ text: `${id}　`, color: quiet, fontSize: 8 }, words.indicators[id]],
  }
  if (state !== 'counted')
    return [
      name,
      { text: words.states[state], colSpan: 3, color: quiet, fontSize: 8.5 },
      '',
      '',
      { text: state === 'not_submitted' ? pointsOf(figures) : '—', alignment: 'right' },
    ]
  const shown = shownValue(id, figures, scheme)
  const rate = id === 'O4' ? (shown ?? 0).toFixed(2) : shown === null ? '—' : percent(Math.round(shown * 10_000))
  return [
    name,
    {
      stack: [
        { text: `${amount(good)}／${amount(due)}` },
        {
          text: `${words.units[id]}${figures.smallSample?.indicative === true ? words.indicativeShort : ''}`,
          fontSize: 7,
          color: quiet,
          lineHeight: 1,
        },
      ],
    },
    { text: rate, alignment: 'right' },
    chart(indicatorBar({ ...figures, shown, target: targetOf(id, scheme) }, barWidth), [0, 1, 0, 0]),
    { text: pointsOf(figures), alignment: 'right' },
  ]
}

function pointsOf({ points: given, weight }: IndicatorFigures): string {
  return `${points(given)}／${points(weight)}`
}

function reliability({ score, scheme }: OfficerReport): Content {
  const rows = score.indicators.flatMap(({ id, raw, smallSample }) => {
    if (smallSample === null || raw === null) return []
    const { n, reliability: own, low, high, indicative } = smallSample
    const sample = words.sample(amount(n), share(own))
    return [
      {
        id,
        row: {
          label: words.indicators[id],
          note: indicative ? `${sample}　${words.indicative}` : sample,
          value: raw / 10_000,
          low: low / 10_000,
          high: high / 10_000,
          target: axisTo(targetOf(id, scheme)).target,
        },
        text: words.shrunk(
          words.indicators[id],
          percent(raw),
          percent(smallSample.shrunk),
          words.meanFrom[smallSample.meanFrom],
        ),
      },
    ]
  })
  if (rows.length === 0) return note(words.noReliability)
  return {
    stack: [
      chart(
        intervalMarks(
          rows.map(({ row }) => row),
          contentWidth,
        ),
      ),
      ...rows.map(({ text }): Content => ({ text, fontSize: 8.5, margin: [0, 2, 0, 0] })),
    ],
  }
}

function trend({ snapshot, score }: OfficerReport): [Content, ...Content[]] {
  const own = { period: snapshot.period.id, total: score.total }
  const past = snapshot.trend.map(({ period, total }) => ({ period, total }))
  if (past.length === 0) return [note(words.trendFirst)]
  const all = [...past, own]
  if (all.every(({ total }) => total === null)) return [note(words.trendNone)]
  return [chart(ownTrend(all, contentWidth)), note(words.trendNote)]
}

function audit({ snapshot, score }: OfficerReport): [Content, ...Content[]] {
  const { audit: drawn } = snapshot
  if (drawn === null) return [note(words.audit.none)]
  const values = [drawn.frameSize, drawn.n, drawn.drawn, drawn.passed].map(String)
  const flags = (['late', 'burst'] as const).filter((flag) => drawn[flag]).map((flag) => words.audit.flags[flag])
  return [
    {
      table: {
        widths: ['*', '*', '*', '*', '*', '*'],
        dontBreakRows: true,
        body: [
          words.audit.columns.map((text) => heading(text, 'center')),
          [...values, percent(score.auditRate), exact(score.auditFactor)].map((text): Content => ({
            text,
            alignment: 'center',
          })),
        ],
      },
      layout: grid,
    },
    note([`${words.audit.seed}：${drawn.seed}`, `${words.audit.frame}：${drawn.frameSha256}`].join('\n')),
    note([...flags, words.audit.note].join('。').replace(/。。/g, '。'), [0, 2, 0, 0]),
  ]
}

function remarks({ snapshot, score }: OfficerReport): Content {
  const named = (of: (figures: IndicatorFigures) => boolean): string =>
    score.indicators
      .filter(of)
      .map(({ id }) => words.indicators[id])
      .join('、')
  const says: string[] = []
  const add = (names: string, sentence: (names: string) => string): void => {
    if (names !== '') says.push(sentence(names))
  }
  add(
    named(({ state }) => state === 'source_missing'),
    words.remarks.missing,
  )
  add(
    named(({ state }) => state === 'not_submitted'),
    words.remarks.notSubmitted,
  )
  add(
    named(({ state }) => state === 'not_applicable'),
    words.remarks.notApplicable,
  )
  add(
    named(({ smallSample }) => smallSample?.indicative === true),
    words.remarks.indicative,
  )
  const { parts } = snapshot
  if (parts.length > 1) {
    says.push(words.remarks.parts(parts.length))
    for (const { from, to, beats, inputs } of parts) {
      const names = beats.length === 0 ? words.noBeat : beats.map(({ name }) => name).join('、')
      says.push(words.remarks.part(from, to, names, inputs.dutyDays))
    }
  }
  if (parts.some(({ inputs }) => inputs.dutyDays < inputs.workingDays)) says.push(words.remarks.leave)
  if (says.length === 0) says.push(words.remarks.none)
  return { stack: says.map((text, i): Content => ({ text: `${i + 1}．${text}`, margin: [0, 0, 0, 2] })) }
}

function opinions(): Content {
  const box = (label: string): Content => ({ text: `${label}\n\n\n`, color: quiet })
  return {
    stack: [
      { table: { widths: ['*', '*'], body: [[box(words.ownOpinion), box(words.chiefOpinion)]] }, layout: grid },
      note(words.appeal),
    ],
  }
}

function signatures(): Content {
  return {
    stack: [
      {
        table: {
          widths: ['*', '*', '*'],
          body: [
            words.signatures.map((text) => ({
              stack: [
                { text, color: quiet },
                { text: `\n\n${words.date}`, alignment: 'right' },
              ],
            })),
          ],
        },
        layout: grid,
      },
      note(words.signatureNote),
    ],
  }
}
