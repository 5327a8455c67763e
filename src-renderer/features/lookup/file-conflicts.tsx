import type { OutputOf } from '../../../src-contract/contract.ts'
import { useLabel, useText } from '../../text/language.ts'
import { Tag } from '../../ui/tag.tsx'
import classes from './file-screen.module.css'

type Conflict = OutputOf<'lookup.open'>['conflicts'][number]

/** What contradicts itself in this file: a plain sentence and what settles it. */
export function FileConflicts({ conflicts }: { conflicts: readonly Conflict[] }) {
  const text = useText()
  const label = useLabel()
  const words = text.lookup.file
  if (conflicts.length === 0) return null
  return (
    <section className={classes.conflicts} aria-label={words.conflicts}>
      <h3>
        {words.conflicts} <Tag tone="warn">{String(conflicts.length)}</Tag>
      </h3>
      <ul>
        {conflicts.map((conflict) => (
          <li
            title={label(conflict.label)}
            key={`${conflict.kind} ${conflict.recordId} ${conflict.against?.recordId ?? ''}`}
          >
            <Tag tone="warn">{words.conflictKinds[conflict.kind]}</Tag>{' '}
            {words.conflictSentences[conflict.kind](
              text.frame.systems[conflict.system],
              conflict.against ? text.frame.systems[conflict.against.system] : '',
            )}{' '}
            <span className={classes.action}>{words.conflictActions[conflict.kind]}</span>
          </li>
        ))}
      </ul>
    </section>
  )
}
