import { Drawer } from '@mantine/core'
import type { BookDefinition } from '../../../src-contract/books.ts'
import type { EntryId } from '../../../src-contract/ids.ts'
import { rpc } from '../../rpc/client.ts'
import { useCall } from '../../rpc/hooks.ts'
import { useFormat, useLabel, useText } from '../../text/language.ts'
import { ErrorNotice } from '../../ui/error-notice.tsx'
import type { Colleague } from './entry-form.tsx'
import classes from './entry-screen.module.css'
import { useShown } from './use-shown.ts'

type Props = {
  entryId: EntryId
  book: BookDefinition
  colleagues: readonly Colleague[]
  onClose: () => void
}

/** Who changed what, when and why, field by field, newest first. */
export function HistoryDrawer({ entryId, book, colleagues, onClose }: Props) {
  const text = useText()
  const words = text.ledger.history
  const label = useLabel()
  const format = useFormat()
  const shown = useShown(book, colleagues)
  const history = useCall((signal) => rpc.ledger.history({ entryId }, { signal }), [entryId])
  const nameOf = (key: string) => {
    const field = book.fields.find((one) => one.key === key)
    return field ? label(field.label) : key
  }
  return (
    <Drawer
      opened
      onClose={onClose}
      title={words.title}
      position="right"
      size="lg"
      closeButtonProps={{ 'aria-label': text.frame.common.close }}
    >
      {history.error ? <ErrorNotice error={history.error} onRetry={history.again} /> : null}
      {[...(history.value?.versions ?? [])]
        .sort((a, b) => b.version - a.version)
        .map((version) => (
          <section key={version.version} className={classes.version}>
            <h3>
              {words.version(version.version)} {version.version === 1 ? words.filed : words.corrected}
            </h3>
            <p className={classes.meta}>{words.by(version.by, format.time(version.at))}</p>
            {version.reason === null ? null : <p>{words.reason(version.reason)}</p>}
            <table>
              <thead>
                <tr>
                  <th scope="col">{words.field}</th>
                  {version.version === 1 ? null : <th scope="col">{words.before}</th>}
                  <th scope="col">{version.version === 1 ? words.noChanges : words.after}</th>
                </tr>
              </thead>
              <tbody>
                {version.changes.map((change) => (
                  <tr key={change.field}>
                    <th scope="row">{nameOf(change.field)}</th>
                    {version.version === 1 ? null : (
                      <td>{shown(change.field, change.before) || text.ledger.entry.empty}</td>
                    )}
                    <td>{shown(change.field, change.after) || text.ledger.entry.empty}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </section>
        ))}
    </Drawer>
  )
}
