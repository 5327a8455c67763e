import { ActionIcon, Checkbox, Popover, Stack } from '@mantine/core'
import { IconArrowDown, IconArrowUp, IconColumns3, IconFilter, IconFilterFilled } from '@tabler/icons-react'
import { memo, useRef, useState, type PointerEvent as ReactPointerEvent, type ReactNode } from 'react'
import { useText } from '../text/language.ts'
import classes from './data-grid.module.css'
import type { ColumnLayout, Sort } from './grid-columns.ts'
import { onKeys } from './ime.ts'

type Props = {
  layout: ColumnLayout
  template: string
  width: number
  boxed: boolean
  sort: Sort | null
  onSort: ((sort: Sort) => void) | undefined
  filterOf: ((column: string, close: () => void) => ReactNode) | undefined
  filtered: ReadonlySet<string> | undefined
  /** Down from a heading leads into the rows. */
  onLeave: () => void
}

/**
 * Headings that sort, filter and have a width. One tab stop: arrows go from heading to heading, Enter sorts, Alt+↓ filters,
 * Shift with an arrow makes the column wider or narrower.
 */
function Header({ layout, template, width, boxed, sort, onSort, filterOf, filtered, onLeave }: Props) {
  const text = useText()
  const words = text.frame.common
  const row = useRef<HTMLDivElement>(null)
  const [at, setAt] = useState(0)
  const [filtering, setFiltering] = useState<string | null>(null)
  const stop = Math.min(at, layout.heads.length - 1)
  function goTo(next: number) {
    const heads = row.current?.querySelectorAll<HTMLElement>('[data-head]')
    const place = Math.min(Math.max(0, next), layout.heads.length - 1)
    setAt(place)
    heads?.[place]?.focus()
  }
  return (
    <div className={classes.header} style={{ width }} role="rowgroup">
      <div ref={row} role="row" aria-rowindex={1} className={classes.headRow} style={{ gridTemplateColumns: template }}>
        {boxed ? (
          <div role="columnheader" aria-colindex={1} aria-label={words.choice} className={classes.head} />
        ) : null}
        {layout.heads.map((column, index) => {
          const sorts = column.sortable && onSort !== undefined
          const sorted = sort?.by === column.key ? (sort.descending ? 'descending' : 'ascending') : undefined
          const Arrow = sorted === 'descending' ? IconArrowDown : IconArrowUp
          const close = () => {
            setFiltering(null)
            goTo(index)
          }
          return (
            <div
              key={column.key}
              role="columnheader"
              aria-colindex={index + (boxed ? 2 : 1)}
              aria-sort={sorts ? (sorted ?? 'none') : undefined}
              className={classes.head}
              data-align={column.align}
            >
              <button
                type="button"
                data-head
                tabIndex={index === stop ? 0 : -1}
                className={sorts ? classes.sort : classes.plain}
                aria-label={sorts ? words.sortBy(column.label) : undefined}
                onFocus={() => setAt(index)}
                onClick={() => sorts && onSort({ by: column.key, descending: sorted !== 'descending' })}
                onKeyDown={onKeys({
                  ArrowRight: () => goTo(index + 1),
                  ArrowLeft: () => goTo(index - 1),
                  Home: () => goTo(0),
                  End: () => goTo(layout.heads.length - 1),
                  ArrowDown: onLeave,
                  'shift+ArrowRight': () => layout.setWidth(column.key, layout.widthOf(column.key) + 10),
                  'shift+ArrowLeft': () => layout.setWidth(column.key, layout.widthOf(column.key) - 10),
                  ...(filterOf && column.filterable ? { 'alt+ArrowDown': () => setFiltering(column.key) } : {}),
                })}
              >
                {column.label}
                {sorted ? <Arrow size={13} aria-hidden /> : null}
              </button>
              {filterOf && column.filterable ? (
                <HeadFilter
                  name={text.ledger.filters.label(column.label)}
                  on={filtered?.has(column.key) ?? false}
                  opened={filtering === column.key}
                  onToggle={(open) => setFiltering(open ? column.key : null)}
                >
                  {filtering === column.key ? filterOf(column.key, close) : null}
                </HeadFilter>
              ) : null}
              <Resizer columnKey={column.key} layout={layout} />
            </div>
          )
        })}
      </div>
    </div>
  )
}

/** Drawn again only when a column, the order or a filter changed, not at each row that comes into sight. */
export const GridHeader = memo(Header)

type FilterProps = {
  name: string
  /** The column is filtered now. */
  on: boolean
  opened: boolean
  onToggle: (open: boolean) => void
  children: ReactNode
}

function HeadFilter({ name, on, opened, onToggle, children }: FilterProps) {
  const mark = (
    <button
      type="button"
      tabIndex={-1}
      className={classes.filter}
      data-on={on || undefined}
      aria-label={name}
      onClick={() => onToggle(!opened)}
    >
      {on ? <IconFilterFilled size={12} /> : <IconFilter size={12} />}
    </button>
  )
  if (!opened) return mark
  return (
    <Popover opened onChange={onToggle} position="bottom-start" withinPortal trapFocus closeOnEscape>
      <Popover.Target>{mark}</Popover.Target>
      <Popover.Dropdown role="dialog" aria-label={name}>
        {children}
      </Popover.Dropdown>
    </Popover>
  )
}

/** For the mouse; by the keys it is Shift with an arrow in the heading. */
function Resizer({ columnKey, layout }: { columnKey: string; layout: ColumnLayout }) {
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
  return <div aria-hidden className={classes.resizer} onPointerDown={drag} />
}

/** Which columns are in sight; beside the grid, since a grid holds rows only. */
export const ColumnsMenu = memo(function ColumnsMenu({ layout }: { layout: ColumnLayout }) {
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
})
