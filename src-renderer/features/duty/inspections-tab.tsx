import { Button, Checkbox, Group } from '@mantine/core'
import { useState } from 'react'
import type { DutyImportId, Inspection } from '../../../src-contract/features/duty.shapes.ts'
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
import { Notice } from '../../ui/notice.tsx'
import { Tag } from '../../ui/tag.tsx'
import { ActDialog } from './act-dialog.tsx'
import { useDays } from './use-days.ts'
import { useChoices } from './duty-choices.ts'
import classes from './duty-screen.module.css'
import { InspectionDialog } from './inspection-dialog.tsx'
import { PlanInspectionsDialog } from './plan-inspections-dialog.tsx'

const tones = { planned: 'quiet', due: 'accent', overdue: 'bad', done: 'good' } as const

/** 检查计划: what is to be inspected by whom, and which entry did it. */
export function InspectionsTab() {
  const text = useText().duty
  const words = text.inspections
  const format = useFormat()
  const days = useDays()
  const { role } = useSession()
  const edits = allowed(role, 'duty.saveInspection')
  const choices = useChoices()
  const [openOnly, setOpenOnly] = useState(false)
  const [open, setOpen] = useState<Inspection | 'new' | null>(null)
  const [planning, setPlanning] = useState(false)
  const [made, setMade] = useState<{ importId: DutyImportId; planned: number } | null>(null)
  const [undoing, setUndoing] = useState(false)
  const { value, error, again } = useCall((signal) => rpc.duty.inspections({}, { signal }), [])
  useDataChanged('duty', again)
  const all = value?.inspections ?? []
  const rows = openOnly ? all.filter(({ state }) => state !== 'done') : all
  const columns: Column<Inspection>[] = [
    {
      key: 'state',
      label: words.state,
      width: 86,
      text: (row) => words.states[row.state],
      render: (row) => <Tag tone={tones[row.state]}>{words.states[row.state]}</Tag>,
    },
    { key: 'object', label: words.object, width: 190, text: (row) => row.object },
    {
      key: 'address',
      label: words.address,
      width: 200,
      text: (row) => row.address,
      render: (row) => <NearAddress address={row.address} />,
    },
    { key: 'beat', label: text.beat, width: 64, text: (row) => row.beat },
    { key: 'officer', label: text.officer, width: 76, text: (row) => row.officerName },
    { key: 'days', label: words.window, width: 180, text: days },
    { key: 'entry', label: words.entry, width: 130, text: (row) => row.fulfilledNumber ?? '' },
  ]
  return (
    <>
      <div className={classes.toolbar}>
        <Checkbox
          label={words.openOnly}
          checked={openOnly}
          onChange={(event) => setOpenOnly(event.currentTarget.checked)}
        />
        <span className={classes.quiet}>
          {words.count(format.number(all.filter(({ state }) => state !== 'done').length), format.number(all.length))}
        </span>
        <span className={classes.space} />
        {edits ? (
          <>
            <Button variant="default" onClick={() => setPlanning(true)}>
              {words.fromRegister}
            </Button>
            <Button onClick={() => setOpen('new')}>{words.add}</Button>
          </>
        ) : null}
      </div>
      {error ? <ErrorNotice error={error} onRetry={again} /> : null}
      {made === null ? null : (
        <Notice tone="good" role="status">
          {words.planned(format.number(made.planned))}
          <Group gap="sm" mt="xs">
            <Button size="compact-sm" variant="default" onClick={() => setUndoing(true)}>
              {text.imports.undo}
            </Button>
          </Group>
        </Notice>
      )}
      {value && rows.length === 0 ? <Blank title={words.emptyTitle}>{edits ? words.emptyText : null}</Blank> : null}
      {rows.length > 0 ? (
        <DataGrid
          label={words.list}
          columns={columns}
          count={rows.length}
          row={(index) => rows[index]}
          rowKey={(row) => row.planId}
          remember="duty-inspections"
          onOpen={edits ? setOpen : undefined}
        />
      ) : null}
      {open === null ? null : (
        <InspectionDialog row={open === 'new' ? null : open} choices={choices} onClose={() => setOpen(null)} />
      )}
      {planning ? <PlanInspectionsDialog onDone={setMade} onClose={() => setPlanning(false)} /> : null}
      {made !== null && undoing ? (
        <ActDialog
          title={words.undoPlanned}
          submit={text.imports.undo}
          means={text.imports.undoMeans}
          onClose={() => setUndoing(false)}
          onSubmit={async (reason) => {
            const undone = await rpc.duty.undoImport({ importId: made.importId, reason })
            if (undone.ok) setMade(null)
            return undone
          }}
        >
          {() => null}
        </ActDialog>
      ) : null}
    </>
  )
}
