import { Button } from '@mantine/core'
import { useState } from 'react'
import type { Handover, HandoverId } from '../../../src-contract/features/handover.contract.ts'
import { rpc } from '../../rpc/client.ts'
import { useCall, useDataChanged } from '../../rpc/hooks.ts'
import { useFormat, useText } from '../../text/language.ts'
import { Blank } from '../../ui/blank.tsx'
import { DataGrid } from '../../ui/data-grid.tsx'
import { ErrorNotice } from '../../ui/error-notice.tsx'
import type { Column } from '../../ui/grid-columns.ts'
import { Screen } from '../../ui/screen.tsx'
import { Tag } from '../../ui/tag.tsx'
import { HandoverDialog } from './handover-dialog.tsx'
import { StartDialog } from './start-dialog.tsx'

const tones = { 'to-sign': 'warn', 'to-confirm': 'warn', done: 'good', 'called-off': 'quiet' } as const

/** 工作交接: what was handed over by whom to whom, and what waits for a signature. */
export function HandoverScreen() {
  const words = useText().handover
  const format = useFormat()
  const { value, error, again } = useCall((signal) => rpc.handover.list({}, { signal }), [])
  useDataChanged('ledger', again)
  const [starting, setStarting] = useState(false)
  const [open, setOpen] = useState<HandoverId | null>(null)
  const rows = value?.handovers ?? []
  const time = (at: string | null) => (at === null ? '' : format.time(at))
  const columns: Column<Handover>[] = [
    { key: 'number', label: words.number, width: 100, text: (row) => row.number },
    {
      key: 'state',
      label: words.state,
      width: 96,
      text: (row) => (row.mine === null ? words.states[row.state] : words.yours),
      render: (row) =>
        row.mine === null ? (
          <Tag tone={tones[row.state]}>{words.states[row.state]}</Tag>
        ) : (
          <Tag tone="accent">{words.yours}</Tag>
        ),
    },
    { key: 'giver', label: words.giver, width: 90, text: (row) => row.giverName },
    { key: 'receiver', label: words.receiver, width: 90, text: (row) => row.receiverName },
    { key: 'items', label: words.items, width: 56, text: (row) => format.number(row.items), align: 'end' },
    { key: 'startedAt', label: words.startedAt, width: 130, text: (row) => time(row.startedAt) },
    { key: 'signedAt', label: words.signedAt, width: 130, text: (row) => time(row.signedAt) },
    { key: 'confirmedAt', label: words.confirmedAt, width: 130, text: (row) => time(row.confirmedAt) },
    { key: 'reason', label: words.reason, width: 160, text: (row) => row.reason },
    { key: 'note', label: words.note, width: 160, text: (row) => row.note },
  ]
  return (
    <Screen
      fill
      title={words.title}
      aside={<span role="status">{words.mineCount(value?.mine ?? 0)}</span>}
      actions={<Button onClick={() => setStarting(true)}>{words.start}</Button>}
    >
      {error ? <ErrorNotice error={error} onRetry={again} /> : null}
      {value && rows.length === 0 ? <Blank title={words.emptyTitle}>{words.emptyText}</Blank> : null}
      {rows.length > 0 ? (
        <DataGrid
          label={words.list}
          columns={columns}
          count={rows.length}
          row={(index) => rows[index]}
          rowKey={(row) => row.handoverId}
          remember="handover"
          onOpen={(row) => setOpen(row.handoverId)}
        />
      ) : null}
      {starting ? (
        <StartDialog
          onClose={() => setStarting(false)}
          onStarted={() => {
            setStarting(false)
            again()
          }}
        />
      ) : null}
      {open === null ? null : (
        <HandoverDialog
          handoverId={open}
          onClose={() => {
            setOpen(null)
            again()
          }}
        />
      )}
    </Screen>
  )
}
