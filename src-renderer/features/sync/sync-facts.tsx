import type { SyncStatus } from '../../../src-contract/features/sync.contract.ts'
import { useFormat, useText } from '../../text/language.ts'
import { useNow } from '../../ui/use-now.ts'
import { hereWords, othersHere } from './sync-words.ts'
import classes from './sync.module.css'

/** A clock that is off by more than this is said. */
const skewShownMs = 5 * 60_000

/** How this PC stands with the platform, in figures. */
export function SyncFacts({ status }: { status: SyncStatus }) {
  const words = useText().sync
  const format = useFormat()
  const now = useNow(60_000)
  const { facts } = words
  const time = (at: string | null) => (at === null ? facts.never : format.time(at))
  const isHere = status.onlyHere + othersHere(status) + status.filesUp > 0
  const skew = status.skewMs ?? 0
  const minutes = format.number(Math.round(Math.abs(skew) / 60_000))
  return (
    <>
      <dl className={classes.facts}>
        <dt>{facts.platform}</dt>
        <dd>{status.platform}</dd>
        <dt>{facts.onlyHere}</dt>
        <dd>{hereWords(words, format.number, status, now)}</dd>
        {status.records > 0 ? (
          <>
            <dt>{facts.records}</dt>
            <dd>{facts.recordsLeft(format.number(status.records))}</dd>
          </>
        ) : null}
        {status.filesUp + status.filesDown > 0 ? (
          <>
            <dt>{facts.files}</dt>
            <dd>{facts.filesLeft(format.number(status.filesUp), format.number(status.filesDown))}</dd>
          </>
        ) : null}
        <dt>{facts.lastSuccess}</dt>
        <dd>{time(status.lastSuccess)}</dd>
        <dt>{facts.lastContact}</dt>
        <dd>{time(status.lastContact)}</dd>
        <dt>{facts.proven}</dt>
        <dd>{time(status.provenAt)}</dd>
        {Math.abs(skew) > skewShownMs ? (
          <>
            <dt>{facts.skew}</dt>
            <dd>{skew > 0 ? facts.ahead(minutes) : facts.behind(minutes)}</dd>
          </>
        ) : null}
      </dl>
      {isHere ? <p className={classes.means}>{facts.safe}</p> : null}
    </>
  )
}
