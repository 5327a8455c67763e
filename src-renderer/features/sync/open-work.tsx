import { rpc } from '../../rpc/client.ts'
import { useCall, useDataChanged } from '../../rpc/hooks.ts'
import { useText } from '../../text/language.ts'
import { ErrorNotice } from '../../ui/error-notice.tsx'
import { ConflictPanel } from './conflict-panel.tsx'
import { GivenUpPanel } from './given-up-panel.tsx'
import { RejectedPanel } from './rejected-panel.tsx'
import classes from './sync.module.css'

/** Conflicts, and what the platform did not accept: each with what can be done about it; and what came to nothing. */
export function OpenWork() {
  const words = useText().sync
  const { value, error, again } = useCall((signal) => rpc.sync.open({}, { signal }), [])
  useDataChanged('sync', again)
  if (error) return <ErrorNotice error={error} onRetry={again} />
  if (value === undefined) return null
  return (
    <>
      <section className={classes.panel} aria-label={words.conflicts.title}>
        <h2>{words.conflicts.title}</h2>
        <p className={classes.means}>{value.conflicts.length === 0 ? words.conflicts.none : words.conflicts.means}</p>
        {value.conflicts.map((conflict) => (
          <ConflictPanel key={conflict.conflictId} conflict={conflict} onSettled={again} />
        ))}
      </section>
      <section className={classes.panel} aria-label={words.rejected.title}>
        <h2>{words.rejected.title}</h2>
        <p className={classes.means}>{value.rejected.length === 0 ? words.rejected.none : words.rejected.means}</p>
        {value.rejected.map((act) => (
          <RejectedPanel key={act.txn} act={act} onAnswered={again} />
        ))}
      </section>
      {value.givenUp.length === 0 ? null : (
        <section className={classes.panel} aria-label={words.givenUp.title}>
          <h2>{words.givenUp.title}</h2>
          <p className={classes.means}>{words.givenUp.means}</p>
          {value.givenUp.map((act) => (
            <GivenUpPanel key={act.txn} act={act} />
          ))}
        </section>
      )}
    </>
  )
}
