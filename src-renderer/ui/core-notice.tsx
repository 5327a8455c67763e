import { useEffect, useRef, useState } from 'react'
import { coreState } from '../rpc/core-state.ts'
import { noValues } from '../text/sentence.ts'
import { useText } from '../text/language.ts'
import classes from './core-notice.module.css'
import { useStore } from './store.ts'

/** A slim bar that says in words that the work process restarts or has restarted; it takes no focus and stops nothing. */
export function CoreNotice() {
  const text = useText()
  const status = useStore(coreState)
  const [restarted, setRestarted] = useState(false)
  const wasRestarting = useRef(false)
  useEffect(() => {
    if (status.state === 'restarting') wasRestarting.current = true
    if (status.state === 'running' && wasRestarting.current) {
      wasRestarting.current = false
      setRestarted(status.resumed)
    }
  }, [status])
  const words =
    status.state === 'restarting'
      ? text.frame.status.restarting
      : status.state === 'failed'
        ? text.errors['core/unavailable'](noValues)
        : restarted
          ? text.frame.status.restarted
          : null
  if (words === null) return null
  return (
    <div className={classes.bar} data-tone={status.state === 'failed' ? 'bad' : 'info'} role="status">
      <span>{words}</span>
      {status.state === 'running' ? (
        <button type="button" className={classes.action} onClick={() => setRestarted(false)}>
          {text.frame.status.dismiss}
        </button>
      ) : null}
    </div>
  )
}
