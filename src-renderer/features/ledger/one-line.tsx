import { TextInput } from '@mantine/core'
import { useLayoutEffect, useRef } from 'react'

type Props = {
  id: string
  value: string
  /** The value stands for a declaration, such as 未提供: it is replaced as a whole. */
  whole: boolean
  autoFocus: boolean
  numeric: boolean
  /** Digits and letters that are compared one by one. */
  aligned: boolean
  described: Readonly<Record<string, string | true | undefined>>
  onChange: (value: string) => void
}

/**
 * One line of text. A value that arrives while the keys are in it (a day of birth that follows from the number before, today's
 * date) is selected, so that whoever types on replaces it and nothing is typed behind it.
 */
export function OneLine({ id, value, whole, autoFocus, numeric, aligned, described, onChange }: Props) {
  const input = useRef<HTMLInputElement>(null)
  const typed = useRef(value)
  useLayoutEffect(() => {
    if (value !== typed.current && document.activeElement === input.current) input.current?.select()
    typed.current = value
  }, [value])
  return (
    <TextInput
      ref={input}
      id={id}
      {...described}
      autoFocus={autoFocus}
      autoComplete="off"
      spellCheck={false}
      data-aligned={aligned || undefined}
      inputMode={numeric ? 'numeric' : undefined}
      value={value}
      onFocus={(event) => whole && event.currentTarget.select()}
      onChange={(event) => {
        typed.current = event.currentTarget.value
        onChange(event.currentTarget.value)
      }}
      maxLength={1000}
    />
  )
}
