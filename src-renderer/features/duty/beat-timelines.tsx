import type { BeatTimeline } from '../../../src-contract/features/duty.shapes.ts'
import { addDays } from '../../../src-domain/identifiers/calendar.ts'
import { useText } from '../../text/language.ts'
import { Tag } from '../../ui/tag.tsx'
import { today } from '../../ui/today.ts'
import { useDays } from './use-days.ts'
import classes from './beat-timelines.module.css'

type Props = { beats: readonly BeatTimeline[]; from: string; to: string }

const dayMs = 86_400_000
const dayOf = (date: string): number => Date.parse(`${date}T00:00:00Z`) / dayMs

/** A strip per beat: who was assigned or covered when; gaps and doubled days are drawn and said. */
export function BeatTimelines({ beats, from, to }: Props) {
  const words = useText().duty.assignments
  const days = useDays()
  const first = dayOf(from)
  const length = dayOf(to) - first + 1
  const place = (span: { from: string; to: string | null }) => {
    const start = Math.max(first, dayOf(span.from))
    const end = Math.min(first + length, span.to === null ? first + length : dayOf(span.to) + 1)
    return { left: `${((start - first) / length) * 100}%`, width: `${(Math.max(0, end - start) / length) * 100}%` }
  }
  const now = today()
  return (
    <section className={classes.timelines} aria-label={words.timeline}>
      <div className={classes.scale} aria-hidden>
        <span />
        <div className={classes.lane}>
          {monthStarts(from, to).map((date) => (
            <span key={date} className={classes.tick} style={{ left: place({ from: date, to: date }).left }}>
              {date.slice(0, 7)}
            </span>
          ))}
        </div>
      </div>
      {beats.map((beat) => (
        <div key={beat.beat} className={classes.beat}>
          <div className={classes.label}>
            <strong>{beat.beat}</strong> {beat.name}
            <div className={classes.tags}>
              {beat.gaps.map((gap) => (
                <Tag key={`gap ${gap.from}`} tone="bad">
                  {words.gap(days(gap))}
                </Tag>
              ))}
              {beat.doubled.map((span) => (
                <Tag key={`doubled ${span.from}`} tone="warn">
                  {words.doubled(days(span))}
                </Tag>
              ))}
              {beat.gaps.length + beat.doubled.length === 0 ? <Tag tone="quiet">{words.noGap}</Tag> : null}
            </div>
          </div>
          <ol className={classes.lanes}>
            {beat.spans.map((span) => (
              <li key={span.recordId} className={classes.lane}>
                <span
                  className={classes.span}
                  data-kind={span.kind}
                  data-officer={span.staffKind === 'officer' || undefined}
                  style={place(span)}
                  title={words.spanOf(words.kindOf[span.kind], span.name, days(span))}
                >
                  {span.name}
                  {span.kind === 'covering' ? ` ${words.covering}` : ''}
                </span>
              </li>
            ))}
            {beat.gaps.length > 0 ? (
              <li className={classes.lane} aria-hidden>
                {beat.gaps.map((gap) => (
                  <span key={gap.from} className={classes.gap} style={place(gap)} />
                ))}
              </li>
            ) : null}
            {now >= from && now <= to ? (
              <li className={classes.now} aria-hidden style={{ left: place({ from: now, to: now }).left }} />
            ) : null}
          </ol>
        </div>
      ))}
    </section>
  )
}

/** First days of the months in the window, few enough to be read. */
function monthStarts(from: string, to: string): string[] {
  const starts: string[] = []
  for (let day = from; day <= to; day = addDays(day, 1)) if (day.endsWith('-01')) starts.push(day)
  const step = Math.max(1, Math.ceil(starts.length / 9))
  return starts.filter((_, at) => at % step === 0)
}
