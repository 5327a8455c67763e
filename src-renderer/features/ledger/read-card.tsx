import { Box, Button, Kbd } from '@mantine/core'
import { useState } from 'react'
import type { RpcError } from '../../../src-contract/errors.ts'
import type { DraftId } from '../../../src-contract/ids.ts'
import type { CardRead } from '../../../src-contract/shell.ts'
import { rpc } from '../../rpc/client.ts'
import { useText } from '../../text/language.ts'
import { ErrorNotice } from '../../ui/error-notice.tsx'
import { Notice } from '../../ui/notice.tsx'
import { useKeys } from '../../ui/use-keys.ts'
import type { DraftState } from './use-draft.ts'

/** Fills the draft from the identity card on the reader: name, number, birth date, sex, and the address where there is none yet. */
export function ReadCard({ draftId, state }: { draftId: DraftId; state: DraftState }) {
  const words = useText().ledger.card
  const [reading, setReading] = useState(false)
  const [failed, setFailed] = useState<Exclude<CardRead['state'], 'read'> | null>(null)
  const [error, setError] = useState<RpcError | null>(null)

  async function read() {
    setReading(true)
    setFailed(null)
    setError(null)
    setError(await fill())
    setReading(false)
  }

  async function fill(): Promise<RpcError | null> {
    const card = await window.shell.readCard()
    if (card.state !== 'read') {
      setFailed(card.state)
      return null
    }
    if (!(await state.flush())) return null
    const now = await rpc.ledger.readDraft({ draftId })
    if (!now.ok) return now.error
    const filled = await rpc.ledger.fillFromCard({ draftId, revision: now.value.revision, cardId: card.cardId })
    if (!filled.ok) return filled.error
    state.reload()
    return null
  }

  useKeys({ 'alt+R': () => void read() })
  return (
    <Box mb="sm">
      <Button
        size="xs"
        variant="default"
        loading={reading}
        onClick={() => void read()}
        rightSection={<Kbd size="xs">Alt+R</Kbd>}
      >
        {words.read}
      </Button>
      {failed ? (
        <Notice tone="warn" role="alert">
          {words[failed]}
        </Notice>
      ) : null}
      {error ? <ErrorNotice error={error} /> : null}
    </Box>
  )
}
