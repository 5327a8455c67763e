import { TextInput } from '@mantine/core'
import { useState } from 'react'
import type { Area } from '../../../src-contract/features/duty.shapes.ts'
import { rpc } from '../../rpc/client.ts'
import { useText } from '../../text/language.ts'
import { today } from '../../ui/today.ts'
import { ActDialog } from './act-dialog.tsx'
import type { Choices } from './duty-choices.ts'
import { BeatField, ChoiceField, CountField, DayField } from './fields.tsx'
import { typedCount, typedDay } from './typed.ts'

const kinds = ['estate', 'road', 'building', 'community'] as const
const sides = ['both', 'odd', 'even'] as const

/** One rule: a place, its beat, and from when to when. */
export function AreaDialog({ row, choices, onClose }: { row: Area | null; choices: Choices; onClose: () => void }) {
  const text = useText().duty
  const words = text.areas
  const [kind, setKind] = useState<Area['kind']>(row?.kind ?? 'estate')
  const [place, setPlace] = useState(row?.place ?? '')
  const [doorFrom, setDoorFrom] = useState(row?.doorFrom?.toString() ?? '')
  const [doorTo, setDoorTo] = useState(row?.doorTo?.toString() ?? '')
  const [side, setSide] = useState<Area['side']>(row?.side ?? 'both')
  const [beat, setBeat] = useState(row?.beat ?? '')
  const [from, setFrom] = useState<string>(row?.from ?? today())
  const [to, setTo] = useState<string>(row?.to ?? '')
  function read(reason: string) {
    const [first, last] = [typedDay(from), typedDay(to)]
    const [low, high] = [typedCount(doorFrom), typedCount(doorTo)]
    const typedWrong = (doorFrom.trim() !== '' && low === null) || (doorTo.trim() !== '' && high === null)
    if (place.trim().length < 2 || beat === '' || first === null || (to.trim() !== '' && last === null)) return null
    if (kind === 'road' && typedWrong) return null
    const doors =
      kind === 'road' ? { doorFrom: low, doorTo: high, side } : { doorFrom: null, doorTo: null, side: 'both' as const }
    return { kind, place: place.trim(), ...doors, beat, from: first, to: last, reason }
  }
  return (
    <ActDialog
      title={row === null ? words.addTitle : words.editTitle}
      submit={row === null ? text.add : text.edit}
      recordId={row?.areaId}
      onClose={onClose}
      onSubmit={(reason) => {
        const input = read(reason)
        return input === null ? null : rpc.duty.saveArea({ ...(row === null ? {} : { areaId: row.areaId }), ...input })
      }}
      onRemove={row === null ? undefined : (reason) => rpc.duty.removeArea({ areaId: row.areaId, reason })}
    >
      {(checked) => (
        <>
          <ChoiceField
            label={words.kind}
            value={kind}
            required
            onChange={(value) => setKind(kinds.find((one) => one === value) ?? kind)}
            options={kinds.map((one) => ({ value: one, label: words.kinds[one] }))}
          />
          <TextInput
            label={words.place}
            placeholder={words.placeHint}
            withAsterisk
            maxLength={100}
            value={place}
            error={checked && place.trim().length < 2 ? words.placeHint : null}
            onChange={(event) => setPlace(event.currentTarget.value)}
          />
          {kind === 'road' ? (
            <>
              <CountField label={words.doorFrom} value={doorFrom} onChange={setDoorFrom} checked={checked} />
              <CountField label={words.doorTo} value={doorTo} onChange={setDoorTo} checked={checked} />
              <ChoiceField
                label={words.side}
                value={side}
                required
                onChange={(value) => setSide(sides.find((one) => one === value) ?? 'both')}
                options={sides.map((one) => ({ value: one, label: words.sides[one] }))}
              />
            </>
          ) : null}
          <BeatField
            label={text.beat}
            beats={choices.beats}
            value={beat}
            onChange={setBeat}
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
