import type { BookDefinition } from '../../../src-contract/books.ts'
import type { OutputOf } from '../../../src-contract/contract.ts'
import { useLabel, useText } from '../../text/language.ts'
import type { Colleague } from './entry-form.tsx'
import classes from './entry-screen.module.css'
import { useShown } from './use-shown.ts'

type Props = {
  entry: OutputOf<'ledger.read'>
  book: BookDefinition
  colleagues: readonly Colleague[]
}

/** The whole entry in plain, in the order of its form. What a step asks stands here once a step has asked it. */
export function EntryFields({ entry, book, colleagues }: Props) {
  const words = useText().ledger.entry
  const label = useLabel()
  const shown = useShown(book, colleagues)
  return (
    <div className={classes.fields}>
      {book.sections.map((section) => {
        const inside = section.fields.flatMap((key) => {
          const field = book.fields.find((one) => one.key === key)
          return field && (!field.step || (entry.fields[key] ?? '') !== '') ? [field] : []
        })
        if (inside.length === 0) return null
        return (
          <section key={section.id} aria-label={label(section.label)}>
            <h2>{label(section.label)}</h2>
            <dl>
              {inside.map((field) => (
                <div key={field.key} data-wide={field.span === 12 || undefined}>
                  <dt>{label(field.label)}</dt>
                  <dd>
                    {shown(field.key, entry.fields[field.key] ?? null) || (
                      <span className={classes.meta}>{words.empty}</span>
                    )}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        )
      })}
    </div>
  )
}
