import { ActionIcon, Popover, TextInput } from '@mantine/core'
import { IconEqual } from '@tabler/icons-react'
import { useState } from 'react'
import type { Result, RpcError } from '../../../src-contract/errors.ts'
import { useText } from '../../text/language.ts'
import { useErrorSentence } from '../../ui/error-notice.tsx'
import { onKeys } from '../../ui/ime.ts'
import { Tag } from '../../ui/tag.tsx'

type Props = {
  /** What the value is, for the button's name. */
  name: string
  compare: (value: string) => Promise<Result<{ same: boolean; left: number }>> | null
}

/** 比对: what was typed or scanned is held against the record, and only yes or no comes back. What was typed is forgotten at once. */
export function CompareValue({ name, compare }: Props) {
  const text = useText().lookup.compare
  const sentence = useErrorSentence()
  const [opened, setOpened] = useState(false)
  const [typed, setTyped] = useState('')
  const [answer, setAnswer] = useState<boolean | null>(null)
  const [error, setError] = useState<RpcError | null>(null)

  function close() {
    setOpened(false)
    setTyped('')
    setAnswer(null)
    setError(null)
  }
  async function ask() {
    if (typed.trim() === '') return
    const result = await compare(typed)
    if (result === null) return
    setAnswer(result.ok ? result.value.same : null)
    setError(result.ok ? null : result.error)
  }
  return (
    <Popover opened={opened} onChange={(open) => (open ? setOpened(true) : close())} trapFocus withArrow shadow="md">
      <Popover.Target>
        <ActionIcon
          size="xs"
          onClick={() => (opened ? close() : setOpened(true))}
          aria-label={text.label(name)}
          title={text.button}
        >
          <IconEqual size={14} />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown p="xs">
        <TextInput
          size="xs"
          label={text.type(name)}
          value={typed}
          autoComplete="off"
          spellCheck={false}
          maxLength={200}
          onChange={(event) => {
            setTyped(event.currentTarget.value)
            setAnswer(null)
          }}
          onKeyDown={onKeys({ Enter: () => void ask(), Escape: close })}
        />
        <div role="status">
          {answer === null ? null : <Tag tone={answer ? 'good' : 'bad'}>{answer ? text.same : text.different}</Tag>}
          {error ? sentence(error) : null}
        </div>
      </Popover.Dropdown>
    </Popover>
  )
}
