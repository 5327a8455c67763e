import { Button, Kbd } from '@mantine/core'
import { useState } from 'react'
import type { BookDefinition, BookTransition } from '../../../src-contract/books.ts'
import type { OutputOf } from '../../../src-contract/contract.ts'
import { useLabel, useText } from '../../text/language.ts'
import type { Selection } from '../../ui/grid-selection.ts'
import { mostSelected } from '../../ui/grid-selection.ts'
import { useKeys } from '../../ui/use-keys.ts'
import { BulkForm } from './bulk-form.tsx'
import { BulkResult } from './bulk-result.tsx'
import { commonSteps } from './common-steps.ts'
import type { Colleague } from './entry-form.tsx'
import classes from './ledger-screen.module.css'
import type { EntryRow } from './use-entry-pages.ts'

type Props = {
  book: BookDefinition
  selection: Selection<EntryRow>
  colleagues: readonly Colleague[]
  mayStep: boolean
}

/** What can be done with the chosen entries: the steps that all of their states have, by digit. */
export function BulkBar({ book, selection, colleagues, mayStep }: Props) {
  const words = useText().ledger.bulk
  const label = useLabel()
  const [chosen, setChosen] = useState<BookTransition | null>(null)
  const [result, setResult] = useState<OutputOf<'ledger.stepMany'> | null>(null)
  const rows = [...selection.rows.values()]
  const steps = mayStep ? commonSteps(book, rows) : []
  useKeys(
    rows.length > 0 && chosen === null
      ? Object.fromEntries(steps.slice(0, 9).map((step, at) => [String(at + 1), () => setChosen(step)]))
      : {},
  )
  if (result) return <BulkResult result={result} onClose={() => setResult(null)} />
  if (rows.length === 0) return null
  return (
    <section className={classes.bulk} aria-label={words.label}>
      <div className={classes.bulkRow}>
        <strong role="status">{selection.full ? words.most(mostSelected) : words.chosen(rows.length)}</strong>
        <Button size="compact-xs" variant="subtle" onClick={selection.clear} rightSection={<Kbd size="xs">Esc</Kbd>}>
          {words.clear}
        </Button>
        {mayStep && steps.length === 0 ? <span className={classes.quiet}>{words.none}</span> : null}
        {steps.map((step, at) => (
          <Button
            key={step.id}
            size="compact-sm"
            variant={chosen?.id === step.id ? 'filled' : 'default'}
            rightSection={at < 9 ? <Kbd size="xs">{at + 1}</Kbd> : null}
            onClick={() => setChosen(step)}
          >
            {label(step.label)}
          </Button>
        ))}
        <span className={classes.quiet}>Ctrl+C</span>
      </div>
      {chosen ? (
        <BulkForm
          key={chosen.id}
          book={book}
          step={chosen}
          rows={rows}
          colleagues={colleagues}
          onCancel={() => setChosen(null)}
          onDone={(done) => {
            setChosen(null)
            selection.clear()
            setResult(done.refused.length > 0 ? done : null)
          }}
        />
      ) : null}
    </section>
  )
}
