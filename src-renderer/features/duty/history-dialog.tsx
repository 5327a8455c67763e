import { Modal } from '@mantine/core'
import type { DutyChange } from '../../../src-contract/features/duty.shapes.ts'
import { rpc } from '../../rpc/client.ts'
import { useCall } from '../../rpc/hooks.ts'
import { useFormat, useLabel, useText } from '../../text/language.ts'
import { ErrorNotice } from '../../ui/error-notice.tsx'
import { useChoices } from './duty-choices.ts'
import classes from './duty-screen.module.css'

/** Who entered, corrected or took back a record, when and why, with what differs. */
export function HistoryDialog({ recordId, onClose }: { recordId: string; onClose: () => void }) {
  const text = useText()
  const words = text.duty
  const format = useFormat()
  const { value, error, again } = useCall((signal) => rpc.duty.changes({ recordId }, { signal }), [recordId])
  const changes = value?.changes ?? []
  const label = useLabel()
  const { staff, shifts } = useChoices()
  const shown = (name: string, stored: string | undefined) => {
    if (stored === undefined) return '—'
    const shift = name === 'shift' ? shifts.find(({ id }) => id === stored) : undefined
    if (shift !== undefined) return label(shift.label)
    return name.endsWith('_id') ? (staff.find(({ accountId }) => accountId === stored)?.name ?? stored) : stored
  }
  return (
    <Modal
      opened
      onClose={onClose}
      title={words.historyTitle}
      size="lg"
      closeButtonProps={{ 'aria-label': text.frame.common.close }}
    >
      {error ? <ErrorNotice error={error} onRetry={again} /> : null}
      {value && changes.length === 0 ? <p className={classes.quiet}>{words.noHistory}</p> : null}
      <ol className={classes.history}>
        {changes.map((change) => (
          <li key={`${change.at} ${change.reason}`}>
            <p>
              {format.time(change.at)} {change.by} <strong>{kindOf(change, words)}</strong> {words.reason}:{' '}
              {change.reason}
            </p>
            <dl>
              {differences(change, words.columns).map(([name, before, after]) => (
                <div key={name}>
                  <dt>{words.columns[name]}</dt>
                  <dd>
                    {shown(name, before)} → {shown(name, after)}
                  </dd>
                </div>
              ))}
            </dl>
          </li>
        ))}
      </ol>
    </Modal>
  )
}

function kindOf(
  { before, after }: DutyChange,
  words: { historyNew: string; historyRemoved: string; historyChanged: string },
) {
  if (before === null) return words.historyNew
  return after === null ? words.historyRemoved : words.historyChanged
}

/** Columns that have a word and whose value differs; the others are keys that say nothing to a reader. */
function differences(
  { before, after }: DutyChange,
  words: Readonly<Record<string, string>>,
): [string, string | undefined, string | undefined][] {
  if (before === null || after === null) return []
  return Object.keys(words)
    .filter((name) => before[name] !== after[name])
    .map((name) => [name, before[name], after[name]])
}
