import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useId, useRef, useState, type ClipboardEvent } from 'react'
import { useText } from '../text/language.ts'
import classes from './data-grid.module.css'
import { ColumnsMenu, GridHeader } from './grid-header.tsx'
import { useColumns, type Column, type Sort } from './grid-columns.ts'
import { onKeys } from './ime.ts'

const rowHeight = 28

type Props<R> = {
  label: string
  columns: readonly Column<R>[]
  /** How many rows there are in all; they may arrive later, page by page. */
  count: number
  row: (index: number) => R | undefined
  rowKey: (row: R) => string
  /** Under this name the widths and the hidden columns of this PC's user are kept. */
  remember: string
  onOpen?: ((row: R) => void) | undefined
  sort?: Sort | null
  onSort?: (sort: Sort) => void
  /** Rows that come into sight, to be fetched. */
  onVisible?: (first: number, last: number) => void
}

/**
 * A dense list of any length: only the rows in sight exist. One tab stop; arrows, Home, End and Page move, Enter opens,
 * Shift extends, Ctrl+C copies the selected rows as TSV.
 */
export function DataGrid<R>(props: Props<R>) {
  const { columns, count, row, rowKey, onOpen, onVisible } = props
  const text = useText()
  const id = useId()
  const scroller = useRef<HTMLDivElement>(null)
  const [active, setActive] = useState(0)
  const [anchor, setAnchor] = useState(0)
  const layout = useColumns(props.remember, columns)
  const virtual = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 12,
    scrollPaddingStart: rowHeight + 2,
  })
  const items = virtual.getVirtualItems()
  const first = items[0]?.index ?? 0
  const last = items.at(-1)?.index ?? 0
  useEffect(() => onVisible?.(first, last), [onVisible, first, last])
  useEffect(() => {
    if (active >= count) setActive(Math.max(0, count - 1))
  }, [active, count])

  // Somebody who came here by a key goes on with the keys; a focus that is somewhere stays there.
  useEffect(() => {
    if (document.activeElement === document.body) scroller.current?.focus()
  }, [])

  const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 280) / rowHeight) - 2)
  function move(to: number, extend = false) {
    const next = Math.min(Math.max(0, to), Math.max(0, count - 1))
    setActive(next)
    if (!extend) setAnchor(next)
    virtual.scrollToIndex(next)
  }
  function open(index: number) {
    const found = row(index)
    if (found !== undefined) onOpen?.(found)
  }
  const from = Math.min(active, anchor)
  const to = Math.max(active, anchor)

  function copy(event: ClipboardEvent) {
    if (!window.getSelection()?.isCollapsed) return
    const lines: string[] = []
    for (let index = from; index <= to; index += 1) {
      const found = row(index)
      if (found !== undefined) lines.push(layout.shown.map((column) => tsvCell(column.text(found))).join('\t'))
    }
    event.clipboardData.setData('text/plain', lines.join('\n'))
    event.preventDefault()
  }

  const keys = onKeys({
    ArrowDown: () => move(active + 1),
    ArrowUp: () => move(active - 1),
    'shift+ArrowDown': () => move(active + 1, true),
    'shift+ArrowUp': () => move(active - 1, true),
    PageDown: () => move(active + page),
    PageUp: () => move(active - page),
    Home: () => move(0),
    End: () => move(count - 1),
    'mod+Home': () => move(0),
    'mod+End': () => move(count - 1),
    ArrowRight: () => scroller.current?.scrollBy({ left: 80 }),
    ArrowLeft: () => scroller.current?.scrollBy({ left: -80 }),
    Enter: () => open(active),
  })

  return (
    <div className={classes.wrap}>
      <div
        ref={scroller}
        className={classes.scroller}
        role="grid"
        aria-label={props.label}
        aria-rowcount={count + 1}
        aria-colcount={layout.shown.length}
        aria-multiselectable
        aria-activedescendant={count > 0 ? `${id}-${active}` : undefined}
        tabIndex={0}
        onKeyDown={keys}
        onCopy={copy}
      >
        <GridHeader layout={layout} sort={props.sort ?? null} onSort={props.onSort} />
        <div
          className={classes.body}
          style={{ height: virtual.getTotalSize(), width: layout.totalWidth }}
          role="rowgroup"
        >
          {items.map((item) => {
            const found = row(item.index)
            return (
              <div
                key={found === undefined ? `#${item.index}` : rowKey(found)}
                id={`${id}-${item.index}`}
                role="row"
                aria-rowindex={item.index + 2}
                aria-selected={item.index >= from && item.index <= to}
                data-active={item.index === active || undefined}
                className={classes.row}
                style={{ transform: `translateY(${item.start}px)`, gridTemplateColumns: layout.template }}
                onClick={(event) => move(item.index, event.shiftKey)}
                onDoubleClick={() => open(item.index)}
              >
                {layout.shown.map((column, at) => (
                  <div
                    key={column.key}
                    role="gridcell"
                    aria-colindex={at + 1}
                    className={classes.cell}
                    data-align={column.align}
                  >
                    {found === undefined ? '…' : column.render ? column.render(found) : column.text(found)}
                  </div>
                ))}
              </div>
            )
          })}
        </div>
      </div>
      <ColumnsMenu layout={layout} />
      {to > from ? (
        <div className={classes.selected} role="status">
          {text.frame.common.selectedRows(to - from + 1)} · Ctrl+C
        </div>
      ) : null}
    </div>
  )
}

/** A cell of a TSV row: line breaks and tabs would start new cells, a leading = would become a formula. */
function tsvCell(value: string): string {
  const flat = value.replace(/[\t\r\n]+/g, ' ')
  return /^[=+@]/.test(flat) ? `'${flat}` : flat
}
