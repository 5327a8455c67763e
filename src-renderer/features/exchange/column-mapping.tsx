import { NativeSelect } from '@mantine/core'
import type { BookDefinition } from '../../../src-contract/books.ts'
import type { BookImport, BookMapping } from '../../../src-contract/features/exchange.shapes.ts'
import { useFormat, useLabel, useText } from '../../text/language.ts'
import classes from './exchange-screen.module.css'
import { adjust } from './import-job.ts'

type Props = { book: BookDefinition; preview: BookImport; disabled: boolean }

/** 列的对应: each column of the file, what stands in it, and the field that it fills. */
export function ColumnMapping({ book, preview, disabled }: Props) {
  const words = useText().exchange
  const label = useLabel()
  const format = useFormat()
  const taken = new Set(Object.values(preview.mapping))
  const options = [
    { value: '', label: words.notMapped },
    ...book.fields
      .filter((field) => !field.step)
      .map((field) => ({
        value: field.key,
        label: field.required && !taken.has(field.key) ? words.required(label(field.label)) : label(field.label),
      })),
  ]
  return (
    <section className={classes.part} aria-label={words.mapping}>
      <h2>
        {words.mapping} <span className={classes.code}>{words.mapped(taken.size, preview.columns.length)}</span>
      </h2>
      <div className={classes.mapping}>
        {preview.columns.map(({ key, samples }) => (
          <NativeSelect
            key={key}
            label={key}
            aria-label={words.mappingOf(key)}
            description={samples.length > 0 ? words.samples(format.list(samples)) : undefined}
            disabled={disabled || preview.state === 'filing'}
            data-unmapped={preview.mapping[key] === undefined || undefined}
            value={preview.mapping[key] ?? ''}
            onChange={(event) =>
              void adjust({ mapping: mapColumn(preview.mapping, key, event.currentTarget.value || null) })
            }
            data={options}
          />
        ))}
      </div>
    </section>
  )
}

/** Gives a column another field, or none; the field leaves the column that had it. */
export function mapColumn(mapping: BookMapping, column: string, field: string | null): BookMapping {
  const others = Object.entries(mapping).filter(([name, key]) => name !== column && key !== field)
  return Object.fromEntries(field === null ? others : [...others, [column, field]])
}
