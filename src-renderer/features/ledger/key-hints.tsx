import { Kbd } from '@mantine/core'
import { useText } from '../../text/language.ts'
import classes from './entry-form.module.css'

/** The keys that help while typing, in sight under the form. */
export function KeyHints() {
  const words = useText().ledger.keys
  return (
    <div className={classes.hints}>
      {words.map(([keys, means]) => (
        <span key={keys}>
          <Kbd size="xs">{keys}</Kbd> {means}
        </span>
      ))}
    </div>
  )
}
