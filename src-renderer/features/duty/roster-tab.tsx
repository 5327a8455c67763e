import { ActionIcon, Button } from '@mantine/core'
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react'
import { useState } from 'react'
import { monthSpan } from '../../../src-domain/duty/calendar.rules.ts'
import { addDays } from '../../../src-domain/identifiers/calendar.ts'
import { allowed } from '../../rpc/allowed.ts'
import { rpc } from '../../rpc/client.ts'
import { useCall, useDataChanged } from '../../rpc/hooks.ts'
import { useSession } from '../../session/session-context.ts'
import { useFormat, useText } from '../../text/language.ts'
import { Blank } from '../../ui/blank.tsx'
import { ErrorNotice } from '../../ui/error-notice.tsx'
import { Tag } from '../../ui/tag.tsx'
import { today } from '../../ui/today.ts'
import { useChoices } from './duty-choices.ts'
import { DutyDialog } from './duty-dialog.tsx'
import classes from './duty-screen.module.css'
import { ImportPanel } from './import-panel.tsx'
import { RosterGrid } from './roster-grid.tsx'

const thisMonth = (): string => today().slice(0, 7)

/** 排班: one month, a row per person. */
export function RosterTab() {
  const text = useText()
  const words = text.duty.roster
  const format = useFormat()
  const { role } = useSession()
  const [month, setMonth] = useState(thisMonth)
  const [importing, setImporting] = useState(false)
  const [open, setOpen] = useState<{ accountId: string; date: string } | null>(null)
  const { shifts } = useChoices()
  const { value, error, again } = useCall((signal) => rpc.duty.roster({ month }, { signal }), [month])
  useDataChanged('duty', again)
  const edits = allowed(role, 'duty.saveDuty')
  const person = value?.people.find(({ accountId }) => accountId === open?.accountId)
  if (importing) return <ImportPanel kind="roster" onClose={() => setImporting(false)} />
  return (
    <>
      <div className={classes.toolbar}>
        <ActionIcon
          aria-label={words.previous}
          onClick={() => setMonth(addDays(monthSpan(month).from, -1).slice(0, 7))}
        >
          <IconChevronLeft size={16} />
        </ActionIcon>
        <strong className={classes.month}>{month}</strong>
        <ActionIcon aria-label={words.next} onClick={() => setMonth(addDays(monthSpan(month).to, 1).slice(0, 7))}>
          <IconChevronRight size={16} />
        </ActionIcon>
        <Button variant="subtle" disabled={month === thisMonth()} onClick={() => setMonth(thisMonth())}>
          {words.thisMonth}
        </Button>
        {value ? (
          <>
            <span>{words.workingDays(format.number(value.workingDays))}</span>
            <Tag tone={['announced', 'issued'].includes(value.calendar) ? 'quiet' : 'warn'}>
              {words.status[value.calendar]}
              {value.issued
                ? words.issuedBy(value.issued.by, format.date(value.issued.at), value.issued.version)
                : null}
            </Tag>
          </>
        ) : null}
        <span className={classes.space} />
        {edits ? (
          <>
            <span className={classes.quiet}>{words.hint}</span>
            <Button variant="default" onClick={() => setImporting(true)}>
              {words.import}
            </Button>
          </>
        ) : (
          <span className={classes.quiet}>{text.duty.own}</span>
        )}
      </div>
      {error ? <ErrorNotice error={error} onRetry={again} /> : null}
      {value && value.people.length === 0 ? <Blank title={words.nobodyTitle}>{words.nobodyText}</Blank> : null}
      {value && value.people.length > 0 ? (
        <RosterGrid
          roster={value}
          shifts={shifts}
          onOpen={edits ? (accountId, date) => setOpen({ accountId, date }) : undefined}
        />
      ) : null}
      {open && person ? (
        <DutyDialog person={person} date={open.date} shifts={shifts} onClose={() => setOpen(null)} />
      ) : null}
    </>
  )
}
