import { Button } from '@mantine/core'
import { Fragment, useState } from 'react'
import type { BookDefinition } from '../../../src-contract/books.ts'
import type { BookImport, ImportProblem, ImportRepair } from '../../../src-contract/features/exchange.shapes.ts'
import { useFormat, useLabel, useText } from '../../text/language.ts'
import type { Text } from '../../text/zh-CN.ts'
import { sentenceValues, type Sentence } from '../../text/sentence.ts'
import { Tag } from '../../ui/tag.tsx'
import classes from './exchange-screen.module.css'
import { adjust } from './import-job.ts'
import { RepairForm } from './repair-form.tsx'

type Props = { book: BookDefinition; preview: BookImport; disabled: boolean }

/** Problems of the rows, one line for all rows with the same trouble, each with what can be done about all of them. */
export function ProblemGroups({ book, preview, disabled }: Props) {
  const text = useText()
  const words = text.exchange
  const label = useLabel()
  const format = useFormat()
  const [open, setOpen] = useState<string | null>(null)
  const sentences: Readonly<Record<string, Sentence | undefined>> = { ...text.draftProblems, ...words.problemSentences }
  const said = (problem: ImportProblem) =>
    sentences[problem.code]?.(sentenceValues(problem.params, format)) ?? problem.code
  const fieldName = (key: string) => {
    const field = book.fields.find((one) => one.key === key)
    return field ? label(field.label) : words.wholeRow
  }
  const begun = preview.state === 'filing'
  return (
    <section className={classes.part} aria-label={words.problems}>
      <h2>{words.problems}</h2>
      {preview.problems.length === 0 ? <p className={classes.code}>{words.noProblems}</p> : null}
      {preview.problems.length > 0 ? (
        <table className={classes.problems}>
          <thead>
            <tr>
              <th scope="col">{words.columns.field}</th>
              <th scope="col">{words.columns.problem}</th>
              <th scope="col" data-align="end">
                {words.columns.count}
              </th>
              <th scope="col">{words.columns.rows}</th>
              <th scope="col">{words.columns.act}</th>
            </tr>
          </thead>
          <tbody>
            {preview.problems.map((problem) => {
              const key = `${problem.field} ${problem.code} ${problem.severity} ${problem.settled ? 1 : 0}`
              return (
                <Fragment key={key}>
                  <tr data-settled={problem.settled || undefined}>
                    <th scope="row">{fieldName(problem.field)}</th>
                    <td>
                      <span className={classes.sentence}>
                        <Tag tone={problem.settled ? 'good' : problem.severity === 'error' ? 'bad' : 'warn'}>
                          {kindOf(problem, words)}
                        </Tag>
                        {said(problem)}
                      </span>
                    </td>
                    <td data-align="end">{format.number(problem.count)}</td>
                    <td className={classes.rows}>
                      {format.list(problem.rows.slice(0, 8).map(String))}
                      {problem.count > Math.min(8, problem.rows.length) ? ` ${words.more}` : ''}
                    </td>
                    <td className={classes.acts}>
                      {problem.settled ? (
                        <Button
                          size="compact-xs"
                          variant="subtle"
                          disabled={disabled || begun}
                          onClick={() => void adjust({ repairs: without(preview.repairs, problem) })}
                        >
                          {words.takeBack}
                        </Button>
                      ) : problem.repairs.length === 0 ? (
                        <span className={classes.code}>{words.inFileOnly}</span>
                      ) : (
                        problem.repairs.map((kind) => (
                          <Button
                            key={kind}
                            size="compact-xs"
                            variant={open === `${key} ${kind}` ? 'filled' : 'default'}
                            aria-expanded={open === `${key} ${kind}`}
                            disabled={disabled || begun}
                            onClick={() => setOpen(open === `${key} ${kind}` ? null : `${key} ${kind}`)}
                          >
                            {words.repairs[kind]}
                          </Button>
                        ))
                      )}
                    </td>
                  </tr>
                  {problem.repairs.map((kind) =>
                    open === `${key} ${kind}` ? (
                      <tr key={`${key} ${kind}`}>
                        <td colSpan={5} className={classes.repair}>
                          <RepairForm
                            book={book}
                            problem={problem}
                            kind={kind}
                            onApply={(repairs) => {
                              setOpen(null)
                              void adjust({ repairs: [...preview.repairs, ...repairs] })
                            }}
                            onCancel={() => setOpen(null)}
                          />
                        </td>
                      </tr>
                    ) : null,
                  )}
                </Fragment>
              )
            })}
          </tbody>
        </table>
      ) : null}
    </section>
  )
}

/** All decisions but the one that settled this problem. */
function without(repairs: readonly ImportRepair[], problem: ImportProblem): ImportRepair[] {
  const duplicate = problem.code === 'import/in-file' ? 'in-file' : 'existing'
  return repairs.filter((repair) => {
    if (repair.kind === 'accept') return repair.field !== problem.field || repair.code !== problem.code
    if (repair.kind === 'duplicates') return repair.of !== duplicate || !isDuplicate(problem)
    return true
  })
}

/** Without a field it is about the row as a whole; a registered document or number is told at its field. */
function isDuplicate({ code }: ImportProblem): boolean {
  return code.startsWith('import/') || code.includes('registered') || code.includes('recorded')
}

function kindOf(problem: ImportProblem, words: Text['exchange']): string {
  if (problem.settled) return words.settled
  if (problem.severity === 'error') return words.counts.errors
  if (problem.code === 'import/in-file') return words.counts.inFile
  return isDuplicate(problem) ? words.counts.existing : words.counts.warnings
}
