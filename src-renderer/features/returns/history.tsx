import { Button } from '@mantine/core'
import type { Submission } from '../../../src-contract/features/returns.shapes.ts'
import { useFormat, useText } from '../../text/language.ts'
import { Blank } from '../../ui/blank.tsx'
import { Tag } from '../../ui/tag.tsx'
import { submissionTone } from './tones.ts'
import classes from './return-screen.module.css'

type Props = { submissions: readonly Submission[]; onOpen: (submission: Submission) => void }

/** What was submitted, by whom, who reviewed it, and the digest of what was frozen. */
export function History({ submissions, onOpen }: Props) {
  const words = useText().returns
  const format = useFormat()
  const { historyColumns: names } = words
  if (submissions.length === 0) return <Blank title={words.historyEmpty} />
  return (
    <div className={classes.history}>
      <table className={classes.list} aria-label={words.show.history}>
        <thead>
          <tr>
            {[
              names.period,
              names.status,
              names.filler,
              names.submittedAt,
              names.reviewer,
              names.reviewedAt,
              names.reason,
              names.sha256,
            ].map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
            <th scope="col" aria-label={words.openSubmission} />
          </tr>
        </thead>
        <tbody>
          {submissions.map((one) => (
            <tr key={one.submissionId}>
              <th scope="row">
                {one.period} {one.preliminary ? <Tag tone="warn">{words.early}</Tag> : null}
              </th>
              <td>
                <Tag tone={submissionTone[one.status]}>{words.submissionStatuses[one.status]}</Tag>
              </td>
              <td>{one.filler}</td>
              <td>{format.time(one.submittedAt)}</td>
              <td>{one.reviewer ?? '—'}</td>
              <td>{one.reviewedAt === null ? '—' : format.time(one.reviewedAt)}</td>
              <td>{one.reason ?? ''}</td>
              <td>
                <code title={one.sha256}>{one.sha256.slice(0, 12)}</code>
              </td>
              <td>
                {one.here ? (
                  <Button variant="subtle" size="compact-xs" onClick={() => onOpen(one)}>
                    {words.openSubmission}
                  </Button>
                ) : (
                  <Tag tone="warn">{words.contentNotHere}</Tag>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
