import { Button } from '@mantine/core'
import { forwardRef } from 'react'
import type { BookDefinition } from '../../../src-contract/books.ts'
import type { FilledCell, RecordSet, TemplateSheet } from '../../../src-contract/features/returns.shapes.ts'
import { useFormat, useLabel, useText } from '../../text/language.ts'
import { Notice } from '../../ui/notice.tsx'
import { countParts, headingText, type CellView } from './cell-view.ts'
import classes from './return-screen.module.css'

type Props = {
  sheet: TemplateSheet
  view: CellView
  books: readonly BookDefinition[]
  /** There is something sent to compare with. */
  compared: boolean
  /** The caller may bind, and looks at the numbers of now. */
  binds: boolean
  onRecords: (set: RecordSet) => void
  onBind: () => void
  onFree: () => void
}

/** Where the number of a cell comes from, what it was, and what one can do with the cell. */
export const CellPanel = forwardRef<HTMLElement, Props>(function CellPanel(props, ref) {
  const { sheet, view, books, compared, binds, onRecords, onBind, onFree } = props
  const text = useText()
  const words = text.returns.cell
  const { filled, template } = view
  const heading = headingText(sheet, view.cell)
  const bindable = template?.kind !== 'formula'
  return (
    <section ref={ref} className={classes.panel} aria-label={words.title(view.cell)}>
      <h2>{words.title(view.cell)}</h2>
      {heading === '' ? null : <p className={classes.heading}>{heading}</p>}
      {filled === undefined ? (
        <Unbound view={view} />
      ) : (
        <Bound cell={filled} books={books} compared={compared} onRecords={onRecords} />
      )}
      {binds && bindable ? (
        <div className={classes.actions}>
          <Button variant={filled === undefined ? 'filled' : 'default'} onClick={onBind}>
            {filled === undefined ? words.bind : words.rebind}
          </Button>
          {filled === undefined ? null : (
            <Button variant="default" onClick={onFree}>
              {words.free}
            </Button>
          )}
        </div>
      ) : null}
    </section>
  )
})

function Unbound({ view }: { view: CellView }) {
  const words = useText().returns.cell
  const { template, formula, input } = view
  if (template?.kind === 'formula')
    return (
      <>
        <p>{words.formulaMeans(template.formula ?? '')}</p>
        {(formula?.value ?? null) === null ? <p className={classes.quiet}>{words.formulaUnknown}</p> : null}
        {formula?.incomplete ? <Notice tone="warn">{words.incomplete}</Notice> : null}
      </>
    )
  if (input) return <Notice tone="warn">{words.unboundMeans}</Notice>
  return template?.kind === 'text' ? (
    <p className={classes.quiet}>{words.labelMeans}</p>
  ) : (
    <p className={classes.quiet}>{words.nothing}</p>
  )
}

type BoundProps = {
  cell: FilledCell
  books: readonly BookDefinition[]
  compared: boolean
  onRecords: (set: RecordSet) => void
}

function Bound({ cell, books, compared, onRecords }: BoundProps) {
  const text = useText()
  const words = text.returns
  const label = useLabel()
  const format = useFormat()
  const { binding, gap } = cell
  if (binding.kind === 'text')
    return (
      <dl className={classes.facts}>
        <div>
          <dt>{words.cell.textNow}</dt>
          <dd>{words.binding.words[binding.what]}</dd>
        </div>
        <div>
          <dt>{words.cell.value}</dt>
          <dd>{cell.text ?? words.cell.textLater}</dd>
        </div>
      </dl>
    )
  const parts: [name: string, count: number, set: RecordSet][] = [
    [words.cell.added(format.number(cell.added)), cell.added, 'added'],
    [words.cell.removed(format.number(cell.removed)), cell.removed, 'removed'],
    [words.cell.changed(format.number(cell.changed)), cell.changed, 'changed'],
  ]
  return (
    <>
      {gap === null ? (
        <p className={classes.value}>{format.number(cell.value ?? 0)}</p>
      ) : (
        <Notice tone="bad">{words.gaps[gap]}</Notice>
      )}
      {gap === null || cell.entries > 0 ? (
        <Button variant="default" onClick={() => onRecords('now')}>
          {words.cell.records(format.number(cell.entries))}
        </Button>
      ) : null}
      {compared ? (
        <dl className={classes.facts}>
          <div>
            <dt>{words.cell.sent}</dt>
            <dd>
              {cell.sent === null ? '—' : format.number(cell.sent)}
              {parts.map(([name, count, set]) =>
                count === 0 ? null : (
                  <Button key={set} variant="subtle" size="compact-xs" onClick={() => onRecords(set)}>
                    {name}
                  </Button>
                ),
              )}
            </dd>
          </div>
        </dl>
      ) : null}
      <dl className={classes.facts}>
        {countParts(binding, books, { words: words.binding, label }).map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </>
  )
}
