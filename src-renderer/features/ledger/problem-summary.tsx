import { Anchor, TextInput } from '@mantine/core'
import type { Ref } from 'react'
import type { BookDefinition, FieldProblem } from '../../../src-contract/books.ts'
import { useLabel, useText } from '../../text/language.ts'
import { Tag } from '../../ui/tag.tsx'
import classes from './entry-form.module.css'
import { focusField } from './move-focus.ts'
import { useProblemSentence } from './problem-text.ts'

/** Reasons by `field/code`. */
export type Reasons = Readonly<Record<string, string>>

export function reasonKey(problem: { field: string; code: string }): string {
  return `${problem.field}/${problem.code}`
}

/** The accepted warnings that have a reason, as the contract wants them. */
export function acceptedOf(problems: readonly FieldProblem[], reasons: Reasons) {
  return problems.flatMap((problem) => {
    const reason = (reasons[reasonKey(problem)] ?? '').trim()
    return problem.severity === 'warning' && reason.length >= 2
      ? [{ field: problem.field, code: problem.code, reason }]
      : []
  })
}

type Props = {
  ref: Ref<HTMLElement>
  book: BookDefinition
  problems: readonly FieldProblem[]
  reasons: Reasons
  onReason: (key: string, reason: string) => void
}

/** What stands against filing, each with a way to its field; a warning can be answered with a reason here. */
export function ProblemSummary({ ref, book, problems, reasons, onReason }: Props) {
  const words = useText().ledger.form
  const label = useLabel()
  const sentence = useProblemSentence()
  const errors = problems.filter((problem) => problem.severity === 'error')
  const warnings = problems.filter((problem) => problem.severity === 'warning')
  if (problems.length === 0) return null
  const nameOf = (key: string) => {
    const field = book.fields.find((one) => one.key === key)
    return field ? label(field.label) : key
  }
  return (
    <section
      ref={ref}
      className={classes.summary}
      data-only-warnings={errors.length === 0 || undefined}
      role="alert"
      tabIndex={-1}
    >
      <h2>
        {[
          errors.length > 0 ? words.errors(errors.length) : '',
          warnings.length > 0 ? words.warnings(warnings.length) : '',
        ]
          .filter((part) => part !== '')
          .join(' · ')}
      </h2>
      <ul>
        {[...errors, ...warnings].map((problem) => (
          <li key={reasonKey(problem)} className={classes.problem} data-severity={problem.severity}>
            <Tag tone={problem.severity === 'error' ? 'bad' : 'warn'}>
              {problem.severity === 'error' ? words.error : words.warning}
            </Tag>
            <p>
              <Anchor
                component="button"
                type="button"
                size="xs"
                aria-label={words.goTo(nameOf(problem.field))}
                onClick={() => focusField(problem.field)}
              >
                {nameOf(problem.field)}
              </Anchor>{' '}
              {sentence(problem)}
            </p>
            {problem.severity === 'warning' ? (
              <TextInput
                className={classes.reason}
                aria-label={words.reasonFor(nameOf(problem.field))}
                placeholder={words.reasonHint}
                value={reasons[reasonKey(problem)] ?? ''}
                onChange={(event) => onReason(reasonKey(problem), event.currentTarget.value)}
                maxLength={200}
              />
            ) : null}
          </li>
        ))}
      </ul>
    </section>
  )
}
