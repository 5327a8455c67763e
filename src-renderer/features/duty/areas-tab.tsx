import { Button, TextInput } from '@mantine/core'
import { useEffect, useState } from 'react'
import type { Area } from '../../../src-contract/features/duty.shapes.ts'
import { allowed } from '../../rpc/allowed.ts'
import { rpc } from '../../rpc/client.ts'
import { useCall } from '../../rpc/hooks.ts'
import { useSession } from '../../session/session-context.ts'
import { useFormat, useText } from '../../text/language.ts'
import { Blank } from '../../ui/blank.tsx'
import { DataGrid } from '../../ui/data-grid.tsx'
import { ErrorNotice } from '../../ui/error-notice.tsx'
import type { Column } from '../../ui/grid-columns.ts'
import { today } from '../../ui/today.ts'
import { AreaDialog } from './area-dialog.tsx'
import { useDays } from './use-days.ts'
import { useChoices } from './duty-choices.ts'
import classes from './duty-screen.module.css'
import { BeatField, DayField } from './fields.tsx'
import { ImportPanel } from './import-panel.tsx'
import { typedDay } from './typed.ts'
import { useAreaPages } from './use-area-pages.ts'

/** 辖区划分: which place belongs to which beat, from when to when. */
export function AreasTab() {
  const text = useText().duty
  const words = text.areas
  const format = useFormat()
  const days = useDays()
  const { role } = useSession()
  const edits = allowed(role, 'duty.saveArea')
  const choices = useChoices()
  const [beat, setBeat] = useState('')
  const [name, setName] = useState('')
  const [on, setOn] = useState('')
  const [open, setOpen] = useState<Area | 'new' | null>(null)
  const [importing, setImporting] = useState(false)
  const pages = useAreaPages(beat, name, typedDay(on))
  const doors = useDoors()
  if (importing) return <ImportPanel kind="areas" onClose={() => setImporting(false)} />
  const columns: Column<Area>[] = [
    { key: 'beat', label: text.beat, width: 90, text: (row) => row.beat },
    { key: 'kind', label: words.kind, width: 100, text: (row) => words.kinds[row.kind] },
    { key: 'place', label: words.place, width: 260, text: (row) => row.place },
    { key: 'doors', label: words.doors, width: 130, text: doors },
    { key: 'days', label: text.assignments.window, width: 200, text: days },
  ]
  return (
    <>
      <div className={classes.choices}>
        <BeatField label={text.beat} beats={choices.beats} value={beat} onChange={setBeat} none={text.all} />
        <TextInput
          label={words.filterText}
          value={name}
          maxLength={60}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <DayField label={words.onDay} value={on} onChange={setOn} />
        <span className={classes.space} />
        {edits ? (
          <>
            <Button onClick={() => setOpen('new')}>{words.add}</Button>
            <Button variant="default" onClick={() => setImporting(true)}>
              {words.import}
            </Button>
          </>
        ) : null}
      </div>
      <div className={classes.toolbar}>
        <span>{words.total(format.number(pages.total))}</span>
        <span className={classes.quiet}>{words.means}</span>
        <span className={classes.space} />
        <TryAddress />
      </div>
      {pages.error ? <ErrorNotice error={pages.error} onRetry={pages.again} /> : null}
      {pages.known && pages.total === 0 ? (
        <Blank title={words.emptyTitle}>{edits ? words.emptyText : null}</Blank>
      ) : null}
      {pages.total > 0 ? (
        <DataGrid
          label={words.list}
          columns={columns}
          count={pages.total}
          row={pages.row}
          rowKey={(row) => row.areaId}
          remember="duty-areas"
          onVisible={pages.onVisible}
          onOpen={edits ? setOpen : undefined}
        />
      ) : null}
      {open === null ? null : (
        <AreaDialog row={open === 'new' ? null : open} choices={choices} onClose={() => setOpen(null)} />
      )}
    </>
  )
}

/** Doors and side of a road in words; nothing where the whole place is meant. */
function useDoors(): (area: Area) => string {
  const words = useText().duty.areas
  return ({ kind, doorFrom, doorTo, side }) => {
    if (kind !== 'road') return ''
    const from = doorFrom?.toString()
    const to = doorTo?.toString()
    const doors =
      from === undefined
        ? to === undefined
          ? ''
          : words.doorsTo(to)
        : to === undefined
          ? words.doorsFrom(from)
          : words.doorsOf(from, to)
    return [doors, side === 'both' ? '' : words.sides[side]].filter((part) => part !== '').join(' ')
  }
}

/** The answer stands under the box once the typing rests. */
function TryAddress() {
  const text = useText().duty
  const words = text.areas
  const [typed, setTyped] = useState('')
  const [address, setAddress] = useState('')
  useEffect(() => {
    const rest = setTimeout(() => setAddress(typed.trim()), 250)
    return () => clearTimeout(rest)
  }, [typed])
  const date = typedDay(today())
  const { value } = useCall(
    (signal) => (address === '' || date === null ? null : rpc.duty.beatOf({ address, date }, { signal })),
    [address, date],
  )
  const answer =
    address === '' || value === undefined
      ? ''
      : value.beat === null || value.area === null
        ? words.tryNone
        : words.tryAnswer(value.beat, value.area.place)
  return (
    <>
      <span className={classes.quiet} aria-live="polite">
        {answer}
      </span>
      <TextInput
        className={classes.tryAddress}
        aria-label={words.tryAddress}
        placeholder={words.tryAddress}
        value={typed}
        maxLength={200}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
    </>
  )
}
