import { Button, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { Inspection } from '../../../src-contract/features/duty.shapes.ts'
import type { AccountId } from '../../../src-contract/ids.ts'
import { rpc } from '../../rpc/client.ts'
import { useText } from '../../text/language.ts'
import { today } from '../../ui/today.ts'
import { ActDialog } from './act-dialog.tsx'
import type { Choices } from './duty-choices.ts'
import classes from './duty-screen.module.css'
import { BeatField, DayField, PersonField } from './fields.tsx'
import { typedDay } from './typed.ts'

type Props = { row: Inspection | null; choices: Choices; onClose: () => void }

/** One planned inspection, or the entry that did it. */
export function InspectionDialog(props: Props) {
  const [fulfilling, setFulfilling] = useState(false)
  return fulfilling && props.row !== null ? (
    <FulfilDialog row={props.row} onClose={props.onClose} />
  ) : (
    <PlanDialog {...props} onFulfil={() => setFulfilling(true)} />
  )
}

function PlanDialog({ row, choices, onClose, onFulfil }: Props & { onFulfil: () => void }) {
  const text = useText().duty
  const words = text.inspections
  const [object, setObject] = useState(row?.object ?? '')
  const [objectNumber, setObjectNumber] = useState(row?.objectNumber ?? '')
  const [address, setAddress] = useState(row?.address ?? '')
  const [beat, setBeat] = useState(row?.beat ?? '')
  const [officer, setOfficer] = useState<string>(row?.officerId ?? '')
  const [from, setFrom] = useState<string>(row?.from ?? today())
  const [to, setTo] = useState<string>(row?.to ?? '')
  const date = typedDay(today())

  /** The map knows whose the address is. */
  async function suggestBeat() {
    if (beat !== '' || address.trim() === '' || date === null) return
    const found = await rpc.duty.beatOf({ address: address.trim(), date })
    if (found.ok && found.value.beat !== null) setBeat(found.value.beat)
  }
  return (
    <ActDialog
      title={row === null ? words.addTitle : words.editTitle}
      submit={row === null ? text.add : text.edit}
      recordId={row?.planId}
      onClose={onClose}
      onSubmit={(reason) => {
        const [first, last] = [typedDay(from), typedDay(to)]
        if (object.trim().length < 2 || beat === '' || officer === '' || first === null || last === null) return null
        const number = objectNumber.trim()
        return rpc.duty.saveInspection({
          ...(row === null ? {} : { planId: row.planId }),
          ...{ object: object.trim(), objectNumber: number === '' ? null : number, address: address.trim(), beat },
          ...{ officerId: officer as AccountId, from: first, to: last, reason },
        })
      }}
      onRemove={row === null ? undefined : (reason) => rpc.duty.removeInspection({ planId: row.planId, reason })}
    >
      {(checked) => (
        <>
          {row === null ? null : (
            <div className={classes.wide}>
              <Button variant="light" onClick={onFulfil}>
                {words.fulfil}
              </Button>
            </div>
          )}
          <TextInput
            label={words.object}
            placeholder={words.objectHint}
            withAsterisk
            maxLength={100}
            value={object}
            error={checked && object.trim().length < 2 ? words.objectHint : null}
            onChange={(event) => setObject(event.currentTarget.value)}
          />
          <TextInput
            label={words.objectNumber}
            maxLength={40}
            spellCheck={false}
            value={objectNumber}
            onChange={(event) => setObjectNumber(event.currentTarget.value)}
          />
          <TextInput
            className={classes.wide}
            label={words.address}
            maxLength={200}
            value={address}
            onChange={(event) => setAddress(event.currentTarget.value)}
            onBlur={() => void suggestBeat()}
          />
          <BeatField
            label={text.beat}
            beats={choices.beats}
            value={beat}
            onChange={setBeat}
            required
            checked={checked}
          />
          <PersonField
            label={text.officer}
            staff={choices.staff.filter(({ staffKind }) => staffKind === 'officer')}
            value={officer}
            onChange={setOfficer}
            required
            checked={checked}
          />
          <DayField label={text.from} value={from} onChange={setFrom} required checked={checked} />
          <DayField label={text.to} value={to} onChange={setTo} required checked={checked} />
        </>
      )}
    </ActDialog>
  )
}

function FulfilDialog({ row, onClose }: { row: Inspection; onClose: () => void }) {
  const words = useText().duty.inspections
  const [number, setNumber] = useState(row.fulfilledNumber ?? '')
  return (
    <ActDialog
      title={`${words.fulfilTitle} ${row.object}`}
      submit={words.fulfil}
      means={words.fulfilMeans}
      recordId={row.planId}
      onClose={onClose}
      onSubmit={(reason) =>
        rpc.duty.fulfilInspection({
          planId: row.planId,
          entryNumber: number.trim() === '' ? null : number.trim(),
          reason,
        })
      }
    >
      {() => (
        <TextInput
          label={words.entryNumber}
          maxLength={40}
          spellCheck={false}
          data-autofocus
          value={number}
          onChange={(event) => setNumber(event.currentTarget.value)}
        />
      )}
    </ActDialog>
  )
}
