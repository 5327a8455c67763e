import { Button, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useState } from 'react'
import type { RpcError } from '../../../src-contract/errors.ts'
import type { CopyId, WalkCopy } from '../../../src-contract/features/paper.contract.ts'
import { allowed } from '../../rpc/allowed.ts'
import { rpc } from '../../rpc/client.ts'
import { useCall, useDataChanged } from '../../rpc/hooks.ts'
import { useSession } from '../../session/session-context.ts'
import { useFormat, useText } from '../../text/language.ts'
import { Blank } from '../../ui/blank.tsx'
import { DataGrid } from '../../ui/data-grid.tsx'
import { ErrorNotice } from '../../ui/error-notice.tsx'
import type { Column } from '../../ui/grid-columns.ts'
import { NearAddress } from '../../ui/near-address.tsx'
import { go } from '../../ui/router.ts'
import { Screen } from '../../ui/screen.tsx'
import { Tag } from '../../ui/tag.tsx'
import { paperPurpose } from './paper-purpose.ts'
import classes from './paper.module.css'
import { PdfWindow } from '../print/pdf-window.tsx'
import { PrepareDialog } from './prepare-dialog.tsx'

const tones = { out: 'warn', returned: 'good', destroyed: 'quiet' } as const

/** 走访表: every copy with where it is; a new one is printed, one that came back is typed back. */
export function PaperScreen() {
  const text = useText()
  const words = text.paper
  const format = useFormat()
  const { role } = useSession()
  const works = allowed(role, 'paper.prepare')
  const { value, error, again } = useCall((signal) => rpc.paper.copies({}, { signal }), [])
  useDataChanged('ledger', again)
  const [making, setMaking] = useState(false)
  const [printing, setPrinting] = useState<CopyId | null>(null)
  const [active, setActive] = useState<WalkCopy | null>(null)
  const [note, setNote] = useState('')
  const [refused, setRefused] = useState<RpcError | null>(null)
  const rows = value?.copies ?? []
  const chosen = rows.find((one) => one.copyId === active?.copyId) ?? rows[0]
  const count = (of: number) => format.number(of)
  const columns: Column<WalkCopy>[] = [
    { key: 'number', label: words.number, width: 100, text: (row) => row.number },
    {
      key: 'state',
      label: words.state,
      width: 96,
      text: (row) => (row.overdue ? words.overdue : words.states[row.state]),
      render: (row) =>
        row.overdue ? (
          <Tag tone="bad">{words.overdue}</Tag>
        ) : (
          <Tag tone={tones[row.state]}>{words.states[row.state]}</Tag>
        ),
    },
    {
      key: 'place',
      label: words.place,
      width: 240,
      text: (row) => row.place,
      render: (row) => <NearAddress address={row.place} />,
    },
    { key: 'officer', label: words.officer, width: 80, text: (row) => row.officerName },
    { key: 'holder', label: words.holder, width: 80, text: (row) => row.holderName },
    { key: 'madeAt', label: words.madeAt, width: 126, text: (row) => format.time(row.madeAt) },
    { key: 'rows', label: words.rows, width: 52, text: (row) => count(row.rows), align: 'end' },
    { key: 'typed', label: words.typed, width: 60, text: (row) => count(row.typed), align: 'end' },
    { key: 'filed', label: words.filed, width: 60, text: (row) => count(row.filed), align: 'end' },
    { key: 'typist', label: words.typist, width: 80, text: (row) => row.typistName ?? '' },
    { key: 'returned', label: words.returned, width: 180, text: (row) => signed(row.returnedByName, row.returnedAt) },
    {
      key: 'destroyed',
      label: words.destroyed,
      width: 180,
      text: (row) => signed(row.destroyedByName, row.destroyedAt),
    },
    { key: 'note', label: words.note, width: 140, text: (row) => row.note ?? '' },
  ]
  function signed(name: string | null, at: string | null): string {
    return name === null || at === null ? '' : `${name} ${format.time(at)}`
  }
  async function tick(copy: WalkCopy, what: 'returned' | 'destroyed') {
    const done = await rpc.paper.tick({ copyId: copy.copyId, what, note: note.trim() })
    setRefused(done.ok ? null : done.error)
    if (!done.ok) return
    setNote('')
    notifications.show({ message: words.ticked(copy.number), color: 'green' })
    again()
  }
  return (
    <Screen
      fill
      title={words.title}
      aside={
        <span className={classes.late} role="status">
          {words.overdueCount(value?.overdue ?? 0)}
        </span>
      }
      actions={works ? <Button onClick={() => setMaking(true)}>{words.make}</Button> : null}
    >
      {error ? <ErrorNotice error={error} onRetry={again} /> : null}
      {refused ? <ErrorNotice error={refused} /> : null}
      {value && rows.length === 0 ? <Blank title={words.emptyTitle}>{words.emptyText}</Blank> : null}
      {rows.length > 0 ? (
        <DataGrid
          label={words.list}
          columns={columns}
          count={rows.length}
          row={(index) => rows[index]}
          rowKey={(row) => row.copyId}
          remember="paper"
          onActive={setActive}
          onOpen={works ? (row) => go({ screen: 'walk-list', copyId: row.copyId }) : undefined}
        />
      ) : null}
      {works && chosen ? (
        <div className={classes.bar}>
          <strong>{chosen.number}</strong>
          <Button
            onClick={() => go({ screen: 'walk-list', copyId: chosen.copyId })}
            disabled={chosen.state === 'destroyed'}
          >
            {words.open}
          </Button>
          <Button variant="default" disabled={chosen.state !== 'out'} onClick={() => void tick(chosen, 'returned')}>
            {words.tickReturned}
          </Button>
          <Button
            variant="default"
            disabled={chosen.state === 'destroyed'}
            onClick={() => void tick(chosen, 'destroyed')}
          >
            {words.tickDestroyed}
          </Button>
          <TextInput
            className={classes.note}
            aria-label={words.note}
            placeholder={words.noteHint}
            maxLength={200}
            value={note}
            onChange={(event) => setNote(event.currentTarget.value)}
          />
        </div>
      ) : null}
      {making ? (
        <PrepareDialog
          onClose={() => setMaking(false)}
          onMade={(copyId) => {
            setMaking(false)
            setPrinting(copyId)
            again()
          }}
        />
      ) : null}
      {printing === null ? null : (
        <PdfWindow
          title={words.preview}
          ask={(signal) => rpc.paper.print({ copyId: printing, purpose: paperPurpose.get() }, { signal })}
          onClose={() => setPrinting(null)}
        />
      )}
    </Screen>
  )
}
