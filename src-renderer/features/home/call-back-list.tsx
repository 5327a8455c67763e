import type { OutputOf } from '../../../src-contract/contract.ts'
import { useFormat, useLabel, useText } from '../../text/language.ts'
import { hashOf } from '../../ui/router.ts'
import { Tag } from '../../ui/tag.tsx'
import { today } from '../../ui/today.ts'
import { assessmentTab } from '../assessment/chosen-tab.ts'
import { dueWords } from '../ledger/due-words.ts'
import classes from './home-screen.module.css'

type Props = { today: OutputOf<'home.today'>; books: OutputOf<'ledger.books'>['books'] }

/** Dissatisfied respondents of a survey who wait for a call. */
export function CallBackList({ today: { callBacks }, books }: Props) {
  const text = useText()
  const label = useLabel()
  const format = useFormat()
  if (callBacks.length === 0) return null
  return (
    <section className={classes.panel} aria-label={text.evaluations.callBacks.list}>
      <h2>{text.evaluations.callBacks.list}</h2>
      <ul className={classes.tall}>
        {callBacks.map((one) => {
          const book = books.find(({ id }) => id === one.book)
          const { words: when, tone } = dueWords(one.dueOn, today(), text.ledger.due)
          return (
            <li key={one.caseId}>
              <a href={hashOf({ screen: 'assessment' })} onClick={() => assessmentTab.set('callBacks')}>
                {book ? label(book.label) : one.book} {one.number}
              </a>
              <Tag tone={tone} title={format.date(one.dueOn)}>
                {when}
              </Tag>
            </li>
          )
        })}
      </ul>
    </section>
  )
}
