import { useLayoutEffect, useRef, useState, type ClipboardEvent } from 'react'
import { onKeys, type KeyMap } from '../../../ui/ime.ts'
import classes from './fast-grid.module.css'

type Props = {
  id: string
  label: string
  /** As the cell shows it. */
  value: string
  disabled: boolean
  invalid: boolean
  describedBy: string
  /** Keys of the grid; they move on, and what was typed is kept first. */
  keys: KeyMap
  onCommit: (typed: string) => void
  onCopy: (event: ClipboardEvent) => void
  onPaste: (event: ClipboardEvent) => void
}

/**
 * The cell under the keys: a real text box with all of its text selected, so that the first key, or the first key of a composition,
 * takes the place of what stands in it. F2 goes into the text, Esc brings back what stood there.
 */
export function FastCell({ id, label, value, disabled, invalid, describedBy, keys, ...props }: Props) {
  const input = useRef<HTMLInputElement>(null)
  const [typed, setTyped] = useState<string | null>(null)
  const [inside, setInside] = useState(false)
  const editing = typed !== null || inside
  const newest = useRef({ typed, onCommit: props.onCommit })
  newest.current = { typed, onCommit: props.onCommit }
  useLayoutEffect(() => {
    input.current?.focus({ preventScroll: true })
    input.current?.select()
    input.current?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
  }, [])
  function commit() {
    const { typed: now, onCommit } = newest.current
    newest.current.typed = null
    setTyped(null)
    setInside(false)
    if (now !== null && now !== value) onCommit(now)
  }
  const moving: KeyMap = Object.fromEntries(
    Object.entries(keys)
      // Inside the text the arrows move the caret, and Delete deletes a character.
      .filter(([name]) => !(editing && caretKeys.has(name)))
      .map(([name, handler]) => [
        name,
        (event) => {
          commit()
          handler(event)
        },
      ]),
  )
  return (
    <input
      ref={input}
      id={id}
      className={classes.input}
      aria-label={label}
      aria-invalid={invalid || undefined}
      aria-describedby={describedBy}
      value={typed ?? value}
      readOnly={disabled}
      autoComplete="off"
      spellCheck={false}
      maxLength={4000}
      onChange={(event) => setTyped(event.currentTarget.value)}
      onBlur={commit}
      onDoubleClick={() => setInside(true)}
      onKeyDown={onKeys({
        ...moving,
        F2: () => {
          setInside(true)
          const end = input.current?.value.length ?? 0
          input.current?.setSelectionRange(end, end)
        },
        ...(editing
          ? {
              Escape: () => {
                setTyped(null)
                setInside(false)
                requestAnimationFrame(() => input.current?.select())
              },
            }
          : {}),
      })}
      onCopy={(event) => !editing && props.onCopy(event)}
      onPaste={(event) => !editing && props.onPaste(event)}
    />
  )
}

const caretKeys: ReadonlySet<string> = new Set([
  'ArrowLeft',
  'ArrowRight',
  'shift+ArrowLeft',
  'shift+ArrowRight',
  'Home',
  'End',
  'Delete',
  'Backspace',
])
