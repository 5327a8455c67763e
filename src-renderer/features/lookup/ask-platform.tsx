import { Button } from '@mantine/core'
import { useEffect, useState } from 'react'
import type { RpcError } from '../../../src-contract/errors.ts'
import type { AskProblem, OutsideAnswer } from '../../../src-contract/features/outside.contract.ts'
import { systemIds } from '../../../src-contract/systems.ts'
import { rpc } from '../../rpc/client.ts'
import { useFormat, useLabel, useText } from '../../text/language.ts'
import { ErrorNotice } from '../../ui/error-notice.tsx'
import { Notice } from '../../ui/notice.tsx'
import { accessNow } from '../../ui/purpose-state.ts'
import { Tag, type Tone } from '../../ui/tag.tsx'
import classes from './ask-platform.module.css'
import type { Question } from './lookup-state.ts'

type Asked = {
  answers: readonly OutsideAnswer[]
  done: boolean
  problem: AskProblem | null
}
const nothingYet: Asked = { answers: [], done: false, problem: null }

const tones: Readonly<Record<OutsideAnswer['state'], Tone>> = {
  answered: 'accent',
  'timed-out': 'warn',
  unreachable: 'bad',
  denied: 'quiet',
}

type Props = { question: Pick<Question, 'text' | 'kind'>; onClose: () => void }

/** 问平台: the seven systems beyond this station, each shown as soon as it has answered. */
export function AskPlatform({ question, onClose }: Props) {
  const text = useText()
  const words = text.lookup.outside
  const [asked, setAsked] = useState<Asked>(nothingYet)
  const [error, setError] = useState<RpcError | null>(null)
  const [round, setRound] = useState(0)
  const { text: typed, kind } = question
  useEffect(() => {
    const stop = new AbortController()
    setAsked(nothingYet)
    setError(null)
    void follow(typed, kind, stop.signal, setAsked, setError)
    return () => stop.abort()
  }, [typed, kind, round])
  return (
    <section className={classes.panel} aria-label={words.title}>
      <header>
        <h3>{words.title}</h3>
        <span role="status">{words.progress(String(asked.answers.length))}</span>
        <Button size="compact-xs" variant="default" onClick={onClose}>
          {words.close}
        </Button>
      </header>
      {error ? <ErrorNotice error={error} onRetry={() => setRound(round + 1)} /> : null}
      {asked.problem ? <Notice tone="warn">{words.problems[asked.problem]}</Notice> : null}
      <ul>
        {systemIds.map((system) => {
          const answer = asked.answers.find((one) => one.system === system)
          return answer === undefined ? (
            <li key={system} data-state="waiting">
              <strong>{text.frame.systems[system]}</strong>{' '}
              {asked.done || error ? null : <Tag tone="quiet">{words.waiting}</Tag>}
            </li>
          ) : (
            <SystemOutside key={system} answer={answer} />
          )
        })}
      </ul>
    </section>
  )
}

/** Sends the question and brings each answer as it comes, until all are there, the question ends or nobody looks any more. */
async function follow(
  text: string,
  kind: Question['kind'],
  signal: AbortSignal,
  onAsked: (asked: Asked) => void,
  onError: (error: RpcError) => void,
): Promise<void> {
  const access = accessNow()
  if (access === null) return
  const begun = await rpc.outside.ask({ text, ...access, ...(kind === null ? {} : { kind }) }, { signal })
  if (signal.aborted) return
  if (!begun.ok) return onError(begun.error)
  let asked = nothingYet
  while (!asked.done) {
    const { askId } = begun.value
    const next = await rpc.outside.next({ askId, seen: asked.answers.length }, { signal })
    if (signal.aborted) return
    if (!next.ok) return onError(next.error)
    const { answers, done, problem } = next.value
    asked = { answers: [...asked.answers, ...answers], done, problem }
    onAsked(asked)
  }
}

function SystemOutside({ answer }: { answer: OutsideAnswer }) {
  const text = useText()
  const words = text.lookup.outside
  const label = useLabel()
  const format = useFormat()
  const { state, total, records } = answer
  return (
    <li data-state={state}>
      <strong>{text.frame.systems[answer.system]}</strong> <Tag tone={tones[state]}>{words.states[state]}</Tag>{' '}
      {state === 'answered' ? <span>{total === 0 ? words.none : words.count(format.number(total))}</span> : null}{' '}
      {state === 'denied' ? null : (
        <span className={classes.age}>{words.took(format.number(Math.round(answer.tookMs / 100) / 10))}</span>
      )}
      {total > records.length ? (
        <span className={classes.age}> {words.more(format.number(records.length), format.number(total))}</span>
      ) : null}
      {records.map((record, at) => (
        <p key={at} className={classes.record}>
          <span className={classes.age}>
            {record.station}
            {record.sourceTime === null ? '' : ` ${text.lookup.file.sourceTime(format.date(record.sourceTime))}`}
          </span>
          {record.fields.map((field) => (
            <span key={field.key}>
              <span className={classes.age}>{label(field.label)}</span> {field.value}
            </span>
          ))}
        </p>
      ))}
    </li>
  )
}
