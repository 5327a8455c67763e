import { Button, Group, Kbd } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import type { Undoable } from '../../../src-contract/features/ledger.shapes.ts'
import type { DraftId } from '../../../src-contract/ids.ts'
import { rpc } from '../../rpc/client.ts'
import { whenLocked } from '../../session/session-store.ts'
import { formats } from '../../text/format.ts'
import { language, textOf, useFormat, useText } from '../../text/language.ts'
import { sentenceValues } from '../../text/sentence.ts'
import { go } from '../../ui/router.ts'
import { store } from '../../ui/store.ts'
import { useKeys } from '../../ui/use-keys.ts'

type Last = { acts: readonly Undoable[]; after: (() => void) | undefined }

/** The newest act that can be taken back, or several that were done as one; only ids are kept, and not across a lock. */
const last = store<Last | null>(null)
whenLocked(() => last.set(null))

const noticeId = 'ledger-act'
/** How long the offer stays in sight, ms; the key goes on working until core refuses. */
const offered = 30_000

/**
 * Says in the corner what was done, with the way to take it back where there is one.
 *
 * @param after called after it was taken back, by a screen that shows what came back itself
 */
export function tellDone(message: string, undo: Undoable | readonly Undoable[] | null, after?: () => void): void {
  const acts = undo === null ? [] : 'actId' in undo ? [undo] : undo
  const offer = acts.length > 0 ? { acts, after } : null
  if (offer) last.set(offer)
  notifications.hide(noticeId)
  notifications.show({
    id: noticeId,
    message: offer ? <Done message={message} offer={offer} /> : message,
    color: 'green',
    autoClose: offer ? offered : 5000,
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

async function takeBack({ acts, after }: Last): Promise<void> {
  const text = textOf(language.get())
  last.set(null)
  notifications.hide(noticeId)
  let entries = 0
  let draftId: DraftId | null = null
  // The last act first: an earlier one may be what it was built on.
  for (const act of [...acts].reverse()) {
    const result = await rpc.ledger.undo({ actId: act.actId })
    if (!result.ok) {
      const values = sentenceValues(result.error.params, formats[language.get()])
      notifications.show({ message: text.errors[result.error.code](values), color: 'red', autoClose: 15_000 })
      break
    }
    entries += result.value.entries
    draftId = result.value.draftId
  }
  if (after) after()
  if (entries === 0 && draftId === null) return
  notifications.show({
    message: draftId === null || after ? text.ledger.undo.done(entries) : text.ledger.undo.draftBack,
    color: 'green',
  })
  if (draftId !== null && !after) go({ screen: 'draft', draftId })
}

function Done({ message, offer }: { message: string; offer: Last }) {
  const words = useText().ledger.undo
  const format = useFormat()
  const entries = offer.acts.reduce((sum, act) => sum + act.entries, 0)
  const until = offer.acts.map((act) => act.until).sort()[0] ?? ''
  return (
    <>
      {message}
      <Group gap="sm" mt={4}>
        <Button
          size="compact-xs"
          variant="default"
          onClick={() => void takeBack(offer)}
          rightSection={<Kbd size="xs">Alt+Z</Kbd>}
        >
          {words.label}
        </Button>
        <span>{words.means(entries, format.clock(until))}</span>
      </Group>
    </>
  )
}
