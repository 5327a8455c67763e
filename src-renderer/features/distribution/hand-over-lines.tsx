import { Button, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconCheck, IconCopy } from '@tabler/icons-react'
import { useEffect, useRef, useState } from 'react'
import type { OutputOf } from '../../../src-contract/contract.ts'
import { useLabel, useText } from '../../text/language.ts'
import { copyText } from '../../ui/copy-text.ts'
import { onKeys } from '../../ui/ime.ts'
import classes from './distribution.module.css'

type Line = OutputOf<'distribution.panel'>['lines'][number]

type Props = {
  lines: readonly Line[]
  /** What was typed here and is not saved yet. */
  typed: Readonly<Record<string, string>>
  /** Each line can be copied. */
  copies: boolean
  /** What the book does not say can be typed. */
  fills: boolean
  onType: (key: string, value: string) => void
  /** Enter on the last line. */
  onEnd: () => void
}

/** The system's fields in the system's order; Enter copies a line and goes on to the next, arrows only go. */
export function HandOverLines({ lines, typed, copies, fills, onType, onEnd }: Props) {
  const words = useText().distribution.panel
  const label = useLabel()
  const list = useRef<HTMLDListElement>(null)
  const [copied, setCopied] = useState<ReadonlySet<string>>(new Set())
  const valueOf = (line: Line): string => (line.open && fills ? (typed[line.key] ?? line.value) : line.value)

  function goTo(at: number) {
    const places = list.current?.querySelectorAll<HTMLElement>('[data-place]') ?? []
    const next = [...places].find((place) => Number(place.dataset['place']) >= at)
    if (next) next.focus()
    else onEnd()
  }
  function goBack(at: number) {
    const places = list.current?.querySelectorAll<HTMLElement>('[data-place]') ?? []
    ;[...places].findLast((place) => Number(place.dataset['place']) <= at)?.focus()
  }
  function copy(line: Line) {
    if (!copyText(valueOf(line))) notifications.show({ message: words.notCopied, color: 'red' })
    else setCopied((before) => new Set([...before, line.key]))
  }
  const keysOf = (line: Line, at: number) =>
    onKeys({
      Enter: () => {
        if (copies && valueOf(line) !== '') copy(line)
        goTo(at + 1)
      },
      ArrowDown: () => goTo(at + 1),
      ArrowUp: () => goBack(at - 1),
    })
  // Where one begins: with the first thing to type, or with the first line to copy.
  const typeAt = lines.findIndex((line) => line.open && fills && line.required && line.value === '')
  const first = typeAt >= 0 ? typeAt : lines.findIndex((line) => copies && line.value !== '')
  const begin = useRef(() => goTo(Math.max(first, 0)))
  // The lines come after the drawer that holds the focus.
  useEffect(() => begin.current(), [])
  return (
    <dl ref={list} className={classes.lines} aria-label={words.lines}>
      {lines.map((line, at) => {
        const name = label(line.label)
        const value = valueOf(line)
        const input = line.open && fills
        return (
          <div key={line.key} data-lacking={(line.required && value === '') || undefined}>
            <dt>
              {name}
              {line.required ? <span aria-hidden> *</span> : null}
            </dt>
            <dd>
              {input ? (
                <TextInput
                  aria-label={name}
                  aria-required={line.required}
                  placeholder={line.required ? undefined : words.optional}
                  maxLength={200}
                  value={value}
                  data-place={at}
                  onChange={(event) => onType(line.key, event.currentTarget.value)}
                  onKeyDown={keysOf(line, at)}
                />
              ) : value === '' ? (
                <span className={classes.quiet}>—</span>
              ) : (
                value
              )}
            </dd>
            {copies ? (
              <dd>
                {value === '' ? null : (
                  <Button
                    variant={copied.has(line.key) ? 'light' : 'default'}
                    size="compact-xs"
                    aria-label={words.copyOf(copied.has(line.key) ? words.copied : words.copy, name)}
                    leftSection={
                      copied.has(line.key) ? <IconCheck size={13} aria-hidden /> : <IconCopy size={13} aria-hidden />
                    }
                    {...(input ? {} : { 'data-place': at, onKeyDown: keysOf(line, at) })}
                    onClick={() => copy(line)}
                  >
                    {copied.has(line.key) ? words.copied : words.copy}
                  </Button>
                )}
              </dd>
            ) : null}
          </div>
        )
      })}
    </dl>
  )
}
