import { memo, type MouseEvent } from 'react'
import classes from './data-grid.module.css'
import type { ColumnSpan } from './columns-in-sight.ts'
import type { Column } from './grid-columns.ts'

type Props<R> = {
  id: string
  index: number
  row: R | undefined
  columns: readonly Column<R>[]
  /** Columns that are in sight: only their cells exist. */
  span: ColumnSpan
  template: string
  start: number
  active: boolean
  selected: boolean
  /** A box at the left shows and changes whether the row is chosen. */
  boxed: boolean
  on: RowEvents
}

export type RowEvents = {
  press: (index: number, event: MouseEvent) => void
  toggle: (index: number) => void
  open: (index: number) => void
}

function Row<R>({ id, index, row, columns, span, template, start, active, selected, boxed, on }: Props<R>) {
  return (
    <div
      id={id}
      role="row"
      aria-rowindex={index + 2}
      aria-selected={selected}
      data-active={active || undefined}
      className={classes.row}
      style={{ transform: `translateY(${start}px)`, gridTemplateColumns: template }}
      onClick={(event) => on.press(index, event)}
      onDoubleClick={() => on.open(index)}
    >
      {boxed ? (
        <div
          role="gridcell"
          aria-colindex={1}
          className={classes.box}
          data-checked={selected || undefined}
          onClick={(event) => {
            event.stopPropagation()
            on.toggle(index)
          }}
        />
      ) : null}
      {columns.slice(span.first, span.last + 1).map((column, at) => (
        <div
          key={column.key}
          role="gridcell"
          aria-colindex={span.first + at + (boxed ? 2 : 1)}
          style={at === 0 ? { gridColumnStart: span.first + (boxed ? 2 : 1) } : undefined}
          className={classes.cell}
          data-align={column.align}
        >
          {row === undefined ? '…' : column.render ? column.render(row) : column.text(row)}
        </div>
      ))}
    </div>
  )
}

/** Drawn again only when something of it changed: scrolling moves hundreds of them past. */
export const GridRow = memo(Row) as typeof Row
