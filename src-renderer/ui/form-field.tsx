import type { ReactNode } from 'react'
import { useText } from '../text/language.ts'
import classes from './form-field.module.css'

export type FieldNote = { severity: 'error' | 'warning'; sentence: string }

type Props = {
  id: string
  label: string
  required: boolean
  hint?: string | undefined
  notes: readonly FieldNote[]
  /** Where a filled-in value came from. */
  source?: string | undefined
  /** Twelfths of the form's width. */
  span: number
  /** A group of boxes has a legend instead of a label. */
  group?: boolean
  menu?: ReactNode
  children: ReactNode
}

/** Label, control, where the value is from, and what is wrong with it. */
export function FormField({ id, label, required, hint, notes, source, span, group = false, menu, children }: Props) {
  const { required: requiredWord } = useText().frame.common
  const name = (
    <>
      {label}
      {required ? (
        <span className={classes.required} aria-label={requiredWord}>
          *
        </span>
      ) : null}
    </>
  )
  return (
    <div className={classes.field} style={{ gridColumn: `span ${span}` }} data-problem={notes[0]?.severity}>
      <div className={classes.label}>
        {group ? <span id={`${id}-label`}>{name}</span> : <label htmlFor={id}>{name}</label>}
        {source === undefined ? null : <span className={classes.source}>{source}</span>}
        {menu}
      </div>
      {children}
      <div id={`${id}-notes`} className={classes.notes} aria-live="polite">
        {notes.length > 0
          ? notes.map((note) => (
              <p key={note.sentence} data-severity={note.severity}>
                {note.sentence}
              </p>
            ))
          : hint}
      </div>
    </div>
  )
}
