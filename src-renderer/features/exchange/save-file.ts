import { notifications } from '@mantine/notifications'
import type { BookId } from '../../../src-contract/books.ts'
import type { RpcError } from '../../../src-contract/errors.ts'
import { rpc } from '../../rpc/client.ts'

/** Asks where to save, and says that it was. */
export async function saveFile(fileName: string, bytes: Uint8Array, said: (name: string) => string): Promise<void> {
  const name = await window.shell.saveFile(fileName, bytes)
  if (name !== null) notifications.show({ message: said(name), color: 'green' })
}

export async function saveTemplate(book: BookId, said: (name: string) => string): Promise<RpcError | null> {
  const made = await rpc.exchange.template({ book })
  if (!made.ok) return made.error
  await saveFile(made.value.fileName, made.value.xlsx, said)
  return null
}
