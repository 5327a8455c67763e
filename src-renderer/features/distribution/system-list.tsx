import { UnstyledButton } from '@mantine/core'
import type { OutputOf } from '../../../src-contract/contract.ts'
import type { SharedItem } from '../../../src-contract/features/distribution.contract.ts'
import type { SystemId } from '../../../src-contract/systems.ts'
import { useFormat, useText } from '../../text/language.ts'
import { Tag } from '../../ui/tag.tsx'
import { byUrgency } from './chosen-list.ts'
import { standingTones } from './distribution-words.ts'
import classes from './distribution.module.css'

export type SystemCounts = OutputOf<'distribution.overview'>['systems'][number]

type Props = {
  systems: readonly SystemCounts[]
  chosen: SystemId
  onChoose: (system: SystemId) => void
}

/** The seven systems: how each is told, and how many records and corrections stand where. */
export function SystemList({ systems, chosen, onChoose }: Props) {
  const text = useText()
  const words = text.distribution
  const format = useFormat()
  return (
    <nav className={classes.systems} aria-label={words.systems}>
      {systems.map((one) => {
        const counts = byUrgency.map((standing) => ({ standing, n: countAt(one, standing) }))
        const some = counts.filter(({ n }) => n > 0)
        return (
          <UnstyledButton
            key={one.system}
            className={classes.system}
            aria-current={one.system === chosen ? 'true' : undefined}
            onClick={() => onChoose(one.system)}
          >
            <span className={classes.systemName}>{text.frame.systems[one.system]}</span>
            <span className={classes.channel} title={words.channelMeans[one.channel]}>
              {words.channels[one.channel]}
            </span>
            <span className={classes.counts}>
              {some.length === 0 ? <span className={classes.quiet}>{words.nothingToDo}</span> : null}
              {some.map(({ standing, n }) => (
                <Tag key={standing} tone={standingTones[standing]}>
                  {words.count(words.standings[standing], format.number(n))}
                </Tag>
              ))}
            </span>
          </UnstyledButton>
        )
      })}
    </nav>
  )
}

/** Records and corrections together. */
export function countAt({ records, corrections }: SystemCounts, standing: keyof SystemCounts['records']): number {
  return (records[standing] ?? 0) + (standing === 'lacking' ? 0 : (corrections[standing] ?? 0))
}

/** All that the system does not have yet: what the marks in the list of systems say, for one kind. */
export function unsettled({ records, corrections }: SystemCounts, kind: SharedItem['kind']): number {
  const counts = Object.entries(kind === 'record' ? records : corrections)
  return counts.reduce((sum, [standing, n]) => (standing === 'shared' ? sum : sum + n), 0)
}
