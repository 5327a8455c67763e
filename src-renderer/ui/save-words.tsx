import { IconDeviceDesktop } from '@tabler/icons-react'
import { useFormat, useText } from '../text/language.ts'
import classes from './app-frame.module.css'
import { saveState } from './save-state.ts'
import { useStore } from './store.ts'

/** Says whether what was typed is on this PC's disk; what has gone to the platform is said beside it. */
export function SaveWords() {
  const words = useText().frame.status
  const format = useFormat()
  const state = useStore(saveState)
  const said =
    state.at === 'saving'
      ? words.saving
      : state.at === 'failed'
        ? words.failed
        : state.at === 'saved'
          ? words.saved(format.clock(state.time))
          : null
  return (
    <span
      className={classes.saved}
      data-tone={state.at === 'failed' ? 'bad' : undefined}
      role="status"
      aria-label={words.label}
    >
      {said === null ? null : <IconDeviceDesktop size={15} aria-hidden />}
      {said}
    </span>
  )
}
