import { TextInput } from '@mantine/core'
import type { BookDefinition } from '../../../src-contract/books.ts'
import type { HouseholdResult, WalkRoom } from '../../../src-contract/features/paper.contract.ts'
import type { ErrorCode } from '../../../src-contract/errors.ts'
import { useLabel, useText } from '../../text/language.ts'
import { noValues } from '../../text/sentence.ts'
import { onKeys } from '../../ui/ime.ts'
import { hashOf } from '../../ui/router.ts'
import { Tag } from '../../ui/tag.tsx'
import { useProblemSentence } from '../ledger/problem-text.ts'
import classes from './paper.module.css'

type Props = {
  room: WalkRoom
  books: readonly BookDefinition[]
  /** The visit that the room was filed with. */
  visit: { entryId: string; number: string } | null
  result: HouseholdResult | undefined
  reason: string
  locked: boolean
  onReason: (reason: string) => void
  onNew: (book: 'L02' | 'L03') => void
  onLeave: () => void
}

/** Under each room, as on the paper: who is new, and what became of the room when it was filed. */
export function RoomFoot({ room, books, visit, result, reason, locked, onReason, onNew, onLeave }: Props) {
  const text = useText()
  const words = text.paper
  const label = useLabel()
  const problemSentence = useProblemSentence()
  const nameOf = (id: string) => {
    const book = books.find((one) => one.id === id)
    return book ? label(book.label) : id
  }
  const keys = onKeys({
    '2': () => onNew('L02'),
    '3': () => onNew('L03'),
    Escape: onLeave,
    ArrowUp: onLeave,
    ArrowDown: onLeave,
  })
  const sentences =
    result?.result !== 'refused'
      ? []
      : [
          ...result.rows.map((one) => words.problems[one]),
          ...result.problems.map((one) => problemSentence(one)),
          ...(result.rows.length + result.problems.length > 0
            ? []
            : [text.errors[(result.code ?? 'internal') as ErrorCode](noValues)]),
        ]
  return (
    <tr className={classes.foot} data-room={room.household}>
      <td />
      <td colSpan={8}>
        <div className={classes.footline}>
          {words.newcomer}
          {room.newcomers.map((one) =>
            one.filed ? (
              <Tag key={one.draftId} tone="good">
                {words.newcomerDraft(nameOf(one.book), true)}
              </Tag>
            ) : (
              <a key={one.draftId} href={hashOf({ screen: 'draft', draftId: one.draftId })}>
                {words.newcomerDraft(nameOf(one.book), false)}
              </a>
            ),
          )}
          {locked ? null : (
            <>
              <button
                type="button"
                tabIndex={-1}
                data-new
                className={classes.link}
                onClick={() => onNew('L02')}
                onKeyDown={keys}
              >
                {words.newResident}
              </button>
              <button
                type="button"
                tabIndex={-1}
                className={classes.link}
                onClick={() => onNew('L03')}
                onKeyDown={keys}
              >
                {words.newTenant}
              </button>
            </>
          )}
          {visit === null ? null : (
            <a href={hashOf({ screen: 'entry', entryId: visit.entryId })}>{words.result.filed(visit.number)}</a>
          )}
          {result?.result === 'refused' ? <Tag tone="bad">{words.result.refused}</Tag> : null}
          {sentences.map((one) => (
            <span key={one} role="alert">
              {one}
            </span>
          ))}
          {result?.code === 'ledger/warnings' ? (
            <TextInput
              aria-label={`${room.label} ${words.reason}`}
              placeholder={words.reasonHint}
              maxLength={200}
              value={reason}
              onChange={(event) => onReason(event.currentTarget.value)}
            />
          ) : null}
        </div>
      </td>
    </tr>
  )
}
