import { Button, Kbd, TextInput } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import type { BookDefinition } from '../../../src-contract/books.ts'
import type { RpcError } from '../../../src-contract/errors.ts'
import type { Likeness, Undoable } from '../../../src-contract/features/ledger.shapes.ts'
import type { DraftId } from '../../../src-contract/ids.ts'
import { rpc } from '../../rpc/client.ts'
import { useFormat, useLabel, useText } from '../../text/language.ts'
import { ErrorNotice } from '../../ui/error-notice.tsx'
import { onKeys } from '../../ui/ime.ts'
import { Tag } from '../../ui/tag.tsx'
import { useKeys } from '../../ui/use-keys.ts'
import type { Colleague } from './entry-form.tsx'
import classes from './likeness-dock.module.css'
import type { Family, Member } from './use-family.ts'
import { useShown } from './use-shown.ts'

type Props = {
  family: Family
  colleagues: readonly Colleague[]
  /** The draft was given up for an entry that was already there. */
  onSame: (member: Member, likeness: Likeness, undo: Undoable | null) => void
}

/** One line under the form as soon as something like the draft is filed; opened, both stand side by side. Typing goes on meanwhile. */
export function LikenessDock({ family, colleagues, onSame }: Props) {
  const words = useText().ledger.likeness
  const label = useLabel()
  const [opened, setOpened] = useState(false)
  const [at, setAt] = useState(0)
  const cameFrom = useRef<HTMLElement | null>(null)
  const found = family.members.flatMap((member) => member.found.map((likeness) => ({ member, likeness })))
  const place = Math.min(at, found.length - 1)
  const chosen = found[place]
  const show = (open: boolean) => {
    if (found.length === 0) return
    if (open) cameFrom.current = document.activeElement instanceof HTMLElement ? document.activeElement : null
    setOpened(open)
    if (!open) cameFrom.current?.focus()
  }
  useKeys({ 'alt+D': () => show(!opened) })
  useEffect(() => {
    if (found.length === 0) setOpened(false)
  }, [found.length])
  if (!chosen) return null
  const { likeness, member } = chosen
  return (
    <section className={classes.dock} aria-label={words.title}>
      <div className={classes.line} role="status">
        <strong>{words.found(found.length)}</strong>
        <span className={classes.summary}>
          {label(member.book.label)} {likeness.number} ·{' '}
          {words.why(
            likeness.reasons.map((reason) => words.how[reason.how](fieldName(member.book, reason.field, label))),
          )}
        </span>
        <Button
          size="compact-xs"
          variant="default"
          aria-expanded={opened}
          rightSection={<Kbd size="xs">Alt+D</Kbd>}
          onClick={() => show(!opened)}
        >
          {opened ? words.close : words.compare}
        </Button>
      </div>
      {opened ? (
        <SideBySide
          key={`${member.draftId} ${likeness.entryId}`}
          member={member}
          likeness={likeness}
          colleagues={colleagues}
          place={place}
          of={found.length}
          onMove={(step) => setAt((place + step + found.length) % found.length)}
          onClose={() => show(false)}
          onSame={(undo) => onSame(member, likeness, undo)}
          onDifferent={() => family.handle(member.draftId)?.again()}
        />
      ) : null}
    </section>
  )
}

type SideProps = {
  member: Member
  likeness: Likeness
  colleagues: readonly Colleague[]
  place: number
  of: number
  onMove: (step: 1 | -1) => void
  onClose: () => void
  onSame: (undo: Undoable | null) => void
  onDifferent: () => void
}

function SideBySide({ member, likeness, colleagues, place, of, ...props }: SideProps) {
  const words = useText().ledger.likeness
  const label = useLabel()
  const format = useFormat()
  const shown = useShown(member.book, colleagues)
  const [reason, setReason] = useState('')
  const [error, setError] = useState<RpcError | null>(null)
  const input = useRef<HTMLInputElement>(null)
  useEffect(() => input.current?.focus(), [])
  const state = member.book.states.find((one) => one.id === likeness.state)

  async function settle(verdict: 'same' | 'different') {
    setError(null)
    const { draftId } = member
    const result = await rpc.ledger.settleLikeness({
      draftId: draftId as DraftId,
      entryId: likeness.entryId,
      verdict,
      reason,
    })
    if (!result.ok) setError(result.error)
    else if (verdict === 'same') props.onSame(result.value.undo)
    else props.onDifferent()
  }
  return (
    <div
      className={classes.sides}
      onKeyDown={onKeys({
        Escape: props.onClose,
        'alt+S': () => void settle('same'),
        'alt+ArrowDown': () => props.onMove(1),
        'alt+ArrowUp': () => props.onMove(-1),
      })}
    >
      <div className={classes.both} role="group" aria-label={words.compare} tabIndex={0}>
        <table className={classes.table}>
          <thead>
            <tr>
              <th scope="col">{words.field}</th>
              <th scope="col">{words.draft}</th>
              <th scope="col">
                {words.entry(likeness.number)} · {state ? label(state.label) : likeness.state} ·{' '}
                {format.date(likeness.occurredOn)}
              </th>
            </tr>
          </thead>
          <tbody>
            {likeness.fields.map((one) => (
              <tr key={one.field} data-differs={one.differs || undefined}>
                <th scope="row">
                  {fieldName(member.book, one.field, label)}{' '}
                  {one.differs ? <Tag tone="warn">{words.differs}</Tag> : null}
                </th>
                <td>{shown(one.field, one.draft)}</td>
                <td>{shown(one.field, one.entry)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {error ? <ErrorNotice error={error} /> : null}
      <div className={classes.answers}>
        <TextInput
          ref={input}
          className={classes.reason}
          aria-label={words.reason}
          placeholder={words.reason}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
          onKeyDown={onKeys({ Enter: () => void settle('different') })}
          maxLength={200}
        />
        <Button variant="default" onClick={() => void settle('different')} rightSection={<Kbd size="xs">Enter</Kbd>}>
          {words.different}
        </Button>
        <Button onClick={() => void settle('same')} rightSection={<Kbd size="xs">Alt+S</Kbd>}>
          {words.same}
        </Button>
        {of > 1 ? (
          <Button variant="default" onClick={() => props.onMove(1)} rightSection={<Kbd size="xs">Alt+↓</Kbd>}>
            {words.next(place + 1, of)}
          </Button>
        ) : null}
      </div>
    </div>
  )
}

function fieldName(book: BookDefinition, key: string, label: (label: BookDefinition['label']) => string): string {
  const field = book.fields.find((one) => one.key === key)
  return field ? label(field.label) : key
}
