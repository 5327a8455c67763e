import type { BookDefinition, BookField } from '../../../../src-contract/books.ts'
import { useFormat, useLabel, useText } from '../../../text/language.ts'
import { numbered } from '../option-keys.ts'
import { useProblemSentence } from '../problem-text.ts'
import classes from './fast-grid.module.css'
import type { FastRow } from './fast-rows.ts'

type Props = {
  id: string
  book: BookDefinition
  row: FastRow | undefined
  field: BookField | undefined
  place: string
  /** No more rows can be added. */
  full: boolean
}

/** One line under the grid about the cell under the keys: what can be chosen in it, and what is wrong with it or its row. */
export function FastStatus({ id, book, row, field, place }: Props) {
  const words = useText().ledger.fast
  const label = useLabel()
  const format = useFormat()
  const sentence = useProblemSentence()
  const problems = row && row.filed === null ? row.problems : []
  const here = problems.filter((one) => one.field === field?.key)
  const elsewhere = problems.filter((one) => one.field !== field?.key)
  const nameOf = (key: string) => {
    const found = book.fields.find((one) => one.key === key)
    return found ? label(found.label) : key
  }
  const options =
    field && (field.kind === 'choice' || field.kind === 'choices')
      ? field.options.map((one, at) => numbered(label(one.label), at)).join('  ')
      : field?.hint
        ? label(field.hint)
        : field
          ? ''
          : words.reasonHint
  return (
    <div id={id} className={classes.status} role="status">
      <strong>{place}</strong>
      {here.map((one) => (
        <span key={one.code} data-severity={one.severity}>
          {sentence(one)}
        </span>
      ))}
      {here.length === 0 ? <span>{options}</span> : null}
      {here.length === 0 && elsewhere.length > 0 ? (
        <span data-severity={elsewhere[0]?.severity}>
          {elsewhere.map((one) => format.pair(nameOf(one.field), sentence(one))).join(' ')}
        </span>
      ) : null}
    </div>
  )
}
