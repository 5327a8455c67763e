import { Button, Progress as Bar } from '@mantine/core'
import type { Progress } from '../../src-contract/rpc.ts'
import { useFormat, useText } from '../text/language.ts'
import classes from './progress-line.module.css'

type Props = { label: string; progress: Progress | null; onCancel?: () => void }

/** What is being done, how far, and a way to stop it. */
export function ProgressLine({ label, progress, onCancel }: Props) {
  const { common } = useText().frame
  const format = useFormat()
  const share = progress?.total ? Math.min(100, (progress.done / progress.total) * 100) : null
  return (
    <div className={classes.line}>
      <span role="status">
        {label}{' '}
        {progress === null
          ? ''
          : common.progress(
              format.number(progress.done),
              progress.total === null ? null : format.number(progress.total),
            )}
      </span>
      <Bar className={classes.bar} value={share ?? 100} striped={share === null} aria-label={label} />
      {onCancel ? (
        <Button variant="default" size="compact-xs" onClick={onCancel}>
          {common.cancel}
        </Button>
      ) : null}
    </div>
  )
}
