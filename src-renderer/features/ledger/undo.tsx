import { Button, Group, Kbd } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import type { Undoable } from '../../../src-contract/features/ledger.shapes.ts'
import { rpc } from '../../rpc/client.ts'
import { whenLocked } from '../../session/session-store.ts'
import { formats } from '../../text/format.ts'
import { language, textOf, useFormat, useText } from '../../text/language.ts'
import { sentenceValues } from '../../text/sentence.ts'
import { go } from '../../ui/router.ts'
import { store } from '../../ui/store.ts'
import { useKeys } from '../../ui/use-keys.ts'

/** The newest act that can be taken back; only its id is kept, and not across a lock. */
const last = store<Undoable | null>(null)
whenLocked(() => last.set(null))

const noticeId = 'ledger-act'
/** How long the offer stays in sight, ms; the key goes on working until core refuses. */
const offered = 30_000

/** Says in the corner what was done, with the way to take it back where there is one. */
export function tellDone(message: string, undo: Undoable | null): void {
  if (undo !== null) last.set(undo)
  notifications.hide(noticeId)
  notifications.show({
    id: noticeId,
    message: undo === null ? message : <Done message={message} undo={undo} />,
    color: 'green',
    autoClose: undo === null ? 5000 : offered,
  })
}

/** Alt+Z takes the newest act back, on every screen of the ledgers. */
export function useUndoKey(): void {
  useKeys({
    'alt+Z': () => {
      const act = last.get()
      if (act) void takeBack(act)
      else notifications.show({ message: textOf(language.get()).ledger.undo.nothing })
    },
  })
}

async function takeBack(act: Undoable): Promise<void> {
  const text = textOf(language.get())
  last.set(null)
  notifications.hide(noticeId)
  const result = await rpc.ledger.undo({ actId: act.actId })
  if (!result.ok) {
    const values = sentenceValues(result.error.params, formats[language.get()])
    notifications.show({ message: text.errors[result.error.code](values), color: 'red', autoClose: 15_000 })
    return
  }
  const { entries, draftId } = result.value
  notifications.show({
    message: draftId === null ? text.ledger.undo.done(entries) : text.ledger.undo.draftBack,
    color: 'green',
  })
  if (draftId !== null) go({ screen: 'draft', draftId })
}

function Done({ message, undo }: { message: string; undo: Undoable }) {
  const words = useText().ledger.undo
  const format = useFormat()
  return (
    <>
      {message}
      <Group gap="sm" mt={4}>
        <Button
          size="compact-xs"
          variant="default"
          onClick={() => void takeBack(undo)}
          rightSection={<Kbd size="xs">Alt+Z</Kbd>}
        >
          {words.label}
        </Button>
        <span>{words.means(undo.entries, format.clock(undo.until))}</span>
      </Group>
    </>
  )
}
