import { TextInput } from '@mantine/core'
import { useEffect, useRef } from 'react'
import type { BookDefinition, BookTransition, FieldProblem } from '../../../src-contract/books.ts'
import type { TypedFields } from '../../../src-contract/features/ledger.shapes.ts'
import { useText } from '../../text/language.ts'
import { onKeys } from '../../ui/ime.ts'
import { EntryForm, type Colleague } from './entry-form.tsx'
import classes from './entry-screen.module.css'
import { fieldId } from './move-focus.ts'

export const stepScope = 'step'

type Props = {
  book: BookDefinition
  step: BookTransition
  fields: TypedFields
  note: string
  problems: readonly FieldProblem[]
  colleagues: readonly Colleague[]
  onChange: (key: string, value: string) => void
  onNote: (note: string) => void
  onSubmit: () => void
}

/** What a step asks, and its note; the focus begins in the first of them, Enter in the note confirms. */
export function StepFields({ book, step, fields, note, problems, colleagues, ...props }: Props) {
  const words = useText().ledger.steps
  const noteField = useRef<HTMLInputElement>(null)
  const asks = new Set(step.asks)
  useEffect(() => {
    if (step.asks.length === 0) noteField.current?.focus()
  }, [step.asks.length])
  return (
    <div data-forms>
      {step.asks.length > 0 ? (
        <EntryForm
          book={book}
          scope={stepScope}
          fields={fields}
          marks={[]}
          problems={problems}
          colleagues={colleagues}
          showAll={problems.length > 0}
          shows={(field) => asks.has(field.key)}
          onChange={props.onChange}
          onLeave={() => undefined}
        />
      ) : null}
      {step.note === 'none' ? null : (
        <div data-field="note" className={classes.note}>
          <TextInput
            ref={noteField}
            id={fieldId(stepScope, 'note')}
            label={step.note === 'required' ? words.note : words.noteOptional}
            required={step.note === 'required'}
            value={note}
            onChange={(event) => props.onNote(event.currentTarget.value)}
            onKeyDown={onKeys({ Enter: props.onSubmit })}
            maxLength={1000}
            autoComplete="off"
          />
        </div>
      )}
    </div>
  )
}
