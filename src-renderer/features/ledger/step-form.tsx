import { Button, Group, Kbd } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import type { BookDefinition, BookTransition, FieldProblem } from '../../../src-contract/books.ts'
import type { OutputOf } from '../../../src-contract/contract.ts'
import type { RpcError } from '../../../src-contract/errors.ts'
import type { TypedFields } from '../../../src-contract/features/ledger.shapes.ts'
import { problemsOf } from '../../../src-domain/books/problem-params.ts'
import { rpc } from '../../rpc/client.ts'
import { useLabel, useText } from '../../text/language.ts'
import { ErrorNotice } from '../../ui/error-notice.tsx'
import { useKeys } from '../../ui/use-keys.ts'
import type { Colleague } from './entry-form.tsx'
import classes from './entry-screen.module.css'
import { focusField } from './move-focus.ts'
import { acceptedOf, ProblemSummary, type Reasons } from './problem-summary.tsx'
import { StepFields, stepScope } from './step-fields.tsx'
import { tellDone } from './undo.tsx'

type Props = {
  entry: OutputOf<'ledger.read'>
  book: BookDefinition
  step: BookTransition
  colleagues: readonly Colleague[]
  onCancel: () => void
  onDone: () => void
}

/** One step of the life cycle: what it asks, confirmed by Ctrl+S, left by Esc. */
export function StepForm({ entry, book, step, colleagues, onCancel, onDone }: Props) {
  const text = useText()
  const words = text.ledger.steps
  const label = useLabel()
  const [fields, setFields] = useState<TypedFields>(() =>
    Object.fromEntries(step.asks.map((key) => [key, entry.fields[key] ?? ''])),
  )
  const [note, setNote] = useState('')
  const [problems, setProblems] = useState<readonly FieldProblem[]>([])
  const [reasons, setReasons] = useState<Reasons>({})
  const [error, setError] = useState<RpcError | null>(null)
  const [working, setWorking] = useState(false)
  const summary = useRef<HTMLElement>(null)
  const confirm = useRef<HTMLButtonElement>(null)
  const group = { scope: stepScope, book, problems }
  useEffect(() => {
    // Nothing to fill in: Enter confirms.
    if (step.asks.length === 0 && step.note === 'none') confirm.current?.focus()
  }, [step])

  async function take() {
    if (working) return
    setWorking(true)
    setError(null)
    const result = await rpc.ledger.step({
      entryId: entry.entryId,
      state: entry.state,
      transition: step.id,
      fields: Object.fromEntries(Object.entries(fields).filter(([, value]) => value.trim() !== '')),
      note,
      accepted: acceptedOf(group, reasons),
    })
    setWorking(false)
    if (result.ok) {
      const state = book.states.find((one) => one.id === result.value.state)
      tellDone(
        result.value.review === null
          ? words.done(entry.number, state ? label(state.label) : result.value.state)
          : words.waits(entry.number),
        result.value.undo,
      )
      onDone()
      return
    }
    if (result.error.code === 'ledger/invalid' || result.error.code === 'ledger/warnings') {
      const found = problemsOf(result.error.params)
      setProblems(found)
      const first = found[0]
      requestAnimationFrame(() => {
        if (first?.severity === 'error') focusField(stepScope, first.field)
        else summary.current?.querySelector('input')?.focus()
      })
      return
    }
    setError(result.error)
    if (result.error.code === 'ledger/reason-missing') focusField(stepScope, 'note')
  }
  useKeys({ 'mod+S': () => void take(), Escape: onCancel })

  return (
    <div className={classes.stepForm} role="group" aria-label={label(step.label)}>
      {step.review || step.byAnother ? (
        <p className={classes.meta}>
          {[step.review ? words.needsReview : '', step.byAnother ? words.byAnother : '']
            .filter((one) => one !== '')
            .join(' · ')}
        </p>
      ) : null}
      {error ? <ErrorNotice error={error} /> : null}
      <ProblemSummary
        ref={summary}
        groups={[group]}
        reasons={reasons}
        onReason={(key, value) => setReasons((before) => ({ ...before, [key]: value }))}
      />
      <StepFields
        book={book}
        step={step}
        fields={fields}
        note={note}
        problems={problems}
        colleagues={colleagues}
        onChange={(key, value) => setFields((before) => ({ ...before, [key]: value }))}
        onNote={setNote}
        onSubmit={() => void take()}
      />
      <Group gap="sm">
        <Button ref={confirm} loading={working} onClick={() => void take()} rightSection={<Kbd size="xs">Ctrl+S</Kbd>}>
          {words.confirm(label(step.label))}
        </Button>
        <Button variant="default" onClick={onCancel} rightSection={<Kbd size="xs">Esc</Kbd>}>
          {text.frame.common.cancel}
        </Button>
      </Group>
    </div>
  )
}
