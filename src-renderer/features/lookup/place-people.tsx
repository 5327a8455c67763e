import { UnstyledButton } from '@mantine/core'
import type { PlacePerson } from '../../../src-contract/features/lookup-place.shapes.ts'
import { useText } from '../../text/language.ts'
import { go } from '../../ui/router.ts'
import { Tag, type Tone } from '../../ui/tag.tsx'
import classes from './place-screen.module.css'

const registers = ['JZ', 'WG', 'WY', 'ZJ'] as const
type Standing = PlacePerson['said'][(typeof registers)[number]]

const tones: Readonly<Record<Standing, Tone>> = {
  here: 'good',
  near: 'warn',
  left: 'warn',
  owner: 'quiet',
  elsewhere: 'bad',
  unplaced: 'quiet',
  silent: 'quiet',
  closed: 'quiet',
}

/** Who lives here by which register, one line a person. */
export function PlacePeople({ people }: { people: readonly PlacePerson[] }) {
  const text = useText()
  const words = text.lookup.place
  if (people.length === 0) return null
  return (
    <table className={classes.people} aria-label={words.people}>
      <thead>
        <tr>
          <th scope="col">{text.lookup.columns.name}</th>
          <th scope="col">{text.lookup.columns.birthYear}</th>
          {registers.map((system) => (
            <th key={system} scope="col">
              {text.frame.systems[system]}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {people.map(({ subjectId, name, birthYear, livesHere, said }) => (
          <tr key={subjectId} data-away={!livesHere || undefined}>
            <th scope="row">
              <UnstyledButton className={classes.link} onClick={() => go({ screen: 'file', subjectId })}>
                {name === '' ? text.lookup.file.nameless : name}
              </UnstyledButton>
            </th>
            <td>{birthYear ?? ''}</td>
            {registers.map((system) => {
              const standing = said[system]
              return (
                <td key={system}>
                  {standing === 'silent' ? (
                    <span className={classes.silent}>{words.standings.silent}</span>
                  ) : (
                    <Tag tone={tones[standing]}>{words.standings[standing]}</Tag>
                  )}
                </td>
              )
            })}
          </tr>
        ))}
      </tbody>
    </table>
  )
}
