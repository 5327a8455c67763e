import { Button } from '@mantine/core'
import { useState, type ReactNode } from 'react'
import type { OutputOf } from '../../../src-contract/contract.ts'
import type { Acting, Assignment, Cover } from '../../../src-contract/features/duty.shapes.ts'
import { addDays } from '../../../src-domain/identifiers/calendar.ts'
import { allowed } from '../../rpc/allowed.ts'
import { rpc } from '../../rpc/client.ts'
import { useCall, useDataChanged } from '../../rpc/hooks.ts'
import { useSession } from '../../session/session-context.ts'
import { useFormat, useText } from '../../text/language.ts'
import { Blank } from '../../ui/blank.tsx'
import { ErrorNotice } from '../../ui/error-notice.tsx'
import { today } from '../../ui/today.ts'
import { AssignmentDialog, BeatDialog, CoverDialog, DeputyDialog, EndActingDialog } from './assignment-dialogs.tsx'
import { BeatTimelines } from './beat-timelines.tsx'
import { useChoices } from './duty-choices.ts'
import classes from './duty-screen.module.css'
import { DayField } from './fields.tsx'
import { typedDay } from './typed.ts'
import { useDays } from './use-days.ts'

type Open =
  | { what: 'assignment'; row: Assignment | null }
  | { what: 'cover'; row: Cover | null }
  | { what: 'deputy' }
  | { what: 'end-acting'; row: Acting }
  | { what: 'beat' }

/** 分工与代管: who answers for which beat when, who stands in, who acts for the chief. */
export function AssignmentsTab() {
  const text = useText()
  const words = text.duty.assignments
  const { role } = useSession()
  const edits = allowed(role, 'duty.saveAssignment')
  const signs = allowed(role, 'duty.nameDeputy')
  const [from, setFrom] = useState(() => addDays(today(), -180))
  const [to, setTo] = useState(() => addDays(today(), 60))
  const [open, setOpen] = useState<Open | null>(null)
  const choices = useChoices()
  const window = { from: typedDay(from), to: typedDay(to) }
  const listed = useCall((signal) => rpc.duty.assignments({}, { signal }), [])
  const timeline = useCall(
    (signal) =>
      window.from === null || window.to === null
        ? null
        : rpc.duty.timeline({ from: window.from, to: window.to }, { signal }),
    [window.from, window.to],
  )
  useDataChanged('duty', listed.again)
  useDataChanged('duty', timeline.again)
  const close = () => setOpen(null)
  return (
    <div className={classes.scroll}>
      <div className={classes.choices}>
        <DayField label={text.duty.from} value={from} onChange={setFrom} />
        <DayField label={text.duty.to} value={to} onChange={setTo} />
        <span className={classes.space} />
        {edits ? (
          <>
            <Button onClick={() => setOpen({ what: 'assignment', row: null })}>{words.addAssignment}</Button>
            <Button variant="default" onClick={() => setOpen({ what: 'cover', row: null })}>
              {words.addCover}
            </Button>
            {signs ? (
              <Button variant="default" onClick={() => setOpen({ what: 'deputy' })}>
                {words.addActing}
              </Button>
            ) : null}
            <Button variant="default" onClick={() => setOpen({ what: 'beat' })}>
              {words.beats}
            </Button>
          </>
        ) : (
          <span className={classes.quiet}>{text.duty.own}</span>
        )}
      </div>
      {timeline.error ? <ErrorNotice error={timeline.error} onRetry={timeline.again} /> : null}
      {listed.error ? <ErrorNotice error={listed.error} onRetry={listed.again} /> : null}
      {timeline.value && timeline.value.beats.length === 0 ? (
        <Blank title={words.emptyTitle}>{edits ? words.emptyText : null}</Blank>
      ) : null}
      {timeline.value && window.from !== null && window.to !== null && window.from <= window.to ? (
        <BeatTimelines beats={timeline.value.beats} from={window.from} to={window.to} />
      ) : null}
      {listed.value ? <Lists listed={listed.value} edits={edits} signs={signs} onOpen={setOpen} /> : null}
      {open?.what === 'assignment' ? <AssignmentDialog row={open.row} choices={choices} onClose={close} /> : null}
      {open?.what === 'cover' ? <CoverDialog row={open.row} choices={choices} onClose={close} /> : null}
      {open?.what === 'deputy' ? <DeputyDialog choices={choices} onClose={close} /> : null}
      {open?.what === 'end-acting' ? <EndActingDialog row={open.row} onClose={close} /> : null}
      {open?.what === 'beat' ? <BeatDialog choices={choices} onClose={close} /> : null}
    </div>
  )
}

type ListsProps = {
  listed: OutputOf<'duty.assignments'>
  edits: boolean
  signs: boolean
  onOpen: (open: Open) => void
}

function Lists({ listed, edits, signs, onOpen }: ListsProps) {
  const text = useText()
  const words = text.duty.assignments
  const format = useFormat()
  const days = useDays()
  const edit = (open: Open, name: string) => (
    <Button variant="subtle" size="compact-xs" aria-label={`${text.duty.edit} ${name}`} onClick={() => onOpen(open)}>
      {text.duty.edit}
    </Button>
  )
  return (
    <>
      <Part
        title={words.list}
        heads={[text.duty.beat, text.duty.person, text.access.account.staffKind, words.window]}
        empty={words.noAssignments}
        rows={listed.assignments.map((row) => ({
          key: row.assignmentId,
          cells: [row.beat, row.name, text.access.staffKinds[row.staffKind], days(row)],
          action: edits ? edit({ what: 'assignment', row }, `${row.name} ${row.beat}`) : null,
        }))}
      />
      <Part
        title={words.covers}
        heads={[text.duty.beat, words.covered, words.coveringPerson, words.window]}
        empty={words.noCovers}
        rows={listed.covers.map((row) => ({
          key: row.coverId,
          cells: [row.beat, row.coveredName, row.coveringName, days(row)],
          action: edits ? edit({ what: 'cover', row }, `${row.coveringName} ${row.beat}`) : null,
        }))}
      />
      <Part
        title={words.acting}
        heads={[words.chief, words.deputy, words.window, text.duty.reason, '']}
        empty={words.noActing}
        rows={listed.acting.map((row) => ({
          key: row.actingId,
          cells: [row.chiefName, row.deputyName, days(row), row.reason, words.signedAt(format.time(row.signedAt))],
          action:
            signs && row.to >= today() ? (
              <Button variant="subtle" size="compact-xs" onClick={() => onOpen({ what: 'end-acting', row })}>
                {words.endActing}
              </Button>
            ) : null,
        }))}
      />
    </>
  )
}

type PartProps = {
  title: string
  heads: readonly string[]
  empty: string
  rows: readonly { key: string; cells: readonly string[]; action: ReactNode }[]
}

function Part({ title, heads, empty, rows }: PartProps) {
  return (
    <section className={classes.part} aria-label={title}>
      <div className={classes.partHead}>
        <h2>{title}</h2>
        {rows.length === 0 ? <span className={classes.quiet}>{empty}</span> : null}
      </div>
      {rows.length === 0 ? null : (
        <table className={classes.table} aria-label={title}>
          <thead>
            <tr>
              {heads.map((head) =>
                head === '' ? (
                  <td key="blank" />
                ) : (
                  <th key={head} scope="col">
                    {head}
                  </th>
                ),
              )}
              <td />
            </tr>
          </thead>
          <tbody>
            {rows.map(({ key, cells, action }) => (
              <tr key={key}>
                {cells.map((cell, at) => (
                  // The columns stand still.
                  // oxlint-disable-next-line react/no-array-index-key
                  <td key={at}>{cell}</td>
                ))}
                <td data-align="end">{action}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  )
}
