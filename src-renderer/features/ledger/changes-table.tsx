import type { BookDefinition } from '../../../src-contract/books.ts'
import type { FieldChange } from '../../../src-contract/features/ledger.shapes.ts'
import type { z } from 'zod'
import { useLabel, useText } from '../../text/language.ts'
import type { Colleague } from './entry-form.tsx'
import classes from './entry-screen.module.css'
import { useShown } from './use-shown.ts'

type Props = {
  book: BookDefinition
  colleagues: readonly Colleague[]
  changes: readonly z.infer<typeof FieldChange>[]
  /** Headings of the two sides; only the right one where there was nothing before. */
  before: string | null
  after: string
}

/** Field by field, what it was and what it is; masked as core gives it. */
export function ChangesTable({ book, colleagues, changes, before, after }: Props) {
  const text = useText()
  const label = useLabel()
  const shown = useShown(book, colleagues)
  const nameOf = (key: string) => {
    const field = book.fields.find((one) => one.key === key)
    return field ? label(field.label) : key
  }
  return (
    <table className={classes.changes}>
      <thead>
        <tr>
          <th scope="col">{text.ledger.history.field}</th>
          {before === null ? null : <th scope="col">{before}</th>}
          <th scope="col">{after}</th>
        </tr>
      </thead>
      <tbody>
        {changes.map((change) => (
          <tr key={change.field}>
            <th scope="row">{nameOf(change.field)}</th>
            {before === null ? null : <td>{shown(change.field, change.before) || text.ledger.entry.empty}</td>}
            <td>{shown(change.field, change.after) || text.ledger.entry.empty}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
