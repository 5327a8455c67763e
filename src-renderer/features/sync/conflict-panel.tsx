import { Button, Radio, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { RpcError } from '../../../src-contract/errors.ts'
import type { Binding } from '../../../src-contract/features/returns.shapes.ts'
import type { SyncConflict } from '../../../src-contract/features/sync.contract.ts'
import { rpc } from '../../rpc/client.ts'
import { useBooks, useColleagues } from '../../rpc/known.ts'
import { useFormat, useLabel, useText } from '../../text/language.ts'
import { ErrorNotice } from '../../ui/error-notice.tsx'
import { go } from '../../ui/router.ts'
import { useShown } from '../ledger/use-shown.ts'
import { shortBinding } from '../returns/cell-view.ts'
import classes from './sync.module.css'

/** What stood before, what somebody wrote and did not stay, what stands: one of the two is chosen, with the reason. */
export function ConflictPanel({ conflict, onSettled }: { conflict: SyncConflict; onSettled: () => void }) {
  const words = useText().sync.conflicts
  const format = useFormat()
  const labelOf = useLabels(conflict)
  const shown = useValues(conflict)
  const [choice, setChoice] = useState<'mine' | 'theirs'>('theirs')
  const [reason, setReason] = useState('')
  const [error, setError] = useState<RpcError | null>(null)
  async function settle() {
    const result = await rpc.sync.settle({ conflictId: conflict.conflictId, choice, reason })
    setError(result.ok ? null : result.error)
    if (result.ok) onSettled()
  }
  return (
    <section className={classes.one} aria-label={conflict.ofReturn?.name ?? conflict.number ?? words.outside}>
      <RecordHead {...conflict} at={conflict.madeAt === null ? null : format.time(conflict.madeAt)} />
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">{words.field}</th>
            <th scope="col">{words.base}</th>
            <th scope="col">{words.mine(conflict.by)}</th>
            <th scope="col">{words.theirs}</th>
          </tr>
        </thead>
        <tbody>
          {conflict.fields.map(({ field, base, mine, theirs }) => (
            <tr key={field ?? ''}>
              <th scope="row">{field === null ? words.whole : labelOf(field)}</th>
              <td>{shown(field, base) || words.empty}</td>
              <td>{shown(field, mine) || words.empty}</td>
              <td>{shown(field, theirs) || words.empty}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <form
        className={classes.decide}
        onSubmit={(event) => {
          event.preventDefault()
          void settle()
        }}
      >
        <Radio.Group value={choice} onChange={(value) => setChoice(value === 'mine' ? 'mine' : 'theirs')}>
          <div className={classes.head}>
            <Radio value="theirs" label={words.keepTheirs} />
            <Radio value="mine" label={words.takeMine} />
          </div>
        </Radio.Group>
        <TextInput
          aria-label={words.reason}
          placeholder={words.reasonHint}
          value={reason}
          w={280}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <Button type="submit" disabled={reason.trim().length < 2}>
          {words.settle}
        </Button>
      </form>
      {error === null ? null : <ErrorNotice error={error} />}
    </section>
  )
}

type About = Pick<SyncConflict, 'entryId' | 'number' | 'book'> & {
  ofReturn?: SyncConflict['ofReturn']
  at: string | null
}

/** Which record it is about, and the way to it. */
export function RecordHead({ entryId, number, book, ofReturn, at }: About) {
  const text = useText()
  const words = text.sync.conflicts
  const label = useLabel()
  const found = useBooks().value?.books.find((one) => one.id === book)
  const entry = number === null ? words.outside : `${found === undefined ? '' : label(found.label)} ${number}`
  const said = ofReturn ? [text.returns.title, ofReturn.name, ofReturn.cell ?? ''].join(' ') : entry
  return (
    <div className={classes.head}>
      <h3>{said}</h3>
      {at === null ? null : <span className={classes.means}>{at}</span>}
      {entryId === null ? null : (
        <Button size="compact-xs" variant="default" onClick={() => go({ screen: 'entry', entryId })}>
          {words.open}
        </Button>
      )}
    </div>
  )
}

/** Values as an entry shows them: options by their words, people by their names. A book that this program does not know is shown as it is. */
export function useValues({
  book: bookId,
  ofReturn,
}: Pick<SyncConflict, 'book' | 'ofReturn'>): (field: string | null, value: string | null) => string {
  const books = useBooks().value?.books ?? []
  const book = books.find((one) => one.id === bookId) ?? null
  const colleagues = useColleagues().value?.accounts ?? noColleagues
  const shown = useShown(book, colleagues)
  const text = useText()
  const words = text.returns.binding
  const label = useLabel()
  // What stands in the entry itself, and in no field of its form.
  function columns(field: string, value: string): string | null {
    const state = field === 'state' ? book?.states.find((one) => one.id === value) : undefined
    if (state !== undefined) return label(state.label)
    const stages: Readonly<Record<string, string>> = text.ledger.stages
    return field === 'stage' ? (stages[value] ?? null) : null
  }
  return (field, value) => {
    if (field === null || value === null) return value ?? ''
    if (ofReturn === null) return columns(field, value) ?? shown(field, value)
    return field === 'binding' ? shortBinding(JSON.parse(value) as Binding, books, { words, label }) : value
  }
}

function useLabels({ book, ofReturn }: SyncConflict): (field: string) => string {
  const words = useText().returns
  const ofBook = useFieldLabel(book)
  const { name, issuer, dueDays, active } = words.make
  const labels: Readonly<Record<string, string>> = { name, issuer, dueDays, active, binding: words.binding.what }
  return (field) => (ofReturn === null ? ofBook(field) : (labels[field] ?? field))
}

const noColleagues: never[] = []

/** The form's own word for a field; one that this program does not know is shown by its key. */
export function useFieldLabel(bookId: string | null): (field: string) => string {
  const label = useLabel()
  const others = useText().sync.fields
  const fields = useBooks().value?.books.find((one) => one.id === bookId)?.fields
  return (key) => {
    const found = fields?.find((field) => field.key === key)
    return found === undefined ? (others[key] ?? key) : label(found.label)
  }
}
