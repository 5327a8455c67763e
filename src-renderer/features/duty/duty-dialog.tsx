import { SegmentedControl } from '@mantine/core'
import { useState, type ReactNode } from 'react'
import type { InputOf, OutputOf } from '../../../src-contract/contract.ts'
import type { DutyRow } from '../../../src-contract/features/duty.shapes.ts'
import { rpc } from '../../rpc/client.ts'
import { whenLocked } from '../../session/session-store.ts'
import { useLabel, useText } from '../../text/language.ts'
import { ActDialog } from './act-dialog.tsx'
import type { Choices } from './duty-choices.ts'
import classes from './duty-screen.module.css'
import { ChoiceField, ClockField } from './fields.tsx'
import { typedClock } from './typed.ts'

type Props = {
  person: OutputOf<'duty.roster'>['people'][number]
  date: string
  shifts: Choices['shifts']
  onClose: () => void
}

/** One reason often goes for a whole month of changes. */
let lastReason = ''
whenLocked(() => {
  lastReason = ''
})

/** One person's day: its shifts, another one, or one less. */
export function DutyDialog({ person, date, shifts, onClose }: Props) {
  const words = useText().duty
  const label = useLabel()
  const duties = person.duties.filter((one) => one.date === date)
  const [which, setWhich] = useState<string>(duties[0]?.dutyId ?? 'new')
  const chosen = duties.find((one) => one.dutyId === which)
  const named = (duty: DutyRow) => {
    const shift = shifts.find((one) => one.id === duty.shift)
    return shift === undefined ? duty.shift : label(shift.label)
  }
  return (
    <DutyForm
      key={which}
      title={words.roster.dayTitle(person.name, date)}
      accountId={person.accountId}
      date={date}
      duty={chosen}
      shifts={shifts}
      onClose={onClose}
      choice={
        duties.length === 0 ? null : (
          <SegmentedControl
            className={classes.wide}
            aria-label={words.roster.dutiesOfDay}
            value={which}
            onChange={setWhich}
            data={[
              ...duties.map((duty) => ({
                value: duty.dutyId as string,
                label: `${named(duty)} ${duty.from}–${duty.to}`,
              })),
              { value: 'new', label: words.roster.newShift },
            ]}
          />
        )
      }
    />
  )
}

type FormProps = {
  title: string
  accountId: InputOf<'duty.saveDuty'>['accountId']
  date: string
  duty: DutyRow | undefined
  shifts: Choices['shifts']
  choice: ReactNode
  onClose: () => void
}

function DutyForm({ title, accountId, date, duty, shifts, choice, onClose }: FormProps) {
  const words = useText().duty
  const label = useLabel()
  const [shift, setShift] = useState(duty?.shift ?? '')
  const [from, setFrom] = useState(duty?.from ?? '')
  const [to, setTo] = useState(duty?.to ?? '')
  function choose(next: string) {
    setShift(next)
    const found = shifts.find((one) => one.id === next)
    setFrom(found?.from ?? '')
    setTo(found?.to ?? '')
  }
  return (
    <ActDialog
      title={title}
      submit={duty === undefined ? words.roster.addShift : words.roster.changeShift}
      reason={lastReason}
      recordId={duty?.dutyId}
      onClose={onClose}
      onSubmit={(reason) => {
        const start = typedClock(from)
        const end = typedClock(to)
        if (shift === '' || start === null || end === null) return null
        lastReason = reason
        return rpc.duty.saveDuty({
          ...(duty === undefined ? {} : { dutyId: duty.dutyId }),
          ...{ accountId, date: date as InputOf<'duty.saveDuty'>['date'], shift, from: start, to: end, reason },
        })
      }}
      onRemove={
        duty === undefined
          ? undefined
          : (reason) => {
              lastReason = reason
              return rpc.duty.removeDuty({ dutyId: duty.dutyId, reason })
            }
      }
    >
      {(checked) => (
        <>
          {choice}
          <ChoiceField
            label={words.roster.shift}
            value={shift}
            onChange={choose}
            required
            checked={checked}
            options={shifts.map((one) => ({ value: one.id, label: label(one.label) }))}
          />
          <span />
          <ClockField label={words.roster.start} value={from} onChange={setFrom} required checked={checked} />
          <ClockField label={words.roster.end} value={to} onChange={setTo} required checked={checked} />
          <p className={classes.quiet}>{words.roster.endMeans}</p>
        </>
      )}
    </ActDialog>
  )
}
