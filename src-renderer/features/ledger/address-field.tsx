import { Autocomplete } from '@mantine/core'
import { useDeferredValue, useState } from 'react'
import { rpc } from '../../rpc/client.ts'
import { useCall } from '../../rpc/hooks.ts'

type Props = {
  id: string
  value: string
  autoFocus: boolean
  described: Readonly<Record<string, string | true | undefined>>
  onChange: (value: string) => void
}

/** Shorter beginnings would suggest half of the station. */
const shortest = 2

/** An address, completed from the premises that the station knows: arrow keys choose, and whatever is typed stays allowed. */
export function AddressField({ id, value, autoFocus, described, onChange }: Props) {
  const [typing, setTyping] = useState(false)
  const wanted = useDeferredValue(value.trim())
  const known = useCall(
    (signal) => (typing && wanted.length >= shortest ? rpc.places.suggest({ text: wanted }, { signal }) : null),
    [typing, wanted],
  )
  const places = typing ? (known.value?.places ?? []).map((place) => place.address) : []
  return (
    <Autocomplete
      id={id}
      {...described}
      autoFocus={autoFocus}
      spellCheck={false}
      openOnFocus={false}
      value={value}
      data={places.filter((place) => place !== value)}
      // Core has chosen already, by normal form: letters need not agree.
      filter={({ options }) => options}
      maxLength={300}
      onChange={(text) => {
        setTyping(true)
        onChange(text)
      }}
      onBlur={() => setTyping(false)}
    />
  )
}
