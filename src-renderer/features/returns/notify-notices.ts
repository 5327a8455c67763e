import { notifications } from '@mantine/notifications'
import type { TemplateNotice } from '../../../src-contract/features/returns.shapes.ts'

/** What was done to a form while it was kept: it stays until it has been read. */
export function notifyNotices(
  notices: readonly TemplateNotice[],
  words: Readonly<Record<TemplateNotice, string>>,
): void {
  for (const notice of notices) notifications.show({ message: words[notice], color: 'yellow', autoClose: 15_000 })
}
