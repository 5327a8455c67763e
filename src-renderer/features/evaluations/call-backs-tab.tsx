import { Button, NativeSelect } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useState } from 'react'
import { callBackOutcomes, type CallBackCase } from '../../../src-contract/features/evaluations.shapes.ts'
import { rpc } from '../../rpc/client.ts'
import { useCall, useDataChanged } from '../../rpc/hooks.ts'
import { useBooks } from '../../rpc/known.ts'
import { useFormat, useLabel, useText } from '../../text/language.ts'
import { Blank } from '../../ui/blank.tsx'
import { ErrorNotice } from '../../ui/error-notice.tsx'
import { hashOf } from '../../ui/router.ts'
import { Tag } from '../../ui/tag.tsx'
import { today } from '../../ui/today.ts'
import classes from '../assessment/assessment.module.css'
import { WordsDialog } from '../assessment/words-dialog.tsx'
import { dueWords } from '../ledger/due-words.ts'

/** 测评回访: dissatisfied respondents who agreed to be called, and what came of it. */
export function CallBacksTab() {
  const text = useText()
  const words = text.evaluations.callBacks
  const format = useFormat()
  const label = useLabel()
  const books = useBooks().value?.books ?? []
  const [open, setOpen] = useState<CallBackCase | null>(null)
  const { value, error, again } = useCall((signal) => rpc.evaluations.callBacks({}, { signal }), [])
  useDataChanged('assessment', again)
  const cases = value?.cases ?? []
  const bookOf = (one: CallBackCase): string => {
    const found = books.find(({ id }) => id === one.book)
    return found ? label(found.label) : one.book
  }
  return (
    <>
      {error ? <ErrorNotice error={error} onRetry={again} /> : null}
      {value && cases.length === 0 ? <Blank title={words.emptyTitle}>{words.emptyText}</Blank> : null}
      {cases.length === 0 ? null : (
        <table className={classes.table} aria-label={words.list}>
          <thead>
            <tr>
              {[words.record, words.about, words.due, words.result].map((name) => (
                <th scope="col" key={name}>
                  {name}
                </th>
              ))}
              <td />
            </tr>
          </thead>
          <tbody>
            {cases.map((one) => {
              const when = dueWords(one.dueOn, today(), text.ledger.due)
              return (
                <tr key={one.caseId}>
                  <th scope="row">
                    <a href={hashOf({ screen: 'entry', entryId: one.entryId })}>
                      {bookOf(one)} {one.number}
                    </a>
                  </th>
                  <td>{one.officerName}</td>
                  <td>
                    {one.dueOn} {one.closedAt === null ? <Tag tone={when.tone}>{when.words}</Tag> : null}
                  </td>
                  <td>
                    {one.outcome === null
                      ? ''
                      : format.pair(
                          [words.outcomes[one.outcome], one.closedByName, format.time(one.closedAt ?? '')].join(' '),
                          one.note ?? '',
                        )}
                  </td>
                  <td data-align="end">
                    {one.closedAt === null ? (
                      <Button size="compact-xs" aria-label={words.closeOf(one.number)} onClick={() => setOpen(one)}>
                        {words.close}
                      </Button>
                    ) : null}
                  </td>
                </tr>
              )
            })}
          </tbody>
        </table>
      )}
      {open === null ? null : <CloseDialog case={open} onClose={() => setOpen(null)} />}
    </>
  )
}

function CloseDialog({ case: one, onClose }: { case: CallBackCase; onClose: () => void }) {
  const words = useText().evaluations.callBacks
  const [outcome, setOutcome] = useState<(typeof callBackOutcomes)[number]>('settled')
  return (
    <WordsDialog
      title={words.closeOf(one.number)}
      label={words.note}
      hint={words.noteHint}
      submit={words.close}
      onClose={onClose}
      onDone={() => {
        notifications.show({ message: words.closed, color: 'green' })
        onClose()
      }}
      onSubmit={(note) => rpc.evaluations.closeCallBack({ caseId: one.caseId, outcome, note })}
    >
      <NativeSelect
        label={words.outcome}
        value={outcome}
        data={callBackOutcomes.map((value) => ({ value, label: words.outcomes[value] }))}
        onChange={(event) =>
          setOutcome(callBackOutcomes.find((value) => value === event.currentTarget.value) ?? 'settled')
        }
      />
    </WordsDialog>
  )
}
