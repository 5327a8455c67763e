import { Button, Group, Popover, Text } from '@mantine/core'
import { useState } from 'react'
import { useText } from '../text/language.ts'

type Props = {
  label: string
  /** What will happen, before it does. */
  means: string
  onConfirm: () => void
  /** Beside a heading inside a screen. */
  small?: boolean
}

/** An act that cannot be undone: says what it means and asks once, beside the button. */
export function ConfirmButton({ label, means, onConfirm, small = false }: Props) {
  const { cancel } = useText().frame.common
  const [opened, setOpened] = useState(false)
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-end" width={280} trapFocus returnFocus>
      <Popover.Target>
        <Button variant="default" {...(small ? { size: 'compact-xs' } : {})} onClick={() => setOpened(true)}>
          {label}
        </Button>
      </Popover.Target>
      <Popover.Dropdown role="alertdialog" aria-label={label}>
        <Text mb="sm">{means}</Text>
        <Group gap="sm">
          <Button
            color="red"
            onClick={() => {
              setOpened(false)
              onConfirm()
            }}
          >
            {label}
          </Button>
          <Button variant="default" onClick={() => setOpened(false)}>
            {cancel}
          </Button>
        </Group>
      </Popover.Dropdown>
    </Popover>
  )
}
