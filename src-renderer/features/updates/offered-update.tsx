import { Button, Progress } from '@mantine/core'
import {
  updateTimes,
  type OfferedUpdate as Offered,
  type UpdateTime,
  type UpdateView,
} from '../../../src-contract/shell-updates.ts'
import { language, useFormat, useText } from '../../text/language.ts'
import { Notice } from '../../ui/notice.tsx'
import { useStore } from '../../ui/store.ts'
import classes from './updates.module.css'

type Props = { view: UpdateView; offered: Offered }

/** At night nobody is there to be asked for a password. */
function timesOf(view: UpdateView): readonly UpdateTime[] {
  return view.install === 'asks' ? updateTimes.filter((time) => time !== 'tonight') : updateTimes
}

/** A verified offer: what is in it, who signed it, and the next step. */
export function OfferedUpdate({ view, offered }: Props) {
  const words = useText().updates
  const format = useFormat()
  const shown = useStore(language)
  const goesBack = view.running.seq !== null && offered.seq < view.running.seq
  return (
    <section className={classes.panel} aria-label={words.offered}>
      <h2>{words.offered}</h2>
      {goesBack ? <Notice tone="warn">{words.goesBack(format.number(view.running.seq ?? 0))}</Notice> : null}
      <dl className={classes.facts}>
        <dt>{words.version}</dt>
        <dd>{words.runningOf(offered.version, format.number(offered.seq))}</dd>
        <dt>{words.source}</dt>
        <dd>{words.from[offered.source]}</dd>
        <dt>{words.size}</dt>
        <dd>{format.bytes(offered.size)}</dd>
        <dt>{words.signers}</dt>
        <dd>{format.list(offered.signers.map(({ officer, serial }) => words.signer(officer, serial)))}</dd>
        <dt>{words.hash}</dt>
        <dd className={classes.hash}>{offered.releaseHash}</dd>
        <dt>{words.notes}</dt>
        <dd className={classes.notes}>{offered.notes[shown]}</dd>
      </dl>
      <NextStep view={view} offered={offered} />
    </section>
  )
}

function NextStep({ view, offered }: Props) {
  const words = useText().updates
  const format = useFormat()
  if (view.phase === 'found')
    return (
      <div className={classes.actions}>
        <Button onClick={() => void window.shell.updates.fetch()}>{words.fetch}</Button>
      </div>
    )
  if (view.phase === 'fetching') {
    const share = (view.fetched / offered.size) * 100
    return (
      <>
        <Progress value={share} aria-label={words.phases.fetching} />
        <p className={classes.means}>{words.progress(format.bytes(view.fetched), format.bytes(offered.size))}</p>
      </>
    )
  }
  if (view.phase !== 'ready') return null
  if (view.install === 'it') return <p className={classes.means}>{words.it}</p>
  return (
    <>
      <p className={classes.means}>
        {words.keeps} {view.install === 'asks' ? words.asks : ''}
      </p>
      <div className={classes.actions} role="group" aria-label={words.when}>
        {timesOf(view).map((time) => (
          <Button
            key={time}
            variant={time === 'now' ? 'filled' : 'default'}
            aria-pressed={view.when === time}
            onClick={() => void window.shell.updates.install(time)}
          >
            {words.times[time]}
          </Button>
        ))}
      </div>
      {view.when === null ? null : <p role="status">{words.chosen[view.when]}</p>}
    </>
  )
}
