import { useRef, useState } from 'react'
import type { BookDefinition, BookField, FieldProblem } from '../../../src-contract/books.ts'
import type { OutputOf } from '../../../src-contract/contract.ts'
import type { TypedFields } from '../../../src-contract/features/ledger.contract.ts'
import { useFormat, useLabel, useText } from '../../text/language.ts'
import { FormField } from '../../ui/form-field.tsx'
import { onKeys } from '../../ui/ime.ts'
import { today } from '../../ui/today.ts'
import { DeclareMenu } from './declare-menu.tsx'
import classes from './entry-form.module.css'
import { FieldControl } from './field-control.tsx'
import { lastValue } from './last-values.ts'
import { useProblemSentence } from './problem-text.ts'
import { moveFocus } from './move-focus.ts'

export type Colleague = OutputOf<'accounts.colleagues'>['accounts'][number]

type Props = {
  book: BookDefinition
  fields: TypedFields
  marks: OutputOf<'ledger.openDraft'>['marks']
  problems: readonly FieldProblem[]
  colleagues: readonly Colleague[]
  /** After an attempt to file, the problems of fields that were not visited are shown too. */
  showAll: boolean
  onChange: (key: string, value: string) => void
  onLeave: () => void
}

/** The form of a book, made from its definition; Enter goes to the next field, as in a spreadsheet. */
export function EntryForm({ book, fields, marks, problems, colleagues, showAll, onChange, onLeave }: Props) {
  const text = useText()
  const label = useLabel()
  const format = useFormat()
  const sentence = useProblemSentence()
  const form = useRef<HTMLDivElement>(null)
  const [visited, setVisited] = useState<ReadonlySet<string>>(new Set())
  const firstKey = book.fields.find((field) => (fields[field.key] ?? '') === '')?.key ?? book.fields[0]?.key

  function leave(key: string) {
    setVisited((before) => new Set(before).add(key))
    onLeave()
  }
  function sourceOf(key: string): string | undefined {
    const mark = marks.find((one) => one.field === key)
    if (!mark) return undefined
    if (mark.source === 'carried') return text.ledger.form.carried
    const systems: Readonly<Record<string, string | undefined>> = text.frame.systems
    return text.ledger.form.from(systems[mark.source] ?? mark.source, mark.at === null ? '' : format.date(mark.at))
  }
  function notesOf(key: string) {
    if (!showAll && !visited.has(key)) return []
    return problems
      .filter((problem) => problem.field === key)
      .map((problem) => ({ severity: problem.severity, sentence: sentence(problem) }))
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
        onKeys({
          ...(inText || onButton ? {} : { Enter: () => moveFocus(form.current, 1) }),
          ...(inText || onButton ? {} : { 'shift+Enter': () => moveFocus(form.current, -1) }),
          'mod+;': () => {
            const field = focused()
            if (field?.kind === 'date') onChange(field.key, today())
          },
          'mod+D': () => {
            const field = focused()
            const value = field && lastValue(book.id, field.key)
            if (field && value !== undefined) onChange(field.key, value)
          },
        })(event)
      }}
    >
      {book.sections.map((section) => (
        <section key={section.id} className={classes.section} aria-label={label(section.label)}>
          <h2>{label(section.label)}</h2>
          <div className={classes.grid}>
            {section.fields.map((key) => {
              const field = book.fields.find((one) => one.key === key)
              if (!field) return null
              const id = `field-${key}`
              const value = fields[key] ?? ''
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
                    field.declarable ? <DeclareMenu field={field} onChoose={(word) => onChange(key, word)} /> : null
                  }
                >
                  <div data-field={key} onBlur={() => leave(key)}>
                    <FieldControl
                      id={id}
                      field={field}
                      value={value}
                      colleagues={colleagues}
                      autoFocus={key === firstKey}
                      onChange={(next) => onChange(key, next)}
                    />
                  </div>
                </FormField>
              )
            })}
          </div>
        </section>
      ))}
    </div>
  )
}
