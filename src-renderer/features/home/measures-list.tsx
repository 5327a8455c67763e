import { NativeSelect } from '@mantine/core'
import { useState } from 'react'
import type { BookDefinition } from '../../../src-contract/books.ts'
import type { LocalDate } from '../../../src-contract/ids.ts'
import { periodAfter, periodKind, periodOfDay } from '../../../src-domain/periods/periods.ts'
import { rpc } from '../../rpc/client.ts'
import { useCall, useDataChanged } from '../../rpc/hooks.ts'
import { useFormat, useLabel, useText } from '../../text/language.ts'
import { ErrorNotice } from '../../ui/error-notice.tsx'
import { today } from '../../ui/today.ts'
import classes from './home-screen.module.css'

type Which = 'month' | 'before'

/** How much typing the program saved and how many duplicates it kept out: for the station, never for a person. */
export function MeasuresList({ books }: { books: readonly BookDefinition[] }) {
  const words = useText().admin.home.measures
  const format = useFormat()
  const label = useLabel()
  const [which, setWhich] = useState<Which>('month')
  const { value, error, again } = useCall((signal) => rpc.ledger.measures(spanOf(which), { signal }), [which])
  useDataChanged('ledger', again)
  const rows = (value?.books ?? []).filter((one) => one.filed > 0 || one.duplicatesAvoided > 0)
  const sum = (of: (one: (typeof rows)[number]) => number): number => rows.reduce((all, one) => all + of(one), 0)
  const shown = [
    ...(rows.length > 1
      ? [
          {
            name: words.all,
            filed: sum((one) => one.filed),
            fields: sum((one) => one.fields),
            prefilled: sum((one) => one.prefilled),
            duplicatesAvoided: sum((one) => one.duplicatesAvoided),
          },
        ]
      : []),
    ...rows.map((one) => {
      const book = books.find(({ id }) => id === one.book)
      return { name: book === undefined ? one.book : label(book.label), ...one }
    }),
  ]
  return (
    <section className={classes.panel} aria-label={words.title}>
      <h2>
        {words.title}
        <NativeSelect
          size="xs"
          aria-label={words.period}
          value={which}
          data={[
            { value: 'month', label: words.month },
            { value: 'before', label: words.before },
          ]}
          onChange={(event) => setWhich(event.currentTarget.value as Which)}
        />
      </h2>
      {error ? <ErrorNotice error={error} onRetry={again} /> : null}
      {value && shown.length === 0 ? <p className={classes.quiet}>{words.none}</p> : null}
      {shown.length === 0 ? null : (
        <table className={classes.table} aria-label={words.title}>
          <thead>
            <tr>
              <td />
              <th scope="col" data-align="end">
                {words.filed}
              </th>
              <th scope="col" data-align="end">
                {words.prefilled}
              </th>
              <th scope="col" data-align="end">
                {words.avoided}
              </th>
            </tr>
          </thead>
          <tbody>
            {shown.map((one) => (
              <tr key={one.name}>
                <th scope="row">{one.name}</th>
                <td data-align="end">{format.number(one.filed)}</td>
                <td data-align="end">{share(one.prefilled, one.fields)}</td>
                <td data-align="end">{format.number(one.duplicatesAvoided)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  )
}

/** Whole percent; a dash where nothing was typed at all. */
function share(part: number, whole: number): string {
  return whole === 0 ? '—' : `${Math.round((100 * part) / whole)}%`
}

function spanOf(which: Which): { from: LocalDate; to: LocalDate } {
  const day = today() as LocalDate
  const kind = periodKind('month')
  if (kind === undefined) return { from: day, to: day }
  const month = periodOfDay(kind, day)
  const { from, to } = which === 'month' ? month : periodAfter(kind, month, -1)
  return { from: from as LocalDate, to: to as LocalDate }
}
