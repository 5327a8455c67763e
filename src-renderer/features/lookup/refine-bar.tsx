import { UnstyledButton } from '@mantine/core'
import type { Refine } from '../../../src-contract/features/lookup.contract.ts'
import { useFormat, useText } from '../../text/language.ts'
import classes from './lookup-screen.module.css'
import type { Found } from './lookup-state.ts'

type Props = { found: Found; refine: Refine; onRefine: (refine: Refine) => void }

/** How a list that is too long can be narrowed, and what it was narrowed to. */
export function RefineBar({ found, refine, onRefine }: Props) {
  const text = useText().lookup
  const format = useFormat()
  const { about, born, ownBeat } = refine
  const { groups, hints } = found
  const counted = (n: number, more: boolean): string => text.refine.counted(format.number(n), more)
  const long = hints.ownBeat > 0 || hints.born.length > 1
  const choices: { key: string; words: string; pressed: boolean; next: Refine }[] = [
    ...(ownBeat
      ? [{ key: 'own', words: text.refine.ownBeat(''), pressed: true, next: without(refine, 'ownBeat') }]
      : hints.ownBeat > 0
        ? [
            {
              key: 'own',
              words: text.refine.ownBeat(counted(hints.ownBeat, hints.ownBeatMore)),
              pressed: false,
              next: { ...refine, ownBeat: true as const },
            },
          ]
        : []),
    ...(about
      ? [{ key: 'about', words: text.about[about], pressed: true, next: without(refine, 'about') }]
      : groups.length > 1
        ? groups.map((group) => ({
            key: group.about,
            words: text.refine.kind(text.about[group.about], counted(group.count, found.more)),
            pressed: false,
            next: { ...refine, about: group.about },
          }))
        : []),
    ...(born !== undefined
      ? [{ key: 'born', words: text.refine.born(String(born), ''), pressed: true, next: without(refine, 'born') }]
      : long
        ? hints.born.map(({ from, count }) => ({
            key: String(from),
            words: text.refine.born(String(from), counted(count, found.more)),
            pressed: false,
            next: { ...refine, born: from },
          }))
        : []),
  ]
  if (choices.length === 0) return null
  return (
    <div className={classes.refine} role="group" aria-label={text.refine.label}>
      <span>{text.refine.label}</span>
      {choices.map(({ key, words, pressed, next }) => (
        <UnstyledButton key={key} className={classes.choice} aria-pressed={pressed} onClick={() => onRefine(next)}>
          {words}
        </UnstyledButton>
      ))}
    </div>
  )
}

function without(refine: Refine, key: keyof Refine): Refine {
  return Object.fromEntries(Object.entries(refine).filter(([name]) => name !== key))
}
