import { ActionIcon, Checkbox, Popover, Stack } from '@mantine/core'
import { IconArrowDown, IconArrowUp, IconColumns3 } from '@tabler/icons-react'
import type { PointerEvent as ReactPointerEvent } from 'react'
import { useText } from '../text/language.ts'
import classes from './data-grid.module.css'
import type { ColumnLayout, Sort } from './grid-columns.ts'
import { onKeys } from './ime.ts'

type Props = {
  layout: ColumnLayout
  sort: Sort | null
  onSort: ((sort: Sort) => void) | undefined
}

/** Headings that sort, are dragged or moved by arrow keys to another width, and a menu of columns. */
export function GridHeader({ layout, sort, onSort }: Props) {
  const text = useText().frame.common
  return (
    <div className={classes.header} style={{ width: layout.totalWidth }} role="rowgroup">
      <div role="row" aria-rowindex={1} className={classes.headRow} style={{ gridTemplateColumns: layout.template }}>
        {layout.heads.map((column, at) => {
          const sorted = sort?.by === column.key ? (sort.descending ? 'descending' : 'ascending') : undefined
          const Arrow = sorted === 'descending' ? IconArrowDown : IconArrowUp
          return (
            <div
              key={column.key}
              role="columnheader"
              aria-colindex={at + 1}
              aria-sort={column.sortable ? (sorted ?? 'none') : undefined}
              className={classes.head}
              data-align={column.align}
            >
              {column.sortable && onSort ? (
                <button
                  type="button"
                  className={classes.sort}
                  aria-label={text.sortBy(column.label)}
                  onClick={() => onSort({ by: column.key, descending: sorted !== 'descending' })}
                >
                  {column.label}
                  {sorted ? <Arrow size={13} aria-hidden /> : null}
                </button>
              ) : (
                <span className={classes.plain}>{column.label}</span>
              )}
              <Resizer name={column.label} columnKey={column.key} layout={layout} />
            </div>
          )
        })}
      </div>
    </div>
  )
}

function Resizer({ name, columnKey, layout }: { name: string; columnKey: string; layout: ColumnLayout }) {
  const text = useText().frame.common
  function drag(event: ReactPointerEvent<HTMLDivElement>) {
    event.preventDefault()
    const handle = event.currentTarget
    const start = event.clientX
    const width = layout.widthOf(columnKey)
    handle.setPointerCapture(event.pointerId)
    const move = (next: PointerEvent) => layout.setWidth(columnKey, width + next.clientX - start)
    handle.addEventListener('pointermove', move)
    handle.addEventListener('pointerup', () => handle.removeEventListener('pointermove', move), { once: true })
  }
  return (
    <div
      role="separator"
      aria-orientation="vertical"
      aria-label={text.resizeColumn(name)}
      aria-valuenow={layout.widthOf(columnKey)}
      tabIndex={0}
      className={classes.resizer}
      onPointerDown={drag}
      onKeyDown={onKeys({
        ArrowLeft: () => layout.setWidth(columnKey, layout.widthOf(columnKey) - 10),
        ArrowRight: () => layout.setWidth(columnKey, layout.widthOf(columnKey) + 10),
      })}
    />
  )
}

/** Which columns are in sight; beside the grid, since a grid holds rows only. */
export function ColumnsMenu({ layout }: { layout: ColumnLayout }) {
  const text = useText().frame.common
  return (
    <Popover position="bottom-end" withinPortal trapFocus>
      <Popover.Target>
        <ActionIcon className={classes.columns} aria-label={text.showColumns}>
          <IconColumns3 size={15} />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown>
        <Stack gap={6} role="group" aria-label={text.showColumns}>
          {layout.all.map((column) => (
            <Checkbox
              key={column.key}
              label={column.label}
              checked={!layout.hidden.has(column.key)}
              onChange={(event) => layout.setHidden(column.key, !event.currentTarget.checked)}
            />
          ))}
        </Stack>
      </Popover.Dropdown>
    </Popover>
  )
}
