import type { ClipboardEvent } from 'react'
import type { BookField } from '../../../../src-contract/books.ts'
import { useText } from '../../../text/language.ts'
import { useLabel } from '../../../text/language.ts'
import type { KeyMap } from '../../../ui/ime.ts'
import { hashOf } from '../../../ui/router.ts'
import { Tag, type Tone } from '../../../ui/tag.tsx'
import { FastCell } from './fast-cell.tsx'
import classes from './fast-grid.module.css'
import { standingOf, type FastRow, type RowStanding } from './fast-rows.ts'

type Props = {
  id: string
  index: number
  start: number
  row: FastRow
  columns: readonly BookField[]
  template: string
  shown: (column: number) => string
  /** The column under the keys; null when they are in another row. */
  active: number | null
  /** The chosen range, where it reaches this row. */
  area: { left: number; right: number; top: number; bottom: number } | null
  keys: KeyMap
  onPress: (column: number, extend: boolean) => void
  onCommit: (column: number, typed: string) => void
  onCopy: (event: ClipboardEvent) => void
  onPaste: (event: ClipboardEvent) => void
}

const tones: Readonly<Record<RowStanding, Tone>> = {
  empty: 'quiet',
  draft: 'quiet',
  ready: 'accent',
  errors: 'bad',
  warnings: 'warn',
  filed: 'good',
  review: 'warn',
  failed: 'bad',
}

/** One row of the entry grid: its number, how far it is, its cells, and why its warnings are right. */
export function FastLine({ id, index, start, row, columns, template, shown, active, area, keys, ...props }: Props) {
  const words = useText().ledger.fast
  const label = useLabel()
  const several = area !== null && (area.right > area.left || area.bottom > area.top)
  const cells: readonly (BookField | null)[] = [...columns, null]
  // What is still to be typed in the row under the keys is no mistake yet.
  const problems = row.filed ? [] : row.problems.filter((one) => active === null || one.code !== 'required')
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      className={classes.line}
      data-row
      data-filed={row.filed !== null || undefined}
      style={{ transform: `translateY(${start}px)`, gridTemplateColumns: template }}
    >
      <div role="rowheader" aria-colindex={1} className={classes.sticky}>
        {index + 1}
      </div>
      <div role="gridcell" aria-colindex={2} className={classes.sticky} data-second>
        <Result row={row} typing={active !== null && problems.length === 0} />
      </div>
      {cells.map((field, column) => {
        const problem = field === null ? undefined : problems.find((one) => one.field === field.key)
        const name = words.cell(index + 1, field ? label(field.label) : words.reason)
        const chosen = several && area !== null && column >= area.left && column <= area.right
        return (
          <div
            key={field?.key ?? 'reason'}
            role="gridcell"
            aria-colindex={column + 3}
            aria-selected={chosen || undefined}
            aria-invalid={problem?.severity === 'error' || undefined}
            className={classes.cell}
            data-problem={problem?.severity}
            onMouseDown={(event) => {
              if (column === active) return
              event.preventDefault()
              props.onPress(column, event.shiftKey)
            }}
          >
            {column === active ? (
              <FastCell
                key={`${row.id} ${column}`}
                id={`${id}-cell`}
                label={name}
                value={shown(column)}
                disabled={row.filed !== null}
                invalid={problem?.severity === 'error'}
                describedBy={`${id}-status`}
                keys={keys}
                onCommit={(typed) => props.onCommit(column, typed)}
                onCopy={props.onCopy}
                onPaste={props.onPaste}
              />
            ) : (
              shown(column)
            )}
          </div>
        )
      })}
    </div>
  )
}

function Result({ row, typing }: { row: FastRow; typing: boolean }) {
  const { state } = useText().ledger.fast
  const standing = standingOf(row)
  const errors = row.problems.filter((one) => one.severity === 'error').length
  if (standing === 'empty') return null
  if (row.filed)
    return (
      <a className={classes.filed} href={hashOf({ screen: 'entry', entryId: row.filed.entryId })} tabIndex={-1}>
        {standing === 'review' ? state.review(row.filed.number) : row.filed.number}
      </a>
    )
  if (typing && standing === 'errors') return <Tag tone="quiet">{state.draft}</Tag>
  const said =
    standing === 'errors'
      ? state.errors(errors)
      : standing === 'warnings'
        ? state.warnings(row.problems.length)
        : standing === 'failed'
          ? state.failed
          : standing === 'ready'
            ? state.ready
            : state.draft
  return <Tag tone={tones[standing]}>{said}</Tag>
}
