import { Button, Popover, Select } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useState } from 'react'
import type { RpcError } from '../../../src-contract/errors.ts'
import type { AccountId, DraftId } from '../../../src-contract/ids.ts'
import { rpc } from '../../rpc/client.ts'
import { useText } from '../../text/language.ts'
import { ErrorNotice } from '../../ui/error-notice.tsx'
import { go } from '../../ui/router.ts'
import type { Colleague } from './entry-form.tsx'

type Props = {
  draftId: DraftId
  colleagues: readonly Colleague[]
  flush: () => Promise<boolean>
  stop: () => void
}

/** An auxiliary types; an officer or a clerk files. The draft goes to them as it stands. */
export function PassDraft({ draftId, colleagues, flush, stop }: Props) {
  const words = useText().ledger.pass
  const [opened, setOpened] = useState(false)
  const [to, setTo] = useState<string | null>(null)
  const [error, setError] = useState<RpcError | null>(null)
  const takers = colleagues.filter((one) => one.role === 'officer' || one.role === 'clerk')
  async function pass() {
    if (to === null || !(await flush())) return
    const result = await rpc.ledger.passDraft({ draftId, to: to as AccountId })
    if (!result.ok) {
      setError(result.error)
      return
    }
    stop()
    notifications.show({
      message: words.passed(takers.find((one) => one.accountId === to)?.name ?? ''),
      color: 'green',
    })
    go({ screen: 'ledger', book: null })
  }
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-end" width={300} trapFocus returnFocus>
      <Popover.Target>
        <Button onClick={() => setOpened(true)}>{words.label}</Button>
      </Popover.Target>
      <Popover.Dropdown role="dialog" aria-label={words.label}>
        <Select
          allowDeselect={false}
          label={words.to}
          searchable
          comboboxProps={{ withinPortal: false }}
          data={takers.map((one) => ({ value: one.accountId, label: `${one.name} ${one.staffNumber}` }))}
          value={to}
          onChange={setTo}
        />
        {error ? <ErrorNotice error={error} /> : null}
        <Button mt="sm" disabled={to === null} onClick={() => void pass()}>
          {words.label}
        </Button>
      </Popover.Dropdown>
    </Popover>
  )
}
