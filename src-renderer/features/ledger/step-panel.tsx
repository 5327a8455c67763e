import { Button, Kbd } from '@mantine/core'
import { useState } from 'react'
import type { BookDefinition, BookTransition } from '../../../src-contract/books.ts'
import type { OutputOf } from '../../../src-contract/contract.ts'
import { useLabel, useText } from '../../text/language.ts'
import { useKeys } from '../../ui/use-keys.ts'
import type { Colleague } from './entry-form.tsx'
import classes from './entry-screen.module.css'
import { StepForm } from './step-form.tsx'

type Props = {
  entry: OutputOf<'ledger.read'>
  book: BookDefinition
  colleagues: readonly Colleague[]
  onDone: () => void
}

/** The steps that can be taken now, each with its digit; the chosen one asks what it needs. */
export function StepPanel({ entry, book, colleagues, onDone }: Props) {
  const words = useText().ledger.steps
  const label = useLabel()
  const [chosen, setChosen] = useState<BookTransition | null>(null)
  const steps = entry.steps.flatMap((id) => book.transitions.find((one) => one.id === id) ?? [])
  useKeys(
    chosen === null
      ? Object.fromEntries(steps.slice(0, 9).map((step, at) => [String(at + 1), () => setChosen(step)]))
      : {},
  )
  if (steps.length === 0) return null
  return (
    <section className={classes.steps} aria-label={words.title}>
      <div className={classes.stepButtons}>
        <h2>{words.title}</h2>
        {steps.map((step, at) => (
          <Button
            key={step.id}
            size="compact-sm"
            variant={chosen?.id === step.id ? 'filled' : 'default'}
            aria-pressed={chosen?.id === step.id}
            title={[step.review ? words.needsReview : '', step.byAnother ? words.byAnother : ''].join(' ').trim()}
            rightSection={at < 9 ? <Kbd size="xs">{at + 1}</Kbd> : null}
            onClick={() => setChosen(chosen?.id === step.id ? null : step)}
          >
            {label(step.label)}
          </Button>
        ))}
      </div>
      {chosen ? (
        <StepForm
          key={chosen.id}
          entry={entry}
          book={book}
          step={chosen}
          colleagues={colleagues}
          onCancel={() => setChosen(null)}
          onDone={() => {
            setChosen(null)
            onDone()
          }}
        />
      ) : null}
    </section>
  )
}
