import { ActionIcon } from '@mantine/core'
import { IconEye, IconEyeOff } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import type { Result, RpcError } from '../../src-contract/errors.ts'
import { whenLocked } from '../session/session-store.ts'
import { useText } from '../text/language.ts'
import { useErrorSentence } from './error-notice.tsx'
import classes from './masked-value.module.css'
import { useNow } from './use-now.ts'

type Revealed = { value: string; until: string }

const hiders = new Set<() => void>()
whenLocked(() => {
  for (const hide of hiders) hide()
})

type Props = {
  /** What the value is, for the button's name. */
  name: string
  masked: string
  reveal: () => Promise<Result<Revealed>> | null
}

/** A masked value that can be seen in plain until core's time is over; then it is gone from the page. */
export function MaskedValue({ name, masked, reveal }: Props) {
  const text = useText().lookup.reveal
  const sentence = useErrorSentence()
  const [plain, setPlain] = useState<Revealed | null>(null)
  const [error, setError] = useState<RpcError | null>(null)
  const [asking, setAsking] = useState(false)
  useEffect(() => {
    const hide = () => setPlain(null)
    hiders.add(hide)
    return () => void hiders.delete(hide)
  }, [])

  async function show() {
    setAsking(true)
    const result = await reveal()
    setAsking(false)
    if (result?.ok) {
      setPlain(result.value)
      setError(null)
    } else setError(result?.error ?? null)
  }

  return (
    <span className={classes.value}>
      {plain === null ? (
        <>
          <span className={classes.masked}>{masked}</span>
          <ActionIcon
            size="xs"
            loading={asking}
            onClick={() => void show()}
            aria-label={text.label(name)}
            title={text.button}
          >
            <IconEye size={14} />
          </ActionIcon>
        </>
      ) : (
        <Plain revealed={plain} onOver={() => setPlain(null)} />
      )}
      {error ? (
        <span className={classes.error} role="alert">
          {sentence(error)}
        </span>
      ) : null}
    </span>
  )
}

function Plain({ revealed, onOver }: { revealed: Revealed; onOver: () => void }) {
  const text = useText().lookup.reveal
  const now = useNow(500)
  const seconds = Math.max(0, Math.ceil((new Date(revealed.until).getTime() - now) / 1000))
  useEffect(() => {
    if (seconds === 0) onOver()
  }, [seconds, onOver])
  return (
    <>
      <span className={classes.plain}>{revealed.value}</span>
      <span className={classes.left}>{text.left(seconds)}</span>
      <ActionIcon size="xs" onClick={onOver} aria-label={text.hide} title={text.hide}>
        <IconEyeOff size={14} />
      </ActionIcon>
    </>
  )
}
