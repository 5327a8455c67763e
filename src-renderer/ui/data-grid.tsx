import { useEffect, useId, useMemo, useRef, useState, type MouseEvent, type ReactNode } from 'react'
import type { GridList } from '../../src-contract/features/preferences.contract.ts'
import { useText } from '../text/language.ts'
import classes from './data-grid.module.css'
import { useColumnsInSight } from './columns-in-sight.ts'
import { ColumnsMenu, GridHeader } from './grid-header.tsx'
import { useColumns, type Column, type ShownColumns, type Sort } from './grid-columns.ts'
import { GridRow, type RowEvents } from './grid-row.tsx'
import { useSlots } from './row-slots.ts'
import { useRowsInSight } from './rows-in-sight.ts'
import { mostSelected, toggledRow, withRange, type Selection } from './grid-selection.ts'
import { onKeys } from './ime.ts'
import { tsvOf } from './tsv.ts'

const rowHeight = 28
const boxWidth = 28
/** Rows drawn beyond those in sight, each way: more of them are drawn in vain while somebody scrolls quickly. */
const overscan = 3

type Props<R> = {
  label: string
  columns: readonly Column<R>[]
  /** How many rows there are in all; they may arrive later, page by page. */
  count: number
  row: (index: number) => R | undefined
  rowKey: (row: R) => string
  /** Under this name the widths and the hidden columns of this account are kept. */
  remember: GridList
  /** Columns as the screen keeps them, where it has views of its own. */
  layout?: ShownColumns<R>
  onOpen?: ((row: R) => void) | undefined
  /** The row under the keys changed. */
  onActive?: (row: R) => void
  sort?: Sort | null
  onSort?: (sort: Sort) => void
  /** What a column is filtered with, opened from its heading. */
  filterOf?: (column: string, close: () => void) => ReactNode
  filtered?: ReadonlySet<string>
  /** Rows that come into sight, to be fetched. */
  onVisible?: (first: number, last: number) => void
  /** Several rows can be chosen, to be acted on; `load` fetches those of a range that were not in sight yet. */
  selection?: Selection<R>
  load?: (first: number, last: number) => Promise<readonly R[]>
}

/**
 * A dense list of any length: only the rows and columns in sight exist. One tab stop; arrows, Home, End and Page move, Enter opens, Space and
 * Shift choose, Ctrl+A chooses all, Ctrl+C copies the chosen rows (or the one under the keys) as TSV.
 */
export function DataGrid<R>(props: Props<R>) {
  const { columns, count, row, rowKey, onOpen, onActive, onVisible, selection, load } = props
  const text = useText()
  const id = useId()
  const scroller = useRef<HTMLDivElement>(null)
  const [place, setPlace] = useState({ active: 0, anchor: 0 })
  /** What was chosen when a range was begun: the range is put to it. */
  const base = useRef<ReadonlyMap<string, R>>(new Map())
  const own = useColumns(props.remember, columns)
  const layout = props.layout ?? own
  const sight = useRowsInSight(scroller, { count, height: rowHeight, above: rowHeight, beyond: overscan })
  const items = Array.from({ length: sight.end - sight.first }, (_, at) => sight.first + at)
  const boxed = selection !== undefined
  const widths = useMemo(() => layout.shown.map(({ key }) => layout.widthOf(key)), [layout])
  const span = useColumnsInSight(scroller, widths, boxed ? boxWidth : 0)
  const slots = useSlots(items)
  const first = sight.first
  const last = Math.max(first, sight.end - 1)
  useEffect(() => onVisible?.(first, last), [onVisible, first, last])
  // Rows went away: the keys stay inside what is left.
  const within = (index: number) => Math.min(Math.max(0, index), Math.max(0, count - 1))
  const active = within(place.active)
  const anchor = within(place.anchor)
  const activeRow = count > 0 ? row(active) : undefined
  useEffect(() => {
    if (activeRow !== undefined) onActive?.(activeRow)
  }, [activeRow, onActive])

  // Somebody who came here by a key goes on with the keys; a focus that is somewhere stays there.
  useEffect(() => {
    // With the frame that paints the list: to take the focus lays the page out, and outside of one that is done twice.
    const frame = requestAnimationFrame(() => {
      if (document.activeElement === document.body) scroller.current?.focus()
    })
    return () => cancelAnimationFrame(frame)
  }, [])

  const page = Math.max(1, sight.page - 1)
  function move(to: number) {
    const next = within(to)
    base.current = selection?.rows ?? new Map()
    setPlace({ active: next, anchor: next })
    sight.reveal(next)
  }
  async function extend(to: number) {
    const next = within(to)
    setPlace({ active: next, anchor })
    sight.reveal(next)
    if (selection) selection.set(withRange(base.current, await rowsBetween(anchor, next), rowKey))
  }
  async function rowsBetween(one: number, other: number): Promise<readonly R[]> {
    const from = Math.min(one, other)
    // One more than may be chosen says that there were too many.
    const to = Math.min(Math.max(one, other), from + mostSelected)
    const known = Array.from({ length: to - from + 1 }, (_, at) => row(from + at))
    return load && known.includes(undefined) ? load(from, to) : known.filter((one) => one !== undefined)
  }
  function toggle(index: number) {
    const found = row(index)
    if (!selection || found === undefined) return
    const next = toggledRow(selection.rows, found, rowKey(found))
    base.current = next
    selection.set(next)
    setPlace({ active: index, anchor: index })
  }
  function open(index: number) {
    const found = row(index)
    if (found !== undefined) onOpen?.(found)
  }
  function press(index: number, event: MouseEvent) {
    if (event.shiftKey) void extend(index)
    else if (event.ctrlKey || event.metaKey) toggle(index)
    else move(index)
  }
  // The same functions for every row and drawing, so that a row is drawn again only when something of it changed.
  const newest = useRef({ press, toggle, open })
  newest.current = { press, toggle, open }
  const onRow = useMemo<RowEvents>(
    () => ({
      press: (index, event) => newest.current.press(index, event),
      toggle: (index) => newest.current.toggle(index),
      open: (index) => newest.current.open(index),
    }),
    [],
  )
  async function chooseAll() {
    selection?.set(withRange(new Map(), await rowsBetween(0, count - 1), rowKey))
  }

  // Without a selection of its own a grid still copies a range.
  const from = selection ? active : Math.min(active, anchor)
  const to = selection ? active : Math.max(active, anchor)
  function copy(event: ClipboardEvent) {
    if (document.activeElement !== scroller.current || !(window.getSelection()?.isCollapsed ?? true)) return
    const chosen =
      selection && selection.rows.size > 0
        ? [...selection.rows.values()]
        : Array.from({ length: to - from + 1 }, (_, at) => row(from + at)).filter((one) => one !== undefined)
    event.clipboardData?.setData(
      'text/plain',
      tsvOf(chosen.map((one) => layout.shown.map((column) => column.text(one)))),
    )
    event.preventDefault()
  }
  // Where no text is selected the browser tells the page, not the element that has the focus.
  const newestCopy = useRef(copy)
  newestCopy.current = copy
  useEffect(() => {
    const listen = (event: ClipboardEvent) => newestCopy.current(event)
    document.addEventListener('copy', listen)
    return () => document.removeEventListener('copy', listen)
  }, [])

  const keys = onKeys({
    ArrowDown: () => move(active + 1),
    ArrowUp: () => move(active - 1),
    'shift+ArrowDown': () => void extend(active + 1),
    'shift+ArrowUp': () => void extend(active - 1),
    'shift+PageDown': () => void extend(active + page),
    'shift+PageUp': () => void extend(active - page),
    'shift+Home': () => void extend(0),
    'shift+End': () => void extend(count - 1),
    PageDown: () => move(active + page),
    PageUp: () => move(active - page),
    Home: () => move(0),
    End: () => move(count - 1),
    'mod+Home': () => move(0),
    'mod+End': () => move(count - 1),
    ArrowRight: () => scroller.current?.scrollBy({ left: 80 }),
    ArrowLeft: () => scroller.current?.scrollBy({ left: -80 }),
    Enter: () => open(active),
    ...(selection
      ? {
          ' ': () => toggle(active),
          'mod+A': () => void chooseAll(),
          ...(selection.rows.size > 0 ? { Escape: selection.clear } : {}),
        }
      : {}),
  })
  const focusRows = useMemo(() => () => scroller.current?.focus(), [])
  const template = boxed ? `${boxWidth}px ${layout.template}` : layout.template
  const width = layout.totalWidth + (boxed ? boxWidth : 0)

  return (
    <div className={classes.wrap}>
      <div
        ref={scroller}
        className={classes.scroller}
        role="grid"
        aria-label={props.label}
        aria-rowcount={count + 1}
        aria-colcount={layout.shown.length + (boxed ? 1 : 0)}
        aria-multiselectable
        aria-activedescendant={count > 0 ? `${id}-${active}` : undefined}
        tabIndex={0}
        // Keys in a heading are the heading's.
        onKeyDown={(event) => event.target === event.currentTarget && keys(event)}
      >
        <GridHeader
          layout={layout}
          template={template}
          width={width}
          boxed={boxed}
          sort={props.sort ?? null}
          onSort={props.onSort}
          filterOf={props.filterOf}
          filtered={props.filtered}
          onLeave={focusRows}
        />
        <div className={classes.body} style={{ height: count * rowHeight, width }} role="rowgroup">
          {items.map((index) => {
            const found = row(index)
            const key = found === undefined ? '' : rowKey(found)
            return (
              <GridRow
                key={slots.get(index)}
                id={`${id}-${index}`}
                index={index}
                row={found}
                columns={layout.shown}
                span={span}
                template={template}
                start={index * rowHeight}
                active={index === active}
                selected={selection ? selection.rows.has(key) : index >= from && index <= to}
                boxed={boxed}
                on={onRow}
              />
            )
          })}
        </div>
      </div>
      <ColumnsMenu layout={layout} />
      {!selection && to > from ? (
        <div className={classes.selected} role="status">
          {text.frame.common.selectedRows(to - from + 1)} · Ctrl+C
        </div>
      ) : null}
    </div>
  )
}
