import type { SyncGivenUp } from '../../../src-contract/features/sync.contract.ts'
import { useFormat, useText } from '../../text/language.ts'
import { RecordHead, useFieldLabel, useValues } from './conflict-panel.tsx'
import classes from './sync.module.css'

/** One act that did not stay: what it said, and why nothing came of it. Nobody has to do anything about it. */
export function GivenUpPanel({ act }: { act: SyncGivenUp }) {
  const words = useText().sync.givenUp
  const format = useFormat()
  const labelOf = useFieldLabel(act.book)
  const shown = useValues({ book: act.book, ofReturn: null })
  const values = act.values.map(({ field, value }) => words.value(labelOf(field), shown(field, value) || words.empty))
  return (
    <section className={classes.one} aria-label={act.number ?? words.title}>
      <RecordHead {...act} at={act.at === null ? null : format.time(act.at)} />
      <p className={classes.means}>{words.why[act.why]}</p>
      {values.length === 0 ? null : <p className={classes.said}>{words.values(values)}</p>}
      {act.reason === null ? null : <p className={classes.means}>{words.reason(act.reason)}</p>}
    </section>
  )
}
