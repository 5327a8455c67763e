import { Button } from '@mantine/core'
import { useId, useState } from 'react'
import type { BookDefinition } from '../../../src-contract/books.ts'
import type { OutputOf } from '../../../src-contract/contract.ts'
import type { RpcError } from '../../../src-contract/errors.ts'
import { rpc } from '../../rpc/client.ts'
import { useFormat, useLabel, useText } from '../../text/language.ts'
import { ErrorNotice } from '../../ui/error-notice.tsx'
import { Notice } from '../../ui/notice.tsx'
import { hashOf } from '../../ui/router.ts'
import { AddressField } from '../ledger/address-field.tsx'
import { useRefusal } from '../ledger/bulk-result.tsx'
import { tellDone } from '../ledger/undo.tsx'
import classes from './addresses-screen.module.css'

type Plan = OutputOf<'ledger.planMerge'>
type Props = { from: string; books: readonly BookDefinition[]; onDone: () => void }

/** Chooses the standard address, shows what each entry would become, and merges them as one act that can be taken back. */
export function MergeForm({ from, books, onDone }: Props) {
  const words = useText().addresses
  const id = useId()
  const [to, setTo] = useState('')
  const [plan, setPlan] = useState<Plan | null>(null)
  const [working, setWorking] = useState(false)
  const [error, setError] = useState<RpcError | null>(null)
  const [refused, setRefused] = useState<OutputOf<'ledger.mergeAddress'>['refused']>([])
  const ready = plan?.entries.filter((one) => one.refused === null) ?? []

  async function show() {
    if (to.trim() === '') return
    setRefused([])
    const planned = await rpc.ledger.planMerge({ from, to: to.trim() })
    setError(planned.ok ? null : planned.error)
    setPlan(planned.ok ? planned.value : null)
  }
  async function merge() {
    if (plan === null) return
    setWorking(true)
    const entries = ready.map(({ entryId, version }) => ({ entryId, version }))
    const merged = await rpc.ledger.mergeAddress({ from, to: plan.to, entries, reason: words.mergeReason })
    setWorking(false)
    setError(merged.ok ? null : merged.error)
    if (!merged.ok) return
    const { done, undo } = merged.value
    setRefused(merged.value.refused)
    setPlan(null)
    if (done.length > 0) tellDone(words.done(done.length), undo)
    onDone()
  }

  return (
    <section aria-label={words.mergeTitle}>
      <h3>{words.mergeTitle}</h3>
      <p className={classes.quiet}>{words.mergeMeans}</p>
      <form
        className={classes.row}
        onSubmit={(event) => {
          event.preventDefault()
          void show()
        }}
      >
        <div className={classes.grow}>
          <label htmlFor={id}>{words.standard}</label>
          <AddressField
            id={id}
            value={to}
            autoFocus={false}
            described={{}}
            onChange={(text) => {
              setTo(text)
              setPlan(null)
            }}
          />
        </div>
        <Button type="submit" variant="default" disabled={to.trim() === ''}>
          {words.show}
        </Button>
      </form>
      {error ? <ErrorNotice error={error} /> : null}
      {refused.length > 0 ? <Refused refused={refused} /> : null}
      {plan ? (
        <>
          <p>
            <strong>{words.willBe(from, plan.to)}</strong>
          </p>
          <PlanList plan={plan} books={books} />
          {plan.outOfReach > 0 ? <p>{words.outOfReach(plan.outOfReach)}</p> : null}
          <Button loading={working} disabled={ready.length === 0} onClick={() => void merge()}>
            {words.merge(ready.length)}
          </Button>
        </>
      ) : null}
    </section>
  )
}

function PlanList({ plan, books }: { plan: Plan; books: readonly BookDefinition[] }) {
  const words = useText().addresses
  const label = useLabel()
  const format = useFormat()
  const why = useRefusal()
  return (
    <ul className={classes.plan} aria-label={words.plan}>
      {plan.entries.map((one) => {
        const book = books.find(({ id }) => id === one.book)
        return (
          <li key={one.entryId}>
            {book ? label(book.label) : one.book}{' '}
            <a href={hashOf({ screen: 'entry', entryId: one.entryId })}>{one.number}</a>{' '}
            <span className={classes.quiet}>{words.of(one.officerName, format.date(one.occurredOn))}</span>
            {one.toReview ? <div>{words.toReview}</div> : null}
            {one.refused === null ? null : (
              <div>
                {words.left}
                {why(one.refused)}
              </div>
            )}
          </li>
        )
      })}
    </ul>
  )
}

function Refused({ refused }: { refused: OutputOf<'ledger.mergeAddress'>['refused'] }) {
  const words = useText().addresses
  const why = useRefusal()
  return (
    <Notice tone="warn" role="alert">
      {words.refused(refused.length)}
      <ul className={classes.plan}>
        {refused.map((one) => (
          <li key={one.entryId}>
            <a href={hashOf({ screen: 'entry', entryId: one.entryId })}>{one.number}</a> {why(one.code)}
          </li>
        ))}
      </ul>
    </Notice>
  )
}
