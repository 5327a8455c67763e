import { Button } from '@mantine/core'
import { useState } from 'react'
import type { IndicatorFigures, OfficerResult, RunId } from '../../../src-contract/features/assessment.shapes.ts'
import { indicatorBar } from '../../../src-domain/charts/indicator-bar.ts'
import { ownTrend } from '../../../src-domain/charts/own-trend.ts'
import type { IndicatorId } from '../../../src-domain/scoring/scheme.ts'
import { useFormat, useLabel, useText } from '../../text/language.ts'
import { Chart } from '../../ui/chart.tsx'
import { Tag } from '../../ui/tag.tsx'
import classes from './assessment.module.css'
import { EvidenceDrawer } from './evidence-drawer.tsx'
import { useFigures } from './figures.ts'

type Props = { runId: RunId | null; period: string; result: OfficerResult }

/** CSS pixels. */
const barWidth = 120
/** So that its words are as large as those around it. */
const trendScale = 1.4
const trendWidth = 560

/** One officer's figures, of a run or of the running period; each opens the records behind it. */
export function ResultView({ runId, period, result }: Props) {
  const words = useText().assessment
  const label = useLabel()
  const format = useFormat()
  const { points, percent, amount } = useFigures()
  const [open, setOpen] = useState<IndicatorId | null>(null)
  const { evaluation, audit } = result
  // Without a total before there is nothing to compare with.
  const all = [...result.trend, { period, total: result.total }]
  const totals = result.trend.some(({ total }) => total !== null) ? all : []
  return (
    <>
      <dl className={classes.headline}>
        <div>
          <dt>{words.total}</dt>
          <dd>{points(result.total, words.none)}</dd>
        </div>
        <div>
          <dt>{words.process}</dt>
          <dd>{points(result.processPoints, words.none)}</dd>
        </div>
        <div>
          <dt>{words.outcome}</dt>
          <dd>{points(result.outcomePoints, words.none)}</dd>
        </div>
        <div>
          <dt>{words.status}</dt>
          <dd data-small>
            <Tag tone={result.status === 'scored' ? 'good' : 'warn'}>{words.statuses[result.status]}</Tag>
          </dd>
        </div>
        <div>
          <dt>{words.result.audit}</dt>
          <dd data-small>
            {points(result.auditFactor, '')}{' '}
            {audit === null
              ? words.result.auditNone
              : words.result.auditDrawn(format.number(audit.passed), format.number(audit.drawn))}
          </dd>
        </div>
        <div>
          <dt>{words.result.parts}</dt>
          <dd data-small>
            {words.result.duty(format.number(result.dutyDays), format.number(result.workingDays))}
            {result.parts.map((part) => (
              <div key={part.from}>
                {part.from} – {part.to}{' '}
                {part.beats.length === 0
                  ? words.result.noBeat
                  : format.list(part.beats.map(({ id, name }) => `${id} ${name}`.trim()))}
              </div>
            ))}
          </dd>
        </div>
      </dl>
      <table className={classes.table} aria-label={words.result.indicators}>
        <thead>
          <tr>
            <th scope="col">{words.result.indicator}</th>
            <th scope="col" data-align="end">
              {words.result.figure}
            </th>
            <th scope="col" data-align="end">
              {words.result.rate}
            </th>
            <th scope="col" data-align="end">
              {words.result.interval}
            </th>
            <th scope="col" data-align="end">
              {words.result.target}
            </th>
            <th scope="col">{words.result.credit}</th>
            <th scope="col" data-align="end">
              {words.result.points}
            </th>
            <td />
          </tr>
        </thead>
        <tbody>
          {result.indicators.map((one) => (
            <tr key={one.id}>
              <th scope="row">
                {one.id} {label(one.name)}{' '}
                {one.smallSample?.indicative ? (
                  <Tag tone="warn" title={words.result.indicativeMeans(percent(one.smallSample.reliability))}>
                    {words.result.indicative}
                  </Tag>
                ) : null}
              </th>
              <td data-align="end">
                {one.good === null || one.due === null ? (
                  <Tag tone="quiet">{words.result.states[one.state]}</Tag>
                ) : (
                  `${amount(one.good)} / ${amount(one.due)}`
                )}
              </td>
              <td data-align="end">{one.raw === null ? '' : percent(one.raw)}</td>
              <td data-align="end">
                {one.smallSample === null ? '' : `${percent(one.smallSample.low)} – ${percent(one.smallSample.high)}`}
              </td>
              <td data-align="end">
                {one.target === null ? '' : `${percent(one.target.none)} – ${percent(one.target.full)}`}
              </td>
              <td>{one.credit === null ? '' : <TargetBar figures={one} credit={percent(one.credit)} />}</td>
              <td data-align="end">
                {one.credit === null ? '' : `${points(one.points, '')} / ${points(one.weight, '')}`}
              </td>
              <td data-align="end">
                {one.records > 0 ? (
                  <Button
                    variant="subtle"
                    size="compact-xs"
                    aria-label={words.result.openRecords(label(one.name))}
                    onClick={() => setOpen(one.id)}
                  >
                    {words.result.records(format.number(one.records))}
                  </Button>
                ) : null}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {evaluation ? (
        <section aria-label={words.result.evaluation}>
          <h2 className={classes.section}>{words.result.evaluation}</h2>
          <p className={classes.text}>
            {words.result.from(
              [evaluation.agency, evaluation.survey].join(' '),
              [words.result.trust[evaluation.trust], evaluation.documentNumber ?? ''].join(' ').trim(),
            )}
            {words.result.survey(
              format.number(evaluation.answered),
              format.number(evaluation.invited),
              evaluation.responseRate === null ? words.none : percent(evaluation.responseRate),
            )}
            {evaluation.low === null || evaluation.high === null
              ? ''
              : words.result.bounds(percent(evaluation.low), percent(evaluation.high))}
          </p>
        </section>
      ) : null}
      <section aria-label={words.result.trend}>
        <h2 className={classes.section}>{words.result.trend}</h2>
        <div className={classes.text}>
          {totals.length === 0 ? (
            words.result.noTrend
          ) : (
            <Chart
              drawing={ownTrend(totals, trendWidth)}
              scale={trendScale}
              label={format.list(totals.map((one) => format.pair(one.period, points(one.total, words.none))))}
            />
          )}
        </div>
      </section>
      {result.sha256 === null ? null : (
        <p className={classes.text} title={words.hashMeans}>
          {words.hash} <span className={classes.hash}>{result.sha256}</span>
        </p>
      )}
      {open === null ? null : (
        <EvidenceDrawer
          runId={runId}
          officerId={result.officer.officerId}
          indicator={open}
          onClose={() => setOpen(null)}
        />
      )}
    </>
  )
}

/** The figure on its axis up to the target, as the report draws it; what it says stands in the cells beside it. */
function TargetBar({ figures, credit }: { figures: IndicatorFigures; credit: string }) {
  const words = useText().assessment
  const label = useLabel()
  const { percent } = useFigures()
  const { shown, target, name } = figures
  const shares = target && { none: target.none / 10_000, full: target.full / 10_000 }
  const drawing = indicatorBar({ ...figures, shown: shown === null ? null : shown / 10_000, target: shares }, barWidth)
  return (
    <div className={classes.buttons}>
      <Chart drawing={drawing} label={words.result.barOf(label(name), shown === null ? words.none : percent(shown))} />
      {credit}
    </div>
  )
}
