import type { OutputOf } from '../../../src-contract/contract.ts'
import { useText } from '../../text/language.ts'
import { hashOf } from '../../ui/router.ts'
import { Tag } from '../../ui/tag.tsx'
import { today } from '../../ui/today.ts'
import { dueWords } from '../ledger/due-words.ts'
import { periodTone } from '../returns/tones.ts'
import classes from './home-screen.module.css'

/** Returns whose period is over and that have not been sent. */
export function ReturnsList({ returns }: { returns: OutputOf<'home.today'>['returns'] }) {
  const text = useText()
  if (returns.length === 0) return null
  const words = text.admin.home
  return (
    <section className={classes.panel} aria-label={words.returns}>
      <h2>{words.returns}</h2>
      <ul>
        {returns.map((one) => {
          const { words: when, tone } = dueWords(one.due, today(), text.ledger.due)
          return (
            <li key={`${one.returnId} ${one.period}`}>
              <a href={hashOf({ screen: 'return', returnId: one.returnId })}>
                {one.name} {one.period} · {one.issuer}
              </a>
              <span>
                {one.status === 'open' ? null : (
                  <Tag tone={periodTone[one.status]}>{text.returns.statuses[one.status]}</Tag>
                )}{' '}
                <Tag tone={tone}>{when}</Tag>
              </span>
            </li>
          )
        })}
      </ul>
    </section>
  )
}
