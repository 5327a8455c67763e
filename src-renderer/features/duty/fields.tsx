import { NativeSelect, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { Colleague } from '../../../src-contract/features/duty.shapes.ts'
import { useText } from '../../text/language.ts'
import { typedClock, typedCount, typedDay } from './typed.ts'

type TypedProps = {
  label: string
  value: string
  onChange: (typed: string) => void
  required?: boolean
  /** Shown as wrong even while it was not left: after an attempt to save. */
  checked?: boolean
  autoFocus?: boolean
}

/** What is typed is read when the field is left: 0305 becomes the whole day. */
function ReadField(props: TypedProps & { read: (typed: string) => string | null; unreadable: string; hint?: string }) {
  const words = useText().duty
  const [left, setLeft] = useState(false)
  const { value, read, checked = false, required = false } = props
  const blank = value.trim() === ''
  const wrong = blank
    ? required && checked && words.missing
    : read(value) === null && (left || checked) && props.unreadable
  return (
    <TextInput
      label={props.label}
      required={required}
      withAsterisk={required}
      value={value}
      maxLength={20}
      placeholder={props.hint}
      autoComplete="off"
      spellCheck={false}
      data-autofocus={props.autoFocus || undefined}
      error={wrong || null}
      onChange={(event) => props.onChange(event.currentTarget.value)}
      onBlur={() => {
        setLeft(true)
        const whole = read(value)
        if (whole !== null && whole !== value) props.onChange(whole)
      }}
    />
  )
}

export function DayField(props: TypedProps) {
  const words = useText().duty
  return <ReadField {...props} read={typedDay} unreadable={words.dayUnreadable} hint={words.dayHint} />
}

export function ClockField(props: TypedProps) {
  const words = useText().duty
  return <ReadField {...props} read={typedClock} unreadable={words.clockUnreadable} />
}

export function CountField(props: TypedProps) {
  const words = useText().duty
  return (
    <ReadField {...props} read={(typed) => typedCount(typed)?.toString() ?? null} unreadable={words.numberUnreadable} />
  )
}

type ChoiceProps = {
  label: string
  value: string
  onChange: (value: string) => void
  required?: boolean
  checked?: boolean
  /** Words for no choice; without them one has to be made. */
  none?: string
}

export function BeatField({ beats, ...props }: ChoiceProps & { beats: readonly { beat: string; name: string }[] }) {
  return (
    <ChoiceField
      {...props}
      options={beats.map(({ beat, name }) => ({ value: beat, label: name === '' ? beat : `${beat} ${name}` }))}
    />
  )
}

export function PersonField({ staff, ...props }: ChoiceProps & { staff: readonly Colleague[] }) {
  return (
    <ChoiceField
      {...props}
      options={staff
        .filter((one) => one.active || one.accountId === props.value)
        .map((one) => ({ value: one.accountId, label: `${one.name} ${one.staffNumber}` }))}
    />
  )
}

export function ChoiceField({
  options,
  none,
  required = false,
  checked = false,
  ...props
}: ChoiceProps & { options: readonly { value: string; label: string }[] }) {
  const words = useText().duty
  return (
    <NativeSelect
      label={props.label}
      required={required}
      withAsterisk={required}
      value={props.value}
      error={required && checked && props.value === '' ? words.choose : null}
      onChange={(event) => props.onChange(event.currentTarget.value)}
      data={[{ value: '', label: none ?? words.choose }, ...options]}
    />
  )
}
