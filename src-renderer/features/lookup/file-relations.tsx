import { UnstyledButton } from '@mantine/core'
import type { OutputOf } from '../../../src-contract/contract.ts'
import { relationKinds } from '../../../src-contract/features/lookup.contract.ts'
import { useText } from '../../text/language.ts'
import { go } from '../../ui/router.ts'
import classes from './file-screen.module.css'

type Relation = OutputOf<'lookup.open'>['relations'][number]

/** Other files that share a home, a phone or a number with this one, by kind. */
export function FileRelations({ relations }: { relations: readonly Relation[] }) {
  const words = useText().lookup.file
  return (
    <section className={classes.entries} aria-label={words.relations}>
      <h3>{words.relations}</h3>
      {relations.length === 0 ? <span className={classes.age}>{words.noRelations}</span> : null}
      {relationKinds.map((kind) => {
        const ofKind = relations.filter((relation) => relation.kind === kind)
        return ofKind.length === 0 ? null : (
          <span key={kind} className={classes.relation}>
            <span className={classes.age}>{words.relationKinds[kind]}</span>
            {ofKind.map(({ subjectId, name, birthYear }) => (
              <UnstyledButton
                key={subjectId}
                className={classes.entry}
                onClick={() => go({ screen: 'file', subjectId })}
              >
                {name === '' ? words.nameless : name}
                {birthYear === null ? '' : ` ${birthYear}`}
              </UnstyledButton>
            ))}
          </span>
        )
      })}
    </section>
  )
}
