import { useEffect, useId, useMemo, useRef } from 'react'
import type { BookDefinition } from '../../../src-contract/books.ts'
import type { Filled, TemplateSheet } from '../../../src-contract/features/returns.shapes.ts'
import { cellIndex, cellName, columnLetters } from '../../../src-domain/returns/cell-names.ts'
import { sheetGrid, type SheetGrid } from '../../../src-domain/returns/sheet-grid.ts'
import { useFormat, useLabel, useText } from '../../text/language.ts'
import { onKeys } from '../../ui/ime.ts'
import { differs, shortBinding, stateOf, viewsOf, type CellView } from './cell-view.ts'
import classes from './template-grid.module.css'

export type Shown = 'values' | 'bindings' | 'differences'

type Props = {
  sheet: TemplateSheet
  filled: Filled | undefined
  books: readonly BookDefinition[]
  shown: Shown
  active: string
  onActive: (cell: string) => void
  /** Enter or a double click: to the panel beside the form. */
  onEnter: () => void
}

/** Pixels of a character's width in a column of the form. */
const characterWidth = 6.4

/**
 * The form as a grid: merged cells, headings, and in each cell its number, its binding or its difference. One tab stop; arrows move
 * from cell to cell over merged ranges.
 */
export function TemplateGrid({ sheet, filled, books, shown, active, onActive, onEnter }: Props) {
  const words = useText().returns
  const label = useLabel()
  const format = useFormat()
  const id = useId()
  const place = useRef<HTMLTableElement>(null)
  const grid = useMemo(() => sheetGrid(sheet), [sheet])
  const viewOf = useMemo(() => viewsOf(sheet, filled), [sheet, filled])
  useEffect(() => {
    place.current?.querySelector('[data-active]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
  }, [active])

  function move(rows: number, columns: number) {
    const next = neighbour(grid, active, rows, columns)
    if (next !== undefined) onActive(next)
  }
  const keys = onKeys({
    ArrowDown: () => move(1, 0),
    ArrowUp: () => move(-1, 0),
    ArrowRight: () => move(0, 1),
    ArrowLeft: () => move(0, -1),
    Home: () => onActive(cellName({ row: cellIndex(active)?.row ?? 0, column: 0 })),
    'mod+Home': () => onActive('A1'),
    Enter: onEnter,
  })

  function textOf(view: CellView): string {
    const { filled: bound, template, formula } = view
    if (bound !== undefined) {
      if (shown === 'bindings') return shortBinding(bound.binding, books, { words: words.binding, label })
      if (bound.binding.kind === 'text') return `${template?.text ?? ''}${bound.text ?? ''}`
      if (shown === 'differences' && filled?.lastSent && bound.value !== bound.sent)
        return `${bound.sent === null ? '—' : format.number(bound.sent)} → ${bound.value === null ? '—' : format.number(bound.value)}`
      return bound.value === null ? '' : format.number(bound.value)
    }
    if (formula !== undefined)
      return formula.value === null ? '' : formatted(formula.value, template?.percent ?? false, format.number)
    // A placeholder 0 of the form is not a number that somebody counted.
    return view.input ? '' : (template?.text ?? '')
  }

  const compared = Boolean(filled?.lastSent)
  return (
    <div className={classes.scroller}>
      <table
        ref={place}
        className={classes.table}
        role="grid"
        aria-label={words.gridOf(sheet.name)}
        aria-rowcount={sheet.rows}
        aria-colcount={sheet.columns}
        aria-activedescendant={`${id}-${active}`}
        tabIndex={0}
        onKeyDown={keys}
      >
        <colgroup>
          <col className={classes.number} />
          {sheet.widths.map((width, at) => (
            <col key={columnLetters(at)} style={{ width: `${Math.max(24, Math.round(width * characterWidth))}px` }} />
          ))}
        </colgroup>
        <thead>
          <tr role="row">
            <th role="columnheader" aria-label="" />
            {sheet.widths.map((_, at) => (
              <th key={columnLetters(at)} role="columnheader">
                {columnLetters(at)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {Array.from({ length: sheet.rows }, (_, row) => (
            <tr key={row} role="row" aria-rowindex={row + 1}>
              <th role="rowheader">{row + 1}</th>
              {Array.from({ length: sheet.columns }, (__, column) => {
                const range = grid.mergeAt({ row, column })
                if (range !== undefined && (range.top !== row || range.left !== column)) return null
                const name = cellName({ row, column })
                const view = viewOf(name)
                const state = stateOf(view)
                const changed = differs(view, compared)
                return (
                  <td
                    key={name}
                    id={`${id}-${name}`}
                    role="gridcell"
                    aria-colindex={column + 1}
                    aria-selected={name === active}
                    data-active={name === active || undefined}
                    data-state={state}
                    data-changed={changed || undefined}
                    data-border={view.template?.border || undefined}
                    data-bold={view.template?.bold || undefined}
                    data-align={alignOf(view)}
                    colSpan={range === undefined ? 1 : Math.min(range.right, sheet.columns - 1) - column + 1}
                    rowSpan={range === undefined ? 1 : Math.min(range.bottom, sheet.rows - 1) - row + 1}
                    title={titleOf(view, words, changed)}
                    onClick={() => onActive(name)}
                    onDoubleClick={onEnter}
                  >
                    {textOf(view)}
                    {state === 'formula' && (view.formula?.value ?? null) === null ? (
                      <span className={classes.mark}>ƒ</span>
                    ) : null}
                    {view.formula?.incomplete ? <span className={classes.mark}>*</span> : null}
                    {changed ? <span className={classes.mark}>Δ</span> : null}
                  </td>
                )
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function formatted(value: number, percent: boolean, number: (value: number) => string): string {
  return percent ? `${number(Math.round(value * 1000) / 10)}%` : number(Math.round(value * 1000) / 1000)
}

function alignOf({ template, filled, formula }: CellView): 'start' | 'center' | 'end' {
  return template?.align ?? (filled?.binding.kind === 'count' || formula !== undefined ? 'end' : 'start')
}

function titleOf(view: CellView, words: ReturnType<typeof useText>['returns'], changed: boolean): string | undefined {
  const { gap } = view.filled ?? { gap: null }
  if (gap !== null) return words.gaps[gap]
  if (changed) return words.legend.changed
  switch (stateOf(view)) {
    case 'unbound':
      return words.legend.unbound
    case 'formula':
      if (view.formula?.incomplete) return words.cell.incomplete
      return (view.formula?.value ?? null) === null ? words.cell.formulaUnknown : words.legend.formula
    default:
      return undefined
  }
}

/** The next cell in a direction: out of the merged range that one is in, to the upper left of the one that one gets into. */
function neighbour(grid: SheetGrid, from: string, rows: number, columns: number): string | undefined {
  const place = cellIndex(from)
  if (place === undefined) return undefined
  const range = grid.mergeAt(place)
  const row = rows > 0 && range !== undefined ? range.bottom + 1 : place.row + rows
  const column = columns > 0 && range !== undefined ? range.right + 1 : place.column + columns
  if (row < 0 || column < 0 || row >= grid.rows || column >= grid.columns) return undefined
  const next = grid.mergeAt({ row, column })
  return cellName(next === undefined ? { row, column } : { row: next.top, column: next.left })
}
