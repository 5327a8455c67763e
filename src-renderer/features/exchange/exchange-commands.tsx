import { Button, Menu } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconTransfer } from '@tabler/icons-react'
import { useState } from 'react'
import type { BookDefinition } from '../../../src-contract/books.ts'
import type { RpcError } from '../../../src-contract/errors.ts'
import { allowed } from '../../rpc/allowed.ts'
import { rpc } from '../../rpc/client.ts'
import { useSession } from '../../session/session-context.ts'
import { useText } from '../../text/language.ts'
import { useErrorSentence } from '../../ui/error-notice.tsx'
import { go } from '../../ui/router.ts'
import { TakeOut, type Scope } from './take-out.tsx'

type Props = {
  book: BookDefinition
  /** What the list shows, and what of it is chosen. */
  scope: Scope
}

/** 导入、导出、模板、打印: beside a book's list. */
export function ExchangeCommands({ book, scope }: Props) {
  const words = useText().exchange
  const { role } = useSession()
  const sentence = useErrorSentence()
  const [taking, setTaking] = useState<'xlsx' | 'print' | null>(null)
  const records = () => go({ screen: 'exchange', book: book.id })
  const failed = (error: RpcError) => notifications.show({ message: sentence(error), color: 'red' })
  async function template() {
    const made = await rpc.exchange.template({ book: book.id })
    if (!made.ok) return failed(made.error)
    const name = await window.shell.saveFile(made.value.fileName, made.value.xlsx)
    if (name !== null) notifications.show({ message: words.saved(name), color: 'green' })
  }
  return (
    <>
      <Menu position="bottom-end" width={210}>
        <Menu.Target>
          <Button variant="default" leftSection={<IconTransfer size={14} aria-hidden />}>
            {words.menu}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {allowed(role, 'exchange.openImport') ? (
            <Menu.Item onClick={records}>{words.commands.import}</Menu.Item>
          ) : null}
          <Menu.Item onClick={() => void template()}>{words.commands.template}</Menu.Item>
          <Menu.Divider />
          <Menu.Item onClick={() => setTaking('xlsx')}>{words.commands.export}</Menu.Item>
          <Menu.Item onClick={() => setTaking('print')}>{words.commands.print}</Menu.Item>
          <Menu.Divider />
          <Menu.Item onClick={records}>{words.commands.records}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {taking ? <TakeOut book={book} kind={taking} scope={scope} onClose={() => setTaking(null)} /> : null}
    </>
  )
}
