import { Button } from '@mantine/core'
import type { OutputOf } from '../../../src-contract/contract.ts'
import { useFormat, useText } from '../../text/language.ts'
import { sentenceValues, type Sentence } from '../../text/sentence.ts'
import { hashOf } from '../../ui/router.ts'
import classes from './ledger-screen.module.css'

type Props = { result: OutputOf<'ledger.stepMany'>; onClose: () => void }

/** What did not go through, each with why; the others are done. */
export function BulkResult({ result, onClose }: Props) {
  const text = useText()
  const words = text.ledger.bulk
  const sentence = useRefusal()
  return (
    <section className={classes.bulk} aria-label={words.label} role="alert">
      <div className={classes.bulkRow}>
        <strong>{words.refusedTitle(result.refused.length)}</strong>
        <span>{words.done(result.done.length)}</span>
        <Button size="compact-xs" variant="default" onClick={onClose}>
          {text.frame.common.close}
        </Button>
      </div>
      <ul className={classes.refused}>
        {result.refused.map((one) => (
          <li key={one.entryId}>
            <a href={hashOf({ screen: 'entry', entryId: one.entryId })}>{one.number}</a> {sentence(one.code)}
          </li>
        ))}
      </ul>
    </section>
  )
}

/** Why one of many was refused: the sentence of an error or of a problem of a field. */
export function useRefusal(): (code: string) => string {
  const text = useText()
  const format = useFormat()
  const sentences: Readonly<Record<string, Sentence | undefined>> = { ...text.draftProblems, ...text.errors }
  return (code) => sentences[code]?.(sentenceValues({}, format)) ?? code
}
