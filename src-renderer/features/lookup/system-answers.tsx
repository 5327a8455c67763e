import { Button } from '@mantine/core'
import { memo } from 'react'
import { allowed } from '../../rpc/allowed.ts'
import { useSession } from '../../session/session-context.ts'
import { useFormat, useText } from '../../text/language.ts'
import { Tag, type Tone } from '../../ui/tag.tsx'
import classes from './lookup-screen.module.css'
import type { Found } from './lookup-state.ts'

type Answer = Found['systems'][number]
type Props = {
  answers: readonly Answer[]
  /** Nothing waits for the search index: what it does not find is not here. */ final: boolean
  onAsk: (() => void) | null
}

const tones: Readonly<Record<Answer['state'], Tone>> = {
  found: 'accent',
  none: 'quiet',
  denied: 'warn',
  failed: 'bad',
  'never-received': 'quiet',
}

/** What each of the seven systems said: nothing found, not allowed, failed and never received are different things. */
export const SystemAnswers = memo(function SystemAnswers({ answers, final, onAsk }: Props) {
  const text = useText()
  const format = useFormat()
  const session = useSession()
  return (
    <ul className={classes.answers} aria-label={text.lookup.answers}>
      {answers.map((answer) => {
        const open = answer.state === 'none' && !final
        const state = open ? text.lookup.unindexed.answer : text.lookup.answer[answer.state]
        const means = open
          ? text.lookup.unindexed.answerMeans
          : answer.state === 'found'
            ? ''
            : text.lookup.answerMeans[answer.state]
        const old = (answer.state === 'found' || answer.state === 'none') && answer.freshness !== 'fresh'
        return (
          <li
            key={answer.system}
            title={[means, answer.lastReceived && text.lookup.received(format.time(answer.lastReceived))]
              .filter(Boolean)
              .join(' · ')}
          >
            <span>{text.frame.systems[answer.system]}</span>
            <Tag tone={tones[answer.state]}>{state}</Tag>
            {old ? (
              <Tag tone={answer.freshness === 'stale' ? 'bad' : 'warn'}>{text.frame.freshness[answer.freshness]}</Tag>
            ) : null}
          </li>
        )
      })}
      {onAsk !== null && allowed(session.role, 'outside.ask') ? (
        <li className={classes.ask}>
          <Button size="compact-xs" variant="default" title={text.lookup.outside.means} onClick={onAsk}>
            {text.lookup.outside.button}
          </Button>
        </li>
      ) : null}
    </ul>
  )
})
