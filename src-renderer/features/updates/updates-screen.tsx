import { Button } from '@mantine/core'
import { useEffect, useState } from 'react'
import type { UpdateView } from '../../../src-contract/shell-updates.ts'
import type { FailureCode } from '../../../src-updates/codes.ts'
import { useFormat, useText } from '../../text/language.ts'
import { Loading } from '../../ui/loading.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Screen } from '../../ui/screen.tsx'
import { OfferedUpdate } from './offered-update.tsx'
import classes from './updates.module.css'

/** 软件更新: what runs, what is offered, who signed it, and when it is installed. */
export function UpdatesScreen() {
  const words = useText().updates
  const view = useUpdates()
  return <Screen title={words.title}>{view === null ? <Loading /> : <Updates view={view} />}</Screen>
}

function useUpdates(): UpdateView | null {
  const [view, setView] = useState<UpdateView | null>(null)
  useEffect(() => {
    const stop = window.shell.updates.onView(setView)
    void window.shell.updates.view().then(setView)
    return stop
  }, [])
  return view
}

function Updates({ view }: { view: UpdateView }) {
  const words = useText().updates
  const format = useFormat()
  const { running } = view
  const busy = ['looking', 'fetching', 'installing'].includes(view.phase)
  return (
    <div className={classes.stack}>
      <section className={classes.panel}>
        <dl className={classes.facts}>
          <dt>{words.running}</dt>
          <dd>{words.runningOf(running.version, running.seq === null ? null : format.number(running.seq))}</dd>
          <dt>{words.source}</dt>
          <dd>{view.feed === '' ? words.discOnly : view.feed}</dd>
          <dt>{words.lookedAt}</dt>
          <dd>{view.lookedAt === null ? words.never : format.time(view.lookedAt)}</dd>
        </dl>
        {running.runtimeKind === 'fallback' ? <p className={classes.means}>{words.fallback}</p> : null}
      </section>
      {view.code === null ? (
        <Notice tone={view.phase === 'current' || view.phase === 'ready' ? 'good' : 'info'} role="status">
          {words.phases[view.phase]}
        </Notice>
      ) : (
        <Notice tone="warn" role="status">
          {words.codes[view.code as FailureCode]} <span className={classes.code}>{words.code(view.code)}</span>
        </Notice>
      )}
      {view.phase === 'off' ? null : (
        <div className={classes.actions}>
          {view.feed === '' ? null : (
            <Button variant="default" disabled={busy} onClick={() => void window.shell.updates.look()}>
              {view.code === null ? words.look : words.again}
            </Button>
          )}
          <Button variant="default" disabled={busy} onClick={() => void window.shell.updates.lookOnDisc()}>
            {words.disc}
          </Button>
        </div>
      )}
      {view.offered === null ? null : <OfferedUpdate view={view} offered={view.offered} />}
    </div>
  )
}
