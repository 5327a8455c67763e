import { notifications } from '@mantine/notifications'
import type { InputOf } from '../../../src-contract/contract.ts'
import type { BookId } from '../../../src-contract/books.ts'
import { rpc } from '../../rpc/client.ts'
import { language, textOf } from '../../text/language.ts'
import { formats } from '../../text/format.ts'
import { sentenceValues } from '../../text/sentence.ts'
import { go } from '../../ui/router.ts'

type From = Pick<InputOf<'ledger.openDraft'>, 'from' | 'batch'>

/** Opens a new draft, filled in by core from a looked-up file or typed from a paper batch if there is one, and goes to it. */
export async function openNewDraft(book: BookId, from: From = {}): Promise<boolean> {
  const opened = await rpc.ledger.openDraft({ book, ...from })
  if (opened.ok) {
    go({ screen: 'draft', draftId: opened.value.draftId })
    return true
  }
  const now = language.get()
  const values = sentenceValues(opened.error.params, formats[now])
  notifications.show({ message: textOf(now).errors[opened.error.code](values), color: 'red', autoClose: false })
  return false
}
