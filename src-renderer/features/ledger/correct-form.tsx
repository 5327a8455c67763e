import { Button, Group, Kbd, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useEffect, useRef, useState } from 'react'
import type { BookDefinition, FieldProblem } from '../../../src-contract/books.ts'
import type { OutputOf } from '../../../src-contract/contract.ts'
import type { RpcError } from '../../../src-contract/errors.ts'
import type { TypedFields } from '../../../src-contract/features/ledger.shapes.ts'
import { problemsOf } from '../../../src-domain/books/problem-params.ts'
import { rpc } from '../../rpc/client.ts'
import { useText } from '../../text/language.ts'
import { ErrorNotice } from '../../ui/error-notice.tsx'
import { Notice } from '../../ui/notice.tsx'
import { useKeys } from '../../ui/use-keys.ts'
import { EntryForm, type Colleague } from './entry-form.tsx'
import classes from './entry-screen.module.css'
import { focusField } from './move-focus.ts'
import { acceptedOf, ProblemSummary, type Reasons } from './problem-summary.tsx'

const scope = 'field'

type Props = {
  entry: OutputOf<'ledger.read'>
  book: BookDefinition
  colleagues: readonly Colleague[]
  onCancel: () => void
  onDone: () => void
}

/** A correction: the entry's fields as they shall be, and why. The version that was read must still be the newest. */
export function CorrectForm({ entry, book, colleagues, onCancel, onDone }: Props) {
  const text = useText()
  const words = text.ledger.entry
  const [fields, setFields] = useState<TypedFields>(entry.fields)
  const [reason, setReason] = useState('')
  const [problems, setProblems] = useState<readonly FieldProblem[]>([])
  const [reasons, setReasons] = useState<Reasons>({})
  const [error, setError] = useState<RpcError | null>(null)
  const [missing, setMissing] = useState(false)
  const [working, setWorking] = useState(false)
  const summary = useRef<HTMLElement>(null)
  const reasonField = useRef<HTMLInputElement>(null)
  useEffect(() => reasonField.current?.focus(), [])

  async function save() {
    if (working) return
    setMissing(reason.trim().length < 2)
    if (reason.trim().length < 2) {
      reasonField.current?.focus()
      return
    }
    setWorking(true)
    setError(null)
    const result = await rpc.ledger.correct({
      entryId: entry.entryId,
      version: entry.version,
      fields,
      reason: reason.trim(),
      accepted: acceptedOf({ scope, book, problems }, reasons),
    })
    setWorking(false)
    if (result.ok) {
      notifications.show({ message: words.corrected(result.value.version), color: 'green' })
      onDone()
      return
    }
    if (result.error.code === 'ledger/invalid' || result.error.code === 'ledger/warnings') {
      const found = problemsOf(result.error.params)
      setProblems(found)
      const first = found[0]
      if (first?.severity === 'error') focusField(scope, first.field)
      else requestAnimationFrame(() => summary.current?.querySelector('input')?.focus())
    } else setError(result.error)
  }
  useKeys({ 'mod+S': () => void save() })

  return (
    <>
      <Group gap="sm" align="flex-end" className={classes.reason}>
        <TextInput
          ref={reasonField}
          flex={1}
          label={words.reason}
          placeholder={words.reasonHint}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
          maxLength={200}
          required
        />
        <Button onClick={() => void save()} loading={working} rightSection={<Kbd size="xs">Ctrl+S</Kbd>}>
          {words.saveCorrection}
        </Button>
        <Button variant="default" onClick={onCancel} disabled={working}>
          {text.frame.common.cancel}
        </Button>
      </Group>
      {missing ? (
        <Notice tone="bad" role="alert">
          {words.reasonMissing}
        </Notice>
      ) : null}
      {error ? <ErrorNotice error={error} /> : null}
      <ProblemSummary
        ref={summary}
        groups={[{ scope, book, problems }]}
        reasons={reasons}
        onReason={(key, value) => setReasons((before) => ({ ...before, [key]: value }))}
      />
      <EntryForm
        book={book}
        scope={scope}
        fields={fields}
        marks={[]}
        problems={problems}
        colleagues={colleagues}
        showAll
        // What a step has filled in can be corrected, too; what no step has asked yet cannot.
        shows={(field) => !field.step || (entry.fields[field.key] ?? '') !== ''}
        autoFocus={false}
        onChange={(key, value) => setFields((before) => ({ ...before, [key]: value }))}
        onLeave={() => undefined}
      />
    </>
  )
}
