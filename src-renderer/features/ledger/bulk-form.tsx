import { Button, Group, Kbd } from '@mantine/core'
import { useState } from 'react'
import type { BookDefinition, BookTransition } from '../../../src-contract/books.ts'
import type { OutputOf } from '../../../src-contract/contract.ts'
import type { RpcError } from '../../../src-contract/errors.ts'
import type { TypedFields } from '../../../src-contract/features/ledger.shapes.ts'
import { rpc } from '../../rpc/client.ts'
import { useLabel, useText } from '../../text/language.ts'
import { ErrorNotice } from '../../ui/error-notice.tsx'
import { useKeys } from '../../ui/use-keys.ts'
import type { Colleague } from './entry-form.tsx'
import classes from './ledger-screen.module.css'
import { StepFields } from './step-fields.tsx'
import { tellDone } from './undo.tsx'
import type { EntryRow } from './use-entry-pages.ts'

type Props = {
  book: BookDefinition
  step: BookTransition
  rows: readonly EntryRow[]
  colleagues: readonly Colleague[]
  onCancel: () => void
  onDone: (result: OutputOf<'ledger.stepMany'>) => void
}

/** One step for all chosen entries, with the same fields and note. */
export function BulkForm({ book, step, rows, colleagues, onCancel, onDone }: Props) {
  const text = useText()
  const words = text.ledger
  const label = useLabel()
  const [fields, setFields] = useState<TypedFields>({})
  const [note, setNote] = useState('')
  const [error, setError] = useState<RpcError | null>(null)
  const [working, setWorking] = useState(false)
  async function take() {
    if (working) return
    setWorking(true)
    setError(null)
    const result = await rpc.ledger.stepMany({
      entries: rows.map(({ entryId, state }) => ({ entryId, state })),
      transition: step.id,
      fields: Object.fromEntries(Object.entries(fields).filter(([, value]) => value.trim() !== '')),
      note,
    })
    setWorking(false)
    if (!result.ok) {
      setError(result.error)
      return
    }
    if (result.value.done.length > 0) tellDone(words.bulk.done(result.value.done.length), result.value.undo)
    onDone(result.value)
  }
  useKeys({ 'mod+S': () => void take(), Escape: onCancel })
  const title = words.bulk.title(label(step.label), rows.length)
  return (
    <div className={classes.bulkForm} role="group" aria-label={title}>
      {error ? <ErrorNotice error={error} /> : null}
      <StepFields
        book={book}
        step={step}
        fields={fields}
        note={note}
        problems={[]}
        colleagues={colleagues}
        onChange={(key, value) => setFields((before) => ({ ...before, [key]: value }))}
        onNote={setNote}
        onSubmit={() => void take()}
      />
      <Group gap="sm">
        <Button loading={working} onClick={() => void take()} rightSection={<Kbd size="xs">Ctrl+S</Kbd>}>
          {title}
        </Button>
        <Button variant="default" onClick={onCancel} rightSection={<Kbd size="xs">Esc</Kbd>}>
          {text.frame.common.cancel}
        </Button>
      </Group>
    </div>
  )
}
