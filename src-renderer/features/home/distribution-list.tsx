import type { OutputOf } from '../../../src-contract/contract.ts'
import { useFormat, useText } from '../../text/language.ts'
import { hashOf } from '../../ui/router.ts'
import { Tag } from '../../ui/tag.tsx'
import { chosenList } from '../distribution/chosen-list.ts'
import { standingTones } from '../distribution/distribution-words.ts'
import classes from './home-screen.module.css'

/** What the systems refused or cannot take as it is: each line leads to its list. */
export function DistributionList({ lists }: { lists: OutputOf<'home.today'>['distribution'] }) {
  const text = useText()
  const words = text.distribution
  const format = useFormat()
  if (lists.length === 0) return null
  return (
    <section className={classes.panel} aria-label={words.title}>
      <h2>{words.title}</h2>
      <ul>
        {lists.map(({ n, ...list }) => (
          <li key={`${list.system} ${list.kind} ${list.standing}`}>
            <a href={hashOf({ screen: 'distribution' })} onClick={() => chosenList.set(list)}>
              {words.home[list.kind](text.frame.systems[list.system], words.standings[list.standing])}
            </a>
            <Tag tone={standingTones[list.standing]}>{words.home.count(format.number(n))}</Tag>
          </li>
        ))}
      </ul>
    </section>
  )
}
