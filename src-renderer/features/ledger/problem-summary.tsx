import { Anchor, TextInput } from '@mantine/core'
import type { Ref } from 'react'
import type { BookDefinition, FieldProblem } from '../../../src-contract/books.ts'
import { useLabel, useText } from '../../text/language.ts'
import { Tag } from '../../ui/tag.tsx'
import classes from './entry-form.module.css'
import { focusField } from './move-focus.ts'
import { useProblemSentence } from './problem-text.ts'

/** What is wrong in one form of the screen. */
export type ProblemGroup = { scope: string; book: BookDefinition; problems: readonly FieldProblem[] }

/** Reasons by `scope/field/code`. */
export type Reasons = Readonly<Record<string, string>>

export function reasonKey(scope: string, problem: { field: string; code: string }): string {
  return `${scope}/${problem.field}/${problem.code}`
}

/** The accepted warnings that have a reason, as the contract wants them. */
export function acceptedOf({ scope, problems }: ProblemGroup, reasons: Reasons) {
  return problems.flatMap((problem) => {
    const reason = (reasons[reasonKey(scope, problem)] ?? '').trim()
    return problem.severity === 'warning' && reason.length >= 2
      ? [{ field: problem.field, code: problem.code, reason }]
      : []
  })
}

type Props = {
  ref: Ref<HTMLElement>
  /** One per form; of several, each problem says in which form it is. */
  groups: readonly ProblemGroup[]
  reasons: Reasons
  onReason: (key: string, reason: string) => void
}

/** What stands against filing, each with a way to its field; a warning can be answered with a reason here. */
export function ProblemSummary({ ref, groups, reasons, onReason }: Props) {
  const words = useText().ledger.form
  const label = useLabel()
  const sentence = useProblemSentence()
  const all = groups.flatMap(({ scope, book, problems }) => problems.map((problem) => ({ scope, book, problem })))
  const errors = all.filter(({ problem }) => problem.severity === 'error')
  const warnings = all.filter(({ problem }) => problem.severity === 'warning')
  if (all.length === 0) return null
  const nameOf = (book: BookDefinition, key: string) => {
    const field = book.fields.find((one) => one.key === key)
    const name = field ? label(field.label) : key
    return groups.length > 1 ? `${label(book.label)} ${name}` : name
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
        {[...errors, ...warnings].map(({ scope, book, problem }) => {
          const key = reasonKey(scope, problem)
          const name = nameOf(book, problem.field)
          return (
            <li key={key} className={classes.problem} data-severity={problem.severity}>
              <Tag tone={problem.severity === 'error' ? 'bad' : 'warn'}>
                {problem.severity === 'error' ? words.error : words.warning}
              </Tag>
              <p>
                <Anchor
                  component="button"
                  type="button"
                  size="xs"
                  aria-label={words.goTo(name)}
                  onClick={() => focusField(scope, problem.field)}
                >
                  {name}
                </Anchor>{' '}
                {sentence(problem)}
              </p>
              {problem.severity === 'warning' ? (
                <TextInput
                  className={classes.reason}
                  aria-label={words.reasonFor(name)}
                  placeholder={words.reasonHint}
                  value={reasons[key] ?? ''}
                  onChange={(event) => onReason(key, event.currentTarget.value)}
                  maxLength={200}
                />
              ) : null}
            </li>
          )
        })}
      </ul>
    </section>
  )
}
