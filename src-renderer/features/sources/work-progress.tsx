import { Button } from '@mantine/core'
import type { Progress } from '../../../src-contract/rpc.ts'
import { useFormat, useText } from '../../text/language.ts'
import classes from './sources-screen.module.css'

type Props = { words: string; progress: Progress | null; onCancel: () => void }

/** What is going on, how far it is, and the way to stop it. */
export function WorkProgress({ words, progress, onCancel }: Props) {
  const text = useText()
  const format = useFormat()
  const phase = (progress && text.sources.phases[progress.phase]) ?? words
  const total = progress?.total ?? null
  const done = progress?.done ?? 0
  return (
    <div className={classes.progress}>
      <span role="status">{phase}</span>
      <progress aria-label={phase} {...(total === null ? {} : { max: total, value: done })} />
      <span className={classes.code}>
        {done === 0
          ? ''
          : text.frame.common.progress(format.number(done), total === null ? null : format.number(total))}
      </span>
      <Button variant="default" onClick={onCancel} autoFocus>
        {text.sources.cancel}
      </Button>
    </div>
  )
}
