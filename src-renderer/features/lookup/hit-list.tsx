import { memo, startTransition, useEffect, useRef, useState } from 'react'
import type { PlaceHit } from '../../../src-contract/features/lookup-place.shapes.ts'
import type { SearchHit } from '../../../src-contract/features/lookup.contract.ts'
import { useFormat, useText } from '../../text/language.ts'
import { NearAddress } from '../../ui/near-address.tsx'
import { SystemBadge } from '../../ui/system-badge.tsx'
import { Tag } from '../../ui/tag.tsx'
import classes from './lookup-screen.module.css'
import type { Found } from './lookup-state.ts'
import { insideText } from './place-words.ts'

type Props = {
  places: readonly PlaceHit[]
  /** Those of one kind stand together. */
  hits: readonly SearchHit[]
  groups: Found['groups']
  /** The counts of groups are only as far as was counted. */
  more: boolean
  chosen: number
  /** So many rows can be seen without scrolling. */
  fit: number
  onChoose: (index: number) => void
  onOpen: (index: number) => void
}

/** Places that are meant, then files that match, by kind, best first, with the reason; chosen by the arrows of the box above. */
export const HitList = memo(function HitList({ places, hits, groups, more, chosen, fit, onChoose, onOpen }: Props) {
  const text = useText().lookup
  const format = useFormat()
  const list = useRef<HTMLDivElement>(null)
  const rest = usePainted(hits) || chosen >= fit
  const drawn = rest ? hits : hits.slice(0, fit)
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' })
  }, [chosen, places, hits])
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
      <div ref={list} id="lookup-hits" className={classes.hits} role="listbox" aria-label={text.hits}>
        {places.map((place, index) => (
          <div
            key={`place ${place.recordId}`}
            id={`hit-${index}`}
            role="option"
            aria-selected={index === chosen}
            className={classes.placeHit}
            onClick={() => onChoose(index)}
            onDoubleClick={() => onOpen(index)}
          >
            <span className={classes.name}>
              {place.building}
              {insideText(place.inside)}
            </span>
            <span>{text.place.kind[place.scope]}</span>
            <span>{text.place.files(String(place.files))}</span>
            <span className={classes.systems}>
              {place.systems.map((system) => (
                <SystemBadge key={system} system={system} />
              ))}
            </span>
          </div>
        ))}
        {groups.map(({ about, count }) => (
          <div key={about} role="group" aria-label={text.about[about]}>
            {groups.length > 1 ? (
              <div className={classes.group} aria-hidden>
                {text.refine.kind(text.about[about], text.refine.counted(format.number(count), more))}
              </div>
            ) : null}
            {drawn.map((hit, at) =>
              hit.about === about ? (
                // By its place: the next answer changes what the row says, and makes no new one.
                <Hit
                  key={at}
                  hit={hit}
                  index={places.length + at}
                  chosen={places.length + at === chosen}
                  onChoose={onChoose}
                  onOpen={onOpen}
                />
              ) : null,
            )}
          </div>
        ))}
      </div>
    </>
  )
})

/** Whether what is above the edge can be seen: only then is drawn what is below it, and the next key does not wait for that either. */
function usePainted(hits: readonly SearchHit[]): boolean {
  const [painted, setPainted] = useState<readonly SearchHit[] | null>(null)
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const frame = requestAnimationFrame(() => {
      timer = setTimeout(() => startTransition(() => setPainted(hits)), 0)
    })
    return () => {
      cancelAnimationFrame(frame)
      clearTimeout(timer)
    }
  }, [hits])
  return painted === hits
}

type HitProps = { hit: SearchHit; index: number; chosen: boolean } & Pick<Props, 'onChoose' | 'onOpen'>

const Hit = memo(function Hit({ hit, index, chosen, onChoose, onOpen }: HitProps) {
  const text = useText().lookup
  return (
    <div
      id={`hit-${index}`}
      role="option"
      aria-selected={chosen}
      className={classes.hit}
      onClick={() => onChoose(index)}
      onDoubleClick={() => onOpen(index)}
    >
      <span className={classes.name} title={hit.name}>
        {hit.name}
      </span>
      <span>{text.about[hit.about]}</span>
      <span className={classes.masked}>{hit.idNumber ?? ''}</span>
      <span>{hit.birthYear ?? ''}</span>
      <span className={classes.masked}>{hit.phone ?? ''}</span>
      <span>
        {hit.ownBeat ? <Tag tone="accent">{text.ownBeat}</Tag> : null} <NearAddress address={hit.address ?? ''} />
      </span>
      <span className={classes.systems} title={text.records(String(hit.records))}>
        {hit.systems.map((system) => (
          <SystemBadge key={system} system={system} />
        ))}
      </span>
      <span className={classes.why}>
        {text.matched[hit.matched]} · {text.match[hit.match]}
      </span>
    </div>
  )
})
