import { useVirtualizer, defaultRangeExtractor } from '@tanstack/react-virtual'
import { useId, useRef, useState, type ClipboardEvent } from 'react'
import type { BookDefinition } from '../../../../src-contract/books.ts'
import { useFormat, useLabel, useText } from '../../../text/language.ts'
import type { KeyMap } from '../../../ui/ime.ts'
import { now, today } from '../../../ui/today.ts'
import { cellsOf, tsvOf } from '../../../ui/tsv.ts'
import type { Colleague } from '../entry-form.tsx'
import { lastValue } from '../last-values.ts'
import { readCell, shownCell } from './cell-value.ts'
import { fastColumns, templateOf, totalWidthOf } from './fast-columns.ts'
import classes from './fast-grid.module.css'
import { FastLine } from './fast-line.tsx'
import { areaOf, mostRows, planPaste, type PastePlan, type Place } from './fast-rows.ts'
import { FastStatus } from './fast-status.tsx'
import type { Change, FastRows } from './use-fast-rows.ts'

const rowHeight = 28

type Props = {
  book: BookDefinition
  data: FastRows
  colleagues: readonly Colleague[]
  onPasted: (plan: PastePlan) => void
  onRemoved: (rows: number) => void
}

/** Rows and columns as in a spreadsheet: Enter down, Tab right, F2 into the cell, ranges by Shift, copy and paste as TSV. */
export function FastGrid({ book, data, colleagues, onPasted, onRemoved }: Props) {
  const text = useText()
  const { list } = useFormat()
  const words = text.ledger.fast
  const label = useLabel()
  const id = useId()
  const scroller = useRef<HTMLDivElement>(null)
  const columns = fastColumns(book)
  const { rows } = data
  const [place, setPlace] = useState<{ at: Place; from: Place }>({ at: start, from: start })
  /** Where Tab began: Enter goes back to that column, as in a spreadsheet. */
  const [tabbedFrom, setTabbedFrom] = useState<number | null>(null)
  // The reason is the last column.
  const width = columns.length + 1
  const at = { row: Math.min(place.at.row, rows.length - 1), column: Math.min(place.at.column, width - 1) }
  const area = areaOf(at, {
    row: Math.min(place.from.row, rows.length - 1),
    column: Math.min(place.from.column, width - 1),
  })
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 10,
    scrollPaddingStart: rowHeight + 2,
    // The row under the keys stays drawn, or the keys would have nowhere to go.
    rangeExtractor: (range) => [...new Set([...defaultRangeExtractor(range), at.row])].sort((a, b) => a - b),
  })
  const people = colleagues
  const inWords = { people, label, declared: text.ledger.form.declared, list }

  function goTo(next: Place, extend = false) {
    const within = {
      row: Math.min(Math.max(0, next.row), rows.length - 1),
      column: Math.min(Math.max(0, next.column), width - 1),
    }
    setPlace({ at: within, from: extend ? place.from : within })
    virtual.scrollToIndex(within.row)
  }
  function enter(step: 1 | -1) {
    const column = tabbedFrom ?? at.column
    setTabbedFrom(null)
    goTo({ row: at.row + step, column })
  }
  function tab(step: 1 | -1) {
    const next = at.column + step
    if (tabbedFrom === null) setTabbedFrom(at.column)
    if (next < 0 || next >= width) goTo({ row: at.row + step, column: next < 0 ? width - 1 : 0 })
    else goTo({ row: at.row, column: next })
  }
  const move = (down: number, right: number, extend = false) => {
    setTabbedFrom(null)
    goTo({ row: at.row + down, column: at.column + right }, extend)
  }
  /** Puts a text into cells, as if it were typed into each. */
  function fill(cells: readonly { row: number; column: number; typed: string }[]) {
    const changes: Change[] = []
    for (const { row, column, typed } of cells) {
      const field = columns[column]
      if (field) changes.push({ row, key: field.key, value: readCell(field, typed, people) })
      else data.reason(row, typed)
    }
    data.change(changes)
  }
  function shown(row: number, column: number): string {
    const found = rows[row]
    const field = columns[column]
    if (!found) return ''
    return field ? shownCell(field, found.fields[field.key] ?? '', inWords) : found.reason
  }
  function everyCell(fn: (row: number, column: number) => string) {
    const cells = []
    for (let row = area.top; row <= area.bottom; row += 1)
      for (let column = area.left; column <= area.right; column += 1)
        cells.push({ row, column, typed: fn(row, column) })
    return cells
  }
  /** Ctrl+D: the first row of the range into the others; of one row, what stands above it, or what was filed last. */
  function fillDown() {
    const above = (column: number) => {
      if (area.bottom > area.top) return shown(area.top, column)
      if (area.top > 0) return shown(area.top - 1, column)
      const field = columns[column]
      return field ? shownCell(field, lastValue(book.id, field.key) ?? '', inWords) : ''
    }
    const cells = everyCell((_, column) => above(column))
    fill(area.bottom > area.top ? cells.filter((cell) => cell.row > area.top) : cells)
  }
  function fillToday() {
    const field = columns[at.column]
    if (field?.kind === 'date') fill([{ ...at, typed: today() }])
    if (field?.kind === 'time') fill([{ ...at, typed: now() }])
  }
  function copy(event: ClipboardEvent) {
    const lines = []
    for (let row = area.top; row <= area.bottom; row += 1)
      lines.push(Array.from({ length: area.right - area.left + 1 }, (_, one) => shown(row, area.left + one)))
    event.clipboardData.setData('text/plain', tsvOf(lines))
    event.preventDefault()
  }
  function paste(event: ClipboardEvent) {
    const cells = cellsOf(event.clipboardData.getData('text/plain'))
    event.preventDefault()
    if (cells.length === 0) return
    const from = { row: area.top, column: area.left }
    const plan = planPaste(cells, from, width)
    fill(
      plan.cells.flatMap((line, row) =>
        line.map((typed, column) => ({ row: from.row + row, column: from.column + column, typed })),
      ),
    )
    onPasted(plan)
  }
  function remove() {
    const holding = rows.slice(area.top, area.bottom + 1).filter((row) => Object.keys(row.fields).length > 0).length
    data.remove(area.top, area.bottom)
    onRemoved(holding)
  }
  const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 280) / rowHeight) - 2)
  const clear = () => fill(everyCell(() => ''))
  const keys: KeyMap = {
    Enter: () => enter(1),
    'shift+Enter': () => enter(-1),
    Tab: () => tab(1),
    'shift+Tab': () => tab(-1),
    ArrowDown: () => move(1, 0),
    ArrowUp: () => move(-1, 0),
    ArrowRight: () => move(0, 1),
    ArrowLeft: () => move(0, -1),
    'shift+ArrowDown': () => move(1, 0, true),
    'shift+ArrowUp': () => move(-1, 0, true),
    'shift+ArrowRight': () => move(0, 1, true),
    'shift+ArrowLeft': () => move(0, -1, true),
    PageDown: () => move(page, 0),
    PageUp: () => move(-page, 0),
    Home: () => goTo({ row: at.row, column: 0 }),
    End: () => goTo({ row: at.row, column: width - 1 }),
    'mod+Home': () => goTo({ row: 0, column: 0 }),
    'mod+End': () => goTo({ row: rows.length - 1, column: at.column }),
    'mod+D': fillDown,
    'mod+;': fillToday,
    'mod+Delete': remove,
    Delete: clear,
    Backspace: clear,
  }
  const template = templateOf(columns)
  const totalWidth = totalWidthOf(columns)
  return (
    <>
      <div
        ref={scroller}
        className={classes.scroller}
        role="grid"
        aria-label={words.title(label(book.label))}
        aria-rowcount={rows.length + 1}
        aria-colcount={width + 2}
        aria-multiselectable
      >
        <div className={classes.header} style={{ width: totalWidth }} role="rowgroup">
          <div role="row" aria-rowindex={1} className={classes.line} style={{ gridTemplateColumns: template }}>
            {[
              { key: '#', name: words.row, required: false },
              { key: 'result', name: words.result, required: false },
              ...columns.map((one) => ({ key: one.key, name: label(one.label), required: one.required })),
              { key: 'reason', name: words.reason, required: false },
            ].map((one, column) => (
              <div
                key={one.key}
                role="columnheader"
                aria-colindex={column + 1}
                className={column < 2 ? classes.sticky : classes.head}
                data-second={column === 1 || undefined}
              >
                {one.name}
                {one.required ? <span className={classes.required}>*</span> : null}
              </div>
            ))}
          </div>
        </div>
        <div className={classes.body} style={{ height: virtual.getTotalSize(), width: totalWidth }} role="rowgroup">
          {virtual.getVirtualItems().map((item) => {
            const row = rows[item.index]
            return row ? (
              <FastLine
                key={row.id}
                id={id}
                index={item.index}
                start={item.start}
                row={row}
                columns={columns}
                template={template}
                shown={(column) => shown(item.index, column)}
                active={item.index === at.row ? at.column : null}
                area={item.index >= area.top && item.index <= area.bottom ? area : null}
                keys={keys}
                onPress={(column, extend) => {
                  setTabbedFrom(null)
                  goTo({ row: item.index, column }, extend)
                }}
                onCommit={(column, typed) => fill([{ row: item.index, column, typed }])}
                onCopy={copy}
                onPaste={paste}
              />
            ) : null
          })}
        </div>
      </div>
      <FastStatus
        id={`${id}-status`}
        book={book}
        row={rows[at.row]}
        field={columns[at.column]}
        place={words.cell(at.row + 1, columns[at.column] ? label(columns[at.column]?.label ?? noLabel) : words.reason)}
        full={rows.length >= mostRows}
      />
    </>
  )
}

const start: Place = { row: 0, column: 0 }
const noLabel = { zh: '', en: '' }
