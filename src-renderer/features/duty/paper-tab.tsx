import { Button, Checkbox } from '@mantine/core'
import { useState } from 'react'
import type { PaperBatch } from '../../../src-contract/features/duty.shapes.ts'
import { allowed } from '../../rpc/allowed.ts'
import { rpc } from '../../rpc/client.ts'
import { useCall, useDataChanged } from '../../rpc/hooks.ts'
import { useSession } from '../../session/session-context.ts'
import { useFormat, useText } from '../../text/language.ts'
import { Blank } from '../../ui/blank.tsx'
import { DataGrid } from '../../ui/data-grid.tsx'
import { ErrorNotice } from '../../ui/error-notice.tsx'
import type { Column } from '../../ui/grid-columns.ts'
import { Tag } from '../../ui/tag.tsx'
import classes from './duty-screen.module.css'
import { BatchDialog, HandPaperDialog } from './paper-dialogs.tsx'

const tones = { hander: 'warn', receiver: 'warn', nobody: 'good' } as const

/** 交表: which paper went from whom to whom, and whether both say so. */
export function PaperTab() {
  const text = useText().duty
  const words = text.paper
  const format = useFormat()
  const { role } = useSession()
  const hands = allowed(role, 'duty.handPaper')
  const [openOnly, setOpenOnly] = useState(false)
  const [open, setOpen] = useState<PaperBatch | 'new' | null>(null)
  const { value, error, again } = useCall((signal) => rpc.duty.batches({ open: openOnly }, { signal }), [openOnly])
  useDataChanged('duty', again)
  const rows = value?.batches ?? []
  const columns: Column<PaperBatch>[] = [
    { key: 'number', label: words.number, width: 100, text: (row) => row.number },
    {
      key: 'state',
      label: words.state,
      width: 110,
      text: (row) => words.waits[row.waitsFor],
      render: (row) => <Tag tone={tones[row.waitsFor]}>{words.waits[row.waitsFor]}</Tag>,
    },
    { key: 'book', label: words.book, width: 56, text: (row) => row.book },
    { key: 'beat', label: text.beat, width: 64, text: (row) => row.beat },
    { key: 'sheets', label: words.sheets, width: 56, text: (row) => format.number(row.sheets), align: 'end' },
    { key: 'entries', label: words.entries, width: 56, text: (row) => format.number(row.entries), align: 'end' },
    { key: 'handedBy', label: words.handedBy, width: 80, text: (row) => row.handedByName },
    { key: 'handedAt', label: words.handedAt, width: 130, text: (row) => format.time(row.handedAt) },
    { key: 'receivedBy', label: words.receivedBy, width: 80, text: (row) => row.receivedByName },
    { key: 'note', label: words.note, width: 140, text: (row) => row.note },
  ]
  return (
    <>
      <div className={classes.toolbar}>
        <Checkbox
          label={words.openOnly}
          checked={openOnly}
          onChange={(event) => setOpenOnly(event.currentTarget.checked)}
        />
        <span className={classes.space} />
        {hands ? <Button onClick={() => setOpen('new')}>{role === 'clerk' ? words.receive : words.hand}</Button> : null}
      </div>
      {error ? <ErrorNotice error={error} onRetry={again} /> : null}
      {value && rows.length === 0 ? <Blank title={words.emptyTitle}>{words.emptyText}</Blank> : null}
      {rows.length > 0 ? (
        <DataGrid
          label={words.list}
          columns={columns}
          count={rows.length}
          row={(index) => rows[index]}
          rowKey={(row) => row.batchId}
          remember="duty-paper"
          onOpen={hands ? setOpen : undefined}
        />
      ) : null}
      {open === 'new' ? <HandPaperDialog onClose={() => setOpen(null)} /> : null}
      {open !== null && open !== 'new' ? <BatchDialog row={open} onClose={() => setOpen(null)} /> : null}
    </>
  )
}
