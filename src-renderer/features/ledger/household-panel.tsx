import { Button, Kbd } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import type { BookDefinition } from '../../../src-contract/books.ts'
import type { HouseholdRow } from '../../../src-contract/features/ledger.shapes.ts'
import type { DraftId } from '../../../src-contract/ids.ts'
import { rpc } from '../../rpc/client.ts'
import type { RpcError } from '../../../src-contract/errors.ts'
import { useCall } from '../../rpc/hooks.ts'
import { useFormat, useLabel, useText } from '../../text/language.ts'
import { ErrorNotice } from '../../ui/error-notice.tsx'
import { onKeys } from '../../ui/ime.ts'
import { Tag } from '../../ui/tag.tsx'
import classes from './entry-form.module.css'

type Props = {
  draftId: DraftId
  books: readonly BookDefinition[]
  address: string
  savedAt: string | null
}

type Outcome = NonNullable<HouseholdRow['outcome']>

/** Who is registered at the address of a visit; one key each says what the visit found. */
export function HouseholdPanel({ draftId, books, address, savedAt }: Props) {
  const words = useText().ledger.household
  const label = useLabel()
  const format = useFormat()
  const list = useRef<HTMLUListElement>(null)
  // Another address has another household, once it is saved.
  const [saved, setSaved] = useState(address)
  useEffect(() => {
    setSaved(address)
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [savedAt])
  const asked = useCall(
    (signal) => (saved === '' ? null : rpc.ledger.household({ draftId }, { signal })),
    [draftId, saved],
  )
  const [said, setSaid] = useState<ReadonlyMap<string, Outcome | null>>(new Map())
  const [error, setError] = useState<RpcError | null>(null)
  const { value } = asked
  useEffect(() => setSaid(new Map()), [value])
  const rows = value?.rows ?? []
  if (rows.length === 0) return asked.error ? <ErrorNotice error={asked.error} onRetry={asked.again} /> : null

  async function say(row: HouseholdRow, outcome: Outcome | null) {
    setSaid((before) => new Map(before).set(row.entryId, outcome))
    setError(null)
    const result = await rpc.ledger.confirm({ draftId, entryId: row.entryId, outcome })
    if (result.ok) return
    setError(result.error)
    asked.again()
  }
  function goTo(at: number) {
    list.current?.querySelectorAll<HTMLElement>('[data-row]')[at]?.focus()
  }
  return (
    <section className={classes.household} aria-label={words.title}>
      <h2>
        {words.title} <span className={classes.status}>{words.means}</span> <Kbd size="xs">Alt+H</Kbd>
      </h2>
      {error ? <ErrorNotice error={error} /> : null}
      <ul ref={list} data-household>
        {rows.map((row, at) => {
          const book = books.find((one) => one.id === row.book)
          const outcome = said.has(row.entryId) ? (said.get(row.entryId) ?? null) : row.outcome
          const state = book?.states.find((one) => one.id === row.state)
          const answer = (next: Outcome | null) => {
            void say(row, next)
            goTo(at + 1)
          }
          return (
            <li
              key={row.entryId}
              data-row
              tabIndex={at === 0 ? 0 : -1}
              aria-label={words.row(row.summary, outcome === null ? words.open : words.outcomes[outcome])}
              onKeyDown={onKeys({
                '1': () => answer('confirmed'),
                '2': () => answer('left'),
                Backspace: () => void say(row, null),
                ArrowDown: () => goTo(at + 1),
                ArrowUp: () => goTo(at - 1),
              })}
            >
              <Tag tone="quiet">{book ? label(book.label) : row.book}</Tag>
              <span className={classes.who}>{row.summary}</span>
              <span className={classes.status}>
                {state ? label(state.label) : row.state} · {format.date(row.occurredOn)}
              </span>
              <span className={classes.space} />
              {(['confirmed', 'left'] as const).map((one, digit) => (
                <Button
                  key={one}
                  size="compact-xs"
                  tabIndex={-1}
                  variant={outcome === one ? 'filled' : 'default'}
                  aria-pressed={outcome === one}
                  rightSection={<Kbd size="xs">{digit + 1}</Kbd>}
                  onClick={() => void say(row, outcome === one ? null : one)}
                >
                  {words.outcomes[one]}
                </Button>
              ))}
            </li>
          )
        })}
      </ul>
    </section>
  )
}

/** Takes the focus to the household, from anywhere in the visit. */
export function focusHousehold(): void {
  document.querySelector<HTMLElement>('[data-household] [data-row]')?.focus()
}
