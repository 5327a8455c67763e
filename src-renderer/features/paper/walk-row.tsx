import { useText } from '../../text/language.ts'
import { onKeys, type KeyMap } from '../../ui/ime.ts'
import { Tag } from '../../ui/tag.tsx'
import classes from './paper.module.css'
import type { Line } from './use-walk-list.ts'
import type { Typed } from './walk-saver.ts'

export const columns = ['outcome', 'day', 'phone', 'note'] as const
export type WalkColumn = (typeof columns)[number]

type Props = {
  line: Line
  /** Shown with the first row of a room. */
  room: string | null
  active: boolean
  locked: boolean
  keysOf: (column: WalkColumn) => KeyMap
  onPress: (column: WalkColumn) => void
  onType: (change: Partial<Typed>) => void
}

const tones = { confirmed: 'good', left: 'warn', unseen: 'quiet' } as const

/** One line of the paper. The row under the keys has controls; the others are text. */
export function WalkRowView({ line, room, active, locked, keysOf, onPress, onType }: Props) {
  const words = useText().paper
  const { outcome } = line
  const done = line.visit !== null || line.since === 'gone'
  const said = outcome === null ? '' : <Tag tone={tones[outcome]}>{words.outcomes[outcome]}</Tag>
  const cell = (column: 'day' | 'phone' | 'note') => (
    <td onMouseDown={() => onPress(column)}>
      {active && !locked && !done ? (
        <input
          data-col={column}
          aria-label={words.cell(line.position, words.columns[column])}
          aria-invalid={(column !== 'note' && line.problems.some((one) => one.startsWith(column))) || undefined}
          value={line[column]}
          maxLength={column === 'note' ? 400 : column === 'phone' ? 40 : 20}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => onType({ [column]: event.currentTarget.value })}
          onKeyDown={onKeys(keysOf(column))}
        />
      ) : column === 'day' ? (
        (line.readDay ?? line.day)
      ) : (
        line[column]
      )}
    </td>
  )
  return (
    <tr data-active={active || undefined} data-first={room === null ? undefined : true} data-done={done || undefined}>
      <th scope="row">{room ?? ''}</th>
      <td>{line.position}</td>
      <td>
        {line.name} {line.since === 'corrected' ? <Tag tone="warn">{words.corrected}</Tag> : null}
        {line.since === 'gone' ? <Tag tone="quiet">{words.gone}</Tag> : null}
      </td>
      <td>{line.documentEnd}</td>
      <td>{line.phoneNow}</td>
      <td onMouseDown={() => onPress('outcome')}>
        {active && !locked ? (
          <button
            type="button"
            data-col="outcome"
            className={classes.outcome}
            aria-label={`${words.cell(line.position, words.columns.outcome)} ${outcome === null ? words.none : words.outcomes[outcome]}`}
            onKeyDown={onKeys(keysOf('outcome'))}
          >
            {outcome === null ? '\u00a0' : said}
          </button>
        ) : (
          said
        )}
      </td>
      {cell('day')}
      {cell('phone')}
      {cell('note')}
    </tr>
  )
}
