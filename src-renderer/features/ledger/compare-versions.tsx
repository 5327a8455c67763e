import { Button } from '@mantine/core'
import type { BookDefinition } from '../../../src-contract/books.ts'
import type { EntryId, Version } from '../../../src-contract/ids.ts'
import { rpc } from '../../rpc/client.ts'
import { useCall } from '../../rpc/hooks.ts'
import { useText } from '../../text/language.ts'
import { ErrorNotice } from '../../ui/error-notice.tsx'
import { ChangesTable } from './changes-table.tsx'
import type { Colleague } from './entry-form.tsx'
import classes from './entry-screen.module.css'

type Props = {
  entryId: EntryId
  left: number
  right: number
  book: BookDefinition
  colleagues: readonly Colleague[]
  onBack: () => void
}

/** Two versions side by side, the fields in which they differ. */
export function CompareVersions({ entryId, left, right, book, colleagues, onBack }: Props) {
  const text = useText()
  const words = text.ledger.versions
  const compared = useCall(
    (signal) => rpc.ledger.compare({ entryId, left: left as Version, right: right as Version }, { signal }),
    [entryId, left, right],
  )
  const differing = (compared.value?.fields ?? []).filter((one) => one.before !== one.after)
  return (
    <section className={classes.version} aria-label={words.compareTitle(left, right)}>
      <h3>{words.compareTitle(left, right)}</h3>
      {compared.error ? <ErrorNotice error={compared.error} onRetry={compared.again} /> : null}
      {compared.value && differing.length === 0 ? <p>{words.same}</p> : null}
      {differing.length > 0 ? (
        <ChangesTable
          book={book}
          colleagues={colleagues}
          changes={differing}
          before={text.ledger.history.version(left)}
          after={text.ledger.history.version(right)}
        />
      ) : null}
      <Button mt="sm" variant="default" onClick={onBack}>
        {words.back}
      </Button>
    </section>
  )
}
