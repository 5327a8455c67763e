import { useEffect, useRef } from 'react'
import type { SearchHit } from '../../../src-contract/features/lookup.contract.ts'
import { useText } from '../../text/language.ts'
import { SystemBadge } from '../../ui/system-badge.tsx'
import classes from './lookup-screen.module.css'

type Props = {
  hits: readonly SearchHit[]
  chosen: number
  onChoose: (index: number) => void
  onOpen: (hit: SearchHit) => void
}

/** Files that match, best first, with the reason; chosen by the arrows of the box above. */
export function HitList({ hits, chosen, onChoose, onOpen }: Props) {
  const text = useText().lookup
  const list = useRef<HTMLUListElement>(null)
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' })
  }, [chosen, hits])
  return (
    <>
      <div className={classes.head} aria-hidden>
        <span>{text.columns.name}</span>
        <span>{text.columns.about}</span>
        <span>{text.columns.idNumber}</span>
        <span>{text.columns.birthYear}</span>
        <span>{text.columns.phone}</span>
        <span>{text.columns.address}</span>
        <span>{text.columns.systems}</span>
        <span>{text.columns.why}</span>
      </div>
      <ul ref={list} id="lookup-hits" className={classes.hits} role="listbox" aria-label={text.hits}>
        {hits.map((hit, index) => (
          <li
            key={hit.subjectId}
            id={`hit-${index}`}
            role="option"
            aria-selected={index === chosen}
            className={classes.hit}
            onClick={() => onChoose(index)}
            onDoubleClick={() => onOpen(hit)}
          >
            <span className={classes.name} title={hit.name}>
              {hit.name}
            </span>
            <span>{text.about[hit.about]}</span>
            <span className={classes.masked}>{hit.idNumber ?? ''}</span>
            <span>{hit.birthYear ?? ''}</span>
            <span className={classes.masked}>{hit.phone ?? ''}</span>
            <span title={hit.address ?? ''}>{hit.address ?? ''}</span>
            <span className={classes.systems} title={text.records(String(hit.records))}>
              {hit.systems.map((system) => (
                <SystemBadge key={system} system={system} />
              ))}
            </span>
            <span className={classes.why}>
              {text.matched[hit.matched]} · {text.match[hit.match]}
            </span>
          </li>
        ))}
      </ul>
    </>
  )
}
