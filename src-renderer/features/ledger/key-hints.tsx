import { Kbd } from '@mantine/core'
import { useText } from '../../text/language.ts'
import classes from './entry-form.module.css'

/** The keys that help while typing, in sight under the form. */
export function KeyHints({ keys }: { keys?: readonly (readonly [string, string])[] }) {
  const usual = useText().ledger.keys
  return (
    <div className={classes.hints}>
      {(keys ?? usual).map(([key, means]) => (
        <span key={key}>
          <Kbd size="xs">{key}</Kbd> {means}
        </span>
      ))}
    </div>
  )
}
