import type { BookDefinition } from '../../../src-contract/books.ts'
import type { DueRow, Stage } from '../../../src-contract/features/ledger.shapes.ts'
import type { z } from 'zod'
import { useLabel, useText } from '../../text/language.ts'
import { Tag } from '../../ui/tag.tsx'
import { today } from '../../ui/today.ts'
import { dueName, dueWords } from './due-words.ts'

type Props = {
  book: BookDefinition
  state: string
  stage: Stage
  version: number
  /** Something of it waits for a second person, though it counts. */
  waits: boolean
  /** The address was filed though it names no room that there is: to be corrected once it has one. */
  temporaryAddress: boolean
}

/** Where an entry stands: its state in the life cycle, and whether it waits, counts or is void. */
export function StandingTags({ book, state, stage, version, waits, temporaryAddress }: Props) {
  const words = useText().ledger
  const label = useLabel()
  const found = book.states.find((one) => one.id === state)
  return (
    <>
      <Tag tone="accent">{found ? label(found.label) : state}</Tag>
      {stage === 'filed' ? null : <Tag tone={stage === 'voided' ? 'bad' : 'warn'}>{words.stages[stage]}</Tag>}
      {stage === 'filed' && waits ? <Tag tone="warn">{words.stages['in-review']}</Tag> : null}
      {temporaryAddress && stage !== 'voided' ? (
        <Tag tone="warn" title={words.temporaryAddressMeans}>
          {words.temporaryAddress}
        </Tag>
      ) : null}
      {version > 1 && stage !== 'voided' ? <Tag tone="quiet">{words.corrected}</Tag> : null}
    </>
  )
}

/** 整改期限：3 天后到期. */
export function DueTag({ due, named = true }: { due: z.infer<typeof DueRow>; named?: boolean }) {
  const words = useText().ledger
  const { words: when, tone } = dueWords(due.on, today(), words.due)
  const name = dueName(due.kind, words.dues)
  return (
    <Tag tone={tone} title={`${name} ${due.on}`}>
      {named ? words.due.of(name, when) : when}
    </Tag>
  )
}
