import { useRef, useState } from 'react'
import type { BookDefinition, BookField, FieldProblem } from '../../../src-contract/books.ts'
import type { OutputOf } from '../../../src-contract/contract.ts'
import type { TypedFields } from '../../../src-contract/features/ledger.shapes.ts'
import { useFormat, useLabel, useText } from '../../text/language.ts'
import { FormField } from '../../ui/form-field.tsx'
import { onKeys } from '../../ui/ime.ts'
import { now, today } from '../../ui/today.ts'
import { DeclareMenu } from './declare-menu.tsx'
import classes from './entry-form.module.css'
import { FieldControl } from './field-control.tsx'
import { lastValue } from './last-values.ts'
import { useProblemSentence } from './problem-text.ts'
import { fieldId, moveFocus, moveToMissing } from './move-focus.ts'
import { understood } from './settled-fields.ts'

export type Colleague = OutputOf<'accounts.colleagues'>['accounts'][number]

type Props = {
  book: BookDefinition
  /** Tells the fields of several forms on one screen apart. */
  scope: string
  fields: TypedFields
  marks: OutputOf<'ledger.openDraft'>['marks']
  problems: readonly FieldProblem[]
  colleagues: readonly Colleague[]
  /** After an attempt to file, the problems of fields that were not visited are shown too. */
  showAll: boolean
  /** Which fields stand on the form; by default those of a new entry. */
  shows?: (field: BookField) => boolean
  /** Takes the focus to the first field that has no value, when the form is opened. */
  autoFocus?: boolean
  onChange: (key: string, value: string) => void
  /** A field was left; settles when what was typed is saved. */
  onLeave: () => Promise<unknown> | undefined
}

/** What a step of the life cycle asks stands on no new entry. */
export function onNewEntry(field: BookField): boolean {
  return !field.step
}

/** The form of a book, made from its definition; Enter goes to the next field, as in a spreadsheet. */
export function EntryForm({ book, scope, fields, marks, problems, colleagues, showAll, ...props }: Props) {
  const { shows = onNewEntry, autoFocus = true, onChange, onLeave } = props
  const text = useText()
  const label = useLabel()
  const format = useFormat()
  const sentence = useProblemSentence()
  const form = useRef<HTMLDivElement>(null)
  const [visited, setVisited] = useState<ReadonlySet<string>>(new Set())
  const shown = book.fields.filter(shows)
  // Where one begins to type; it stays the same while values arrive.
  const [firstKey] = useState(() => (shown.find((field) => (fields[field.key] ?? '') === '') ?? shown[0])?.key)

  function leave(key: string): Promise<unknown> | undefined {
    for (const [changed, value] of Object.entries(understood(book.id, fields, key, today()))) onChange(changed, value)
    setVisited((before) => new Set(before).add(key))
    return onLeave()
  }
  function sourceOf(key: string): string | undefined {
    const mark = marks.find((one) => one.field === key)
    if (!mark) return undefined
    if (mark.source === 'carried') return text.ledger.form.carried
    if (mark.source === 'parent') return text.ledger.form.fromParent
    if (mark.source === 'own-beat') return text.ledger.form.ownBeat
    if (mark.source === 'area') return text.ledger.form.fromArea
    if (mark.source === 'assigned') return text.ledger.form.fromAssignment
    const systems: Readonly<Record<string, string | undefined>> = text.frame.systems
    return text.ledger.form.from(systems[mark.source] ?? mark.source, mark.at === null ? '' : format.date(mark.at))
  }
  function notesOf(key: string) {
    if (!showAll && !visited.has(key)) return []
    return problems
      .filter((problem) => problem.field === key)
      .map((problem) => ({ severity: problem.severity, sentence: sentence(problem) }))
  }
  const missing = (field: BookField) => {
    const empty = (fields[field.key] ?? '') === ''
    if (field.required && empty) return true
    // What core last said may be older than the value: a field that holds one is no longer missing.
    return problems.some(
      ({ field: key, severity, code }) => key === field.key && severity === 'error' && (empty || code !== 'required'),
    )
  }
  const focused = (): BookField | undefined => {
    const key = document.activeElement?.closest<HTMLElement>('[data-field]')?.dataset['field']
    return book.fields.find((field) => field.key === key)
  }

  return (
    <div
      ref={form}
      className={classes.form}
      onKeyDown={(event) => {
        const inText = event.target instanceof HTMLTextAreaElement
        const onButton = event.target instanceof HTMLButtonElement
        const all = form.current?.closest<HTMLElement>('[data-forms]') ?? form.current
        onKeys({
          ...(inText || onButton ? {} : { Enter: () => moveFocus(all, 1) }),
          ...(inText || onButton ? {} : { 'shift+Enter': () => moveFocus(all, -1) }),
          'mod+ArrowDown': () => {
            const key = focused()?.key
            void moveToMissing(all, key === undefined ? undefined : leave(key))
          },
          'mod+;': () => {
            const field = focused()
            if (field?.kind === 'date') onChange(field.key, today())
            if (field?.kind === 'time') onChange(field.key, now())
          },
          'mod+D': () => {
            const field = focused()
            const value = field && lastValue(book.id, field.key)
            if (field && value !== undefined) onChange(field.key, value)
          },
        })(event)
      }}
    >
      {book.sections.map((section) => {
        const inside = section.fields.flatMap((key) => shown.find((field) => field.key === key) ?? [])
        if (inside.length === 0) return null
        return (
          <section key={section.id} className={classes.section} aria-label={label(section.label)}>
            <h2>{label(section.label)}</h2>
            <div className={classes.grid}>
              {inside.map((field) => {
                const { key } = field
                const id = fieldId(scope, key)
                return (
                  <FormField
                    key={key}
                    id={id}
                    label={label(field.label)}
                    required={field.required}
                    hint={field.hint ? label(field.hint) : undefined}
                    notes={notesOf(key)}
                    source={sourceOf(key)}
                    span={field.span}
                    group={field.kind === 'choices'}
                    menu={
                      field.declarable && field.kind !== 'choice' ? (
                        <DeclareMenu field={field} onChoose={(word) => onChange(key, word)} />
                      ) : null
                    }
                  >
                    <div data-field={key} data-missing={missing(field) || undefined} onBlur={() => void leave(key)}>
                      <FieldControl
                        id={id}
                        field={field}
                        value={fields[key] ?? ''}
                        colleagues={colleagues}
                        autoFocus={autoFocus && key === firstKey}
                        onChange={(next) => onChange(key, next)}
                      />
                    </div>
                  </FormField>
                )
              })}
            </div>
          </section>
        )
      })}
    </div>
  )
}
