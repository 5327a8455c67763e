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

type Side = 'mine' | 'theirs'

/**
 * What stood before, what somebody wrote and did not stay, what stands. One of the two is chosen, with the reason: for all of it, or for each
 * field, where fields can be decided on by themselves.
 */
export function ConflictPanel({ conflict, onSettled }: { conflict: SyncConflict; onSettled: () => void }) {
  const words = useText().sync.conflicts
  const format = useFormat()
  const groups = new Set(conflict.fields.map(({ group }) => group)).size
  const [chosen, setChosen] = useState<Readonly<Record<number, Side>>>({})
  const [reason, setReason] = useState('')
  const [error, setError] = useState<RpcError | null>(null)
  const sideOf = (group: number): Side => chosen[group] ?? 'theirs'
  const chooseAll = (side: Side) => setChosen(Object.fromEntries(conflict.fields.map(({ group }) => [group, side])))
  async function settle() {
    const sides = Object.fromEntries(conflict.fields.map(({ field, group }) => [field ?? '', sideOf(group)]))
    const [first, ...others] = new Set(Object.values(sides))
    const decided =
      first !== undefined && others.length === 0 ? { choice: first } : ({ choice: 'merged', sides } as const)
    const result = await rpc.sync.settle({ conflictId: conflict.conflictId, ...decided, reason })
    setError(result.ok ? null : result.error)
    if (result.ok) onSettled()
  }
  return (
    <section className={classes.one} aria-label={conflict.ofReturn?.name ?? conflict.number ?? words.outside}>
      <RecordHead {...conflict} at={conflict.madeAt === null ? null : format.time(conflict.madeAt)} />
      <Values
        conflict={conflict}
        sideOf={groups > 1 ? sideOf : null}
        onChoose={(group, side) => setChosen({ ...chosen, [group]: side })}
      />
      <form
        className={classes.decide}
        onSubmit={(event) => {
          event.preventDefault()
          void settle()
        }}
      >
        {groups > 1 ? (
          <div className={classes.head}>
            <Button size="compact-sm" variant="default" onClick={() => chooseAll('theirs')}>
              {words.allTheirs}
            </Button>
            <Button size="compact-sm" variant="default" onClick={() => chooseAll('mine')}>
              {words.allMine}
            </Button>
          </div>
        ) : (
          <Radio.Group value={sideOf(0)} onChange={(value) => chooseAll(value === 'mine' ? 'mine' : 'theirs')}>
            <div className={classes.head}>
              <Radio value="theirs" label={words.keepTheirs} />
              <Radio value="mine" label={words.takeMine} />
            </div>
          </Radio.Group>
        )}
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

type ValuesProps = {
  conflict: SyncConflict
  /** Null: they are chosen below, all of one side. */
  sideOf: ((group: number) => Side) | null
  onChoose: (group: number, side: Side) => void
}

/** The values beside each other; each a choice where fields are decided on by themselves. */
function Values({ conflict, sideOf, onChoose }: ValuesProps) {
  const words = useText().sync.conflicts
  const labelOf = useLabels(conflict)
  const shown = useValues(conflict)
  const sizes = new Map<number, number>()
  for (const { group } of conflict.fields) sizes.set(group, (sizes.get(group) ?? 0) + 1)
  const value = ({ field, group, ...of }: SyncConflict['fields'][number], side: Side) => {
    const text = shown(field, of[side]) || words.empty
    if (sideOf === null) return text
    return (
      <Radio
        size="xs"
        name={`${conflict.conflictId} ${field ?? ''}`}
        label={text}
        checked={sideOf(group) === side}
        onChange={() => onChoose(group, side)}
      />
    )
  }
  return (
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
        {conflict.fields.map((one) => (
          <tr key={one.field ?? ''}>
            <th scope="row">
              {one.field === null ? words.whole : labelOf(one.field)}
              {sideOf !== null && (sizes.get(one.group) ?? 0) > 1 ? (
                <span className={classes.means}> {words.together}</span>
              ) : null}
            </th>
            <td>{shown(one.field, one.base) || words.empty}</td>
            <td>{value(one, 'mine')}</td>
            <td>{value(one, 'theirs')}</td>
          </tr>
        ))}
      </tbody>
    </table>
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
