import { Button, Checkbox, TextInput } from '@mantine/core'
import { useState } from 'react'
import { notifications } from '@mantine/notifications'
import type { RpcError } from '../../../src-contract/errors.ts'
import type { DrawnLine, SampledOfficer, SampleId } from '../../../src-contract/features/sampling.contract.ts'
import { allowed } from '../../rpc/allowed.ts'
import { rpc } from '../../rpc/client.ts'
import { useCall, useDataChanged } from '../../rpc/hooks.ts'
import { useBooks } from '../../rpc/known.ts'
import { useSession } from '../../session/session-context.ts'
import { useFormat, useLabel, useText } from '../../text/language.ts'
import { ErrorNotice } from '../../ui/error-notice.tsx'
import { Tag } from '../../ui/tag.tsx'
import classes from '../assessment/assessment.module.css'
import { JudgeDialog } from './judge-dialog.tsx'

/** One sample: the published hash, the dice, the frames by officer, and what was drawn. */
export function SampleView({ sampleId }: { sampleId: SampleId }) {
  const words = useText().sampling
  const format = useFormat()
  const label = useLabel()
  const { role } = useSession()
  const books = useBooks().value?.books ?? []
  const { value, error, again } = useCall((signal) => rpc.sampling.open({ sampleId }, { signal }), [sampleId])
  useDataChanged('assessment', again)
  const [dice, setDice] = useState('')
  const [rolled, setRolled] = useState(false)
  const [failed, setFailed] = useState<RpcError | null>(null)
  const [judging, setJudging] = useState<DrawnLine | null>(null)
  const judges = allowed(role, 'sampling.judge')
  const officers = new Map<string, SampledOfficer>((value?.officers ?? []).map((one) => [one.officerId, one]))
  const mine = (line: DrawnLine): boolean => judges && (officers.get(line.officerId)?.mayJudge ?? false)

  async function draw() {
    const result = await rpc.sampling.draw({ sampleId, dice, rolled })
    setFailed(result.ok ? null : result.error)
  }
  async function verify() {
    const result = await rpc.sampling.verify({ sampleId })
    setFailed(result.ok ? null : result.error)
    if (!result.ok) return
    const { same, changedFrames, changedEntries } = result.value
    const first = same ? words.same : words.differs(format.list(changedFrames))
    const more = changedEntries === 0 ? [] : [words.changedEntries(format.number(changedEntries))]
    notifications.show({ message: format.list([first, ...more]), color: same ? 'green' : 'red', autoClose: 15_000 })
  }
  const book = (line: DrawnLine): string => {
    const found = books.find(({ id }) => id === line.book)
    return found ? label(found.label) : line.book
  }
  if (value === undefined) return error ? <ErrorNotice error={error} onRetry={again} /> : null
  const { sample } = value
  return (
    <>
      {failed ? <ErrorNotice error={failed} /> : null}
      <dl className={classes.headline}>
        <div>
          <dt>{words.hash}</dt>
          <dd data-small className={classes.hash}>
            {sample.framesSha256}
          </dd>
        </div>
        {sample.seed === null ? null : (
          <div>
            <dt>{words.seed}</dt>
            <dd data-small className={classes.hash}>
              {sample.seed}
            </dd>
          </div>
        )}
      </dl>
      <div className={classes.toolbar}>
        {sample.seed === null && allowed(role, 'sampling.draw') ? (
          <>
            <TextInput
              aria-label={words.dice}
              placeholder={words.diceHint}
              value={dice}
              onChange={(event) => setDice(event.currentTarget.value)}
            />
            <Checkbox
              label={words.rolled}
              checked={rolled}
              onChange={(event) => setRolled(event.currentTarget.checked)}
            />
            <Button onClick={() => void draw()}>{words.draw}</Button>
          </>
        ) : null}
        {sample.seed === null ? null : (
          <Button variant="default" onClick={() => void verify()}>
            {words.verify}
          </Button>
        )}
      </div>
      <table className={classes.table} aria-label={words.officers}>
        <thead>
          <tr>
            {[words.number, words.name, words.size, words.drawn, words.judged, words.passed, words.flags].map((one) => (
              <th scope="col" key={one}>
                {one}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {value.officers.map((one) => (
            <tr key={one.officerId}>
              <td>{one.number}</td>
              <th scope="row">{one.name}</th>
              <td>{format.number(one.size)}</td>
              <td>{format.number(one.drawn)}</td>
              <td>{format.number(one.judged)}</td>
              <td>{format.number(one.passed)}</td>
              <td>{format.list([...(one.late ? [words.late] : []), ...(one.burst ? [words.burst] : [])])}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {value.entries.length === 0 ? null : (
        <table className={classes.table} aria-label={words.entries}>
          <thead>
            <tr>
              {[words.entry, words.name, words.book, words.date, words.stratum, words.verdict].map((one) => (
                <th scope="col" key={one}>
                  {one}
                </th>
              ))}
              <td />
            </tr>
          </thead>
          <tbody>
            {value.entries.map((line) => (
              <tr key={line.entryId}>
                <th scope="row">{line.number}</th>
                <td>{officers.get(line.officerId)?.name}</td>
                <td>{book(line)}</td>
                <td>{line.date}</td>
                <td>{line.stratum}</td>
                <td>
                  <Tag tone={line.passed === null ? 'quiet' : line.passed ? 'good' : 'bad'}>
                    {line.passed === null ? words.open : line.passed ? words.pass : words.fail}
                  </Tag>{' '}
                  {line.changed ? <Tag tone="warn">{words.changed}</Tag> : null} {line.reason}
                </td>
                <td data-align="end">
                  {mine(line) ? (
                    <Button
                      size="compact-xs"
                      variant="default"
                      aria-label={words.lookAt(line.number)}
                      onClick={() => setJudging(line)}
                    >
                      {words.look}
                    </Button>
                  ) : judges ? (
                    words.ownTeam
                  ) : null}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {judging === null ? null : (
        <JudgeDialog
          key={judging.entryId}
          sampleId={sampleId}
          line={judging}
          onClose={() => setJudging(null)}
          onNext={() =>
            setJudging(
              value.entries.find((one) => one.passed === null && one.entryId !== judging.entryId && mine(one)) ?? null,
            )
          }
        />
      )}
    </>
  )
}
