import { TextInput } from '@mantine/core'
import { useState } from 'react'
import type { InputOf } from '../../../src-contract/contract.ts'
import type { Acting, Assignment, Cover } from '../../../src-contract/features/duty.shapes.ts'
import type { AccountId } from '../../../src-contract/ids.ts'
import { rpc } from '../../rpc/client.ts'
import { useSession } from '../../session/session-context.ts'
import { useText } from '../../text/language.ts'
import { today } from '../../ui/today.ts'
import { ActDialog } from './act-dialog.tsx'
import type { Choices } from './duty-choices.ts'
import { BeatField, DayField, PersonField } from './fields.tsx'
import { typedDay } from './typed.ts'

type Props<R> = { row: R | null; choices: Choices; onClose: () => void }

/** Who answers for a beat, from when to when. */
export function AssignmentDialog({ row, choices, onClose }: Props<Assignment>) {
  const text = useText().duty
  const words = text.assignments
  const [beat, setBeat] = useState(row?.beat ?? '')
  const [accountId, setAccountId] = useState<string>(row?.accountId ?? '')
  const [from, setFrom] = useState<string>(row?.from ?? today())
  const [to, setTo] = useState<string>(row?.to ?? '')
  return (
    <ActDialog
      title={row === null ? words.addAssignment : words.editAssignment}
      submit={row === null ? text.add : text.edit}
      recordId={row?.assignmentId}
      onClose={onClose}
      onSubmit={(reason) => {
        const first = typedDay(from)
        const last = typedDay(to)
        if (beat === '' || accountId === '' || first === null || (to.trim() !== '' && last === null)) return null
        return rpc.duty.saveAssignment({
          ...(row === null ? {} : { assignmentId: row.assignmentId }),
          ...{ accountId: accountId as AccountId, beat, from: first, to: last, reason },
        })
      }}
      onRemove={
        row === null ? undefined : (reason) => rpc.duty.removeAssignment({ assignmentId: row.assignmentId, reason })
      }
    >
      {(checked) => (
        <>
          <BeatField
            label={text.beat}
            beats={choices.beats}
            value={beat}
            onChange={setBeat}
            required
            checked={checked}
          />
          <PersonField
            label={text.person}
            staff={choices.staff}
            value={accountId}
            onChange={setAccountId}
            required
            checked={checked}
          />
          <DayField label={text.from} value={from} onChange={setFrom} required checked={checked} />
          <DayField label={text.until} value={to} onChange={setTo} checked={checked} />
        </>
      )}
    </ActDialog>
  )
}

/** 代管: who stands in for whom. */
export function CoverDialog({ row, choices, onClose }: Props<Cover>) {
  const text = useText().duty
  const words = text.assignments
  const [beat, setBeat] = useState(row?.beat ?? '')
  const [covered, setCovered] = useState<string>(row?.coveredId ?? '')
  const [covering, setCovering] = useState<string>(row?.coveringId ?? '')
  const [from, setFrom] = useState<string>(row?.from ?? today())
  const [to, setTo] = useState<string>(row?.to ?? '')
  return (
    <ActDialog
      title={row === null ? words.addCover : words.editCover}
      submit={row === null ? text.add : text.edit}
      means={words.coverMeans}
      recordId={row?.coverId}
      onClose={onClose}
      onSubmit={(reason) => {
        const [first, last] = [typedDay(from), typedDay(to)]
        if (beat === '' || covered === '' || covering === '' || first === null || last === null) return null
        return rpc.duty.saveCover({
          ...(row === null ? {} : { coverId: row.coverId }),
          ...{
            beat,
            coveredId: covered as AccountId,
            coveringId: covering as AccountId,
            from: first,
            to: last,
            reason,
          },
        })
      }}
      onRemove={row === null ? undefined : (reason) => rpc.duty.removeCover({ coverId: row.coverId, reason })}
    >
      {(checked) => {
        const person = { staff: choices.staff, required: true, checked }
        return (
          <>
            <BeatField
              label={text.beat}
              beats={choices.beats}
              value={beat}
              onChange={setBeat}
              required
              checked={checked}
            />
            <span />
            <PersonField label={words.covered} value={covered} onChange={setCovered} {...person} />
            <PersonField label={words.coveringPerson} value={covering} onChange={setCovering} {...person} />
            <DayField label={text.from} value={from} onChange={setFrom} required checked={checked} />
            <DayField label={text.to} value={to} onChange={setTo} required checked={checked} />
          </>
        )
      }}
    </ActDialog>
  )
}

/** 代行: the chief's own act is the signature. */
export function DeputyDialog({ choices, onClose }: { choices: Choices; onClose: () => void }) {
  const text = useText().duty
  const words = text.assignments
  const { accountId } = useSession()
  const [deputy, setDeputy] = useState('')
  const [from, setFrom] = useState<string>(today())
  const [to, setTo] = useState('')
  return (
    <ActDialog
      title={words.addActing}
      submit={words.sign}
      means={words.actingMeans}
      onClose={onClose}
      onSubmit={(reason) => {
        const [first, last] = [typedDay(from), typedDay(to)]
        if (deputy === '' || first === null || last === null) return null
        const input: InputOf<'duty.nameDeputy'> = { deputyId: deputy as AccountId, from: first, to: last, reason }
        return rpc.duty.nameDeputy(input)
      }}
    >
      {(checked) => (
        <>
          <PersonField
            label={words.deputy}
            staff={choices.staff.filter(
              (one) => one.staffKind === 'officer' && one.role !== 'auditor' && one.accountId !== accountId,
            )}
            value={deputy}
            onChange={setDeputy}
            required
            checked={checked}
          />
          <span />
          <DayField label={text.from} value={from} onChange={setFrom} required checked={checked} />
          <DayField label={text.to} value={to} onChange={setTo} required checked={checked} />
        </>
      )}
    </ActDialog>
  )
}

export function EndActingDialog({ row, onClose }: { row: Acting; onClose: () => void }) {
  const words = useText().duty.assignments
  return (
    <ActDialog
      title={`${words.endActingTitle} ${row.deputyName}`}
      submit={words.endActing}
      means={words.endActingMeans}
      recordId={row.actingId}
      onClose={onClose}
      onSubmit={(reason) => rpc.duty.endActing({ actingId: row.actingId, reason })}
    >
      {() => null}
    </ActDialog>
  )
}

/** The station's beats and their names. */
export function BeatDialog({ choices, onClose }: { choices: Choices; onClose: () => void }) {
  const text = useText().duty
  const words = text.assignments
  const [beat, setBeat] = useState('')
  const [name, setName] = useState('')
  return (
    <ActDialog
      title={words.beatsTitle}
      submit={words.addBeat}
      onClose={onClose}
      onSubmit={(reason) =>
        beat.trim() === '' ? null : rpc.duty.saveBeat({ beat: beat.trim(), name: name.trim(), reason })
      }
    >
      {(checked) => (
        <>
          <TextInput
            label={words.beatCode}
            withAsterisk
            maxLength={20}
            value={beat}
            list="duty-beats"
            error={checked && beat.trim() === '' ? text.choose : null}
            onChange={(event) => {
              const typed = event.currentTarget.value
              setBeat(typed)
              const known = choices.beats.find((one) => one.beat === typed)
              if (known !== undefined) setName(known.name)
            }}
          />
          <datalist id="duty-beats">
            {choices.beats.map((one) => (
              <option key={one.beat} value={one.beat}>
                {one.name}
              </option>
            ))}
          </datalist>
          <TextInput
            label={words.beatName}
            maxLength={40}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
        </>
      )}
    </ActDialog>
  )
}
