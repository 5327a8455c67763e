import type { BookDefinition } from '../../../src-contract/books.ts'
import type { RpcError } from '../../../src-contract/errors.ts'
import type { EntryId } from '../../../src-contract/ids.ts'
import { rpc } from '../../rpc/client.ts'
import { useLabel, useText } from '../../text/language.ts'
import { PdfWindow } from './pdf-window.tsx'

type Props = { entryId: EntryId; book: BookDefinition; onClose: () => void }

/** The paper of an entry. */
export function PrintPreview({ entryId, book, onClose }: Props) {
  const text = useText()
  const label = useLabel()

  /** Core names the fields by their keys; people know them by their labels. */
  function named(error: RpcError): RpcError {
    const { fields } = error.params
    if (!Array.isArray(fields)) return error
    const names = fields.map((key) => {
      const field = book.fields.find((one) => one.key === key)
      return field ? label(field.label) : text.access.setUp.summary.station
    })
    return { ...error, params: { ...error.params, fields: names } }
  }

  return (
    <PdfWindow
      key={entryId}
      title={text.ledger.print.title}
      ask={(signal) => rpc.ledger.print({ entryId }, { signal })}
      inWords={named}
      onClose={onClose}
    />
  )
}
